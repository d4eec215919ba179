//! D0609: a table counts units of its own source, and adds up an amount in euro of that source.

use super::Context;
use super::join_key::lacking;
use crate::hir::{ColumnRole, Measure};
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::say;

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let program = context.program;
    // A unit that a source lacks is one mistake, in however many tables.
    let mut told = lacking(context);
    for table in &program.tables {
        let Some((base, source)) = context.base(table) else {
            continue;
        };
        let unit_unknown = context.broken(source.block);
        let pictures = table.pictures.iter().map(|it| (&it.of, it.span));
        for (measure, at) in table
            .measures
            .iter()
            .map(|it| (&it.value, it.span))
            .chain(pictures)
        {
            match measure {
                Measure::Number(unit) if told.contains(&(base, *unit)) => {}
                Measure::Number(unit)
                    if source.key_of(*unit).is_none()
                        && !source.units.is_empty()
                        && !unit_unknown =>
                {
                    told.push((base, *unit));
                    let it = Diagnostic::new(
                        &codes::D0609,
                        say!("`{}` has no unit of this kind", source.name.value),
                    )
                    .label(at, "counted here")
                    .label(
                        source.name.span,
                        "the units of this source are declared with `unit`",
                    )
                    .help("count another unit, or declare `unit … by KEY` in the source");
                    out.push(it);
                }
                Measure::Sum(column) | Measure::Mean(column) => {
                    let role = program.column(*column).map(|it| &it.role);
                    let euro = role
                        .is_some_and(|it| matches!(it, ColumnRole::Euro { .. }) || it.is_broken());
                    let identifier = program
                        .column(*column)
                        .is_some_and(|it| it.role == ColumnRole::Identifier);
                    if !euro && !identifier {
                        out.push(
                            Diagnostic::new(
                                &codes::D0609,
                                say!(
                                    "`{}` is not an amount in euro",
                                    program.column_name(*column)
                                ),
                            )
                            .label(at, "added up here")
                            .help("name a column declared as `measure euro`"),
                        );
                    } else if column.source != base {
                        out.push(
                            Diagnostic::new(
                                &codes::D0609,
                                "an amount of a joined source would be counted several times",
                            )
                            .label(at, "belongs to a joined source")
                            .help("make a table from that source, or use classes of the amount"),
                        );
                    }
                    let mean = matches!(measure, Measure::Mean(_));
                    let number = table
                        .measures
                        .iter()
                        .any(|it| matches!(it.value, Measure::Number(_)));
                    let sum = table
                        .measures
                        .iter()
                        .any(|it| it.value == Measure::Sum(*column));
                    if mean && !(number && sum) && !context.broken(table.block) {
                        out.push(
                            Diagnostic::new(&codes::D0604, "a mean is shown without the total and the number it is computed from")
                                .label(at, "of which figures?")
                                .help("show the number of units and the sum too"),
                        );
                    }
                }
                Measure::Number(_)
                | Measure::Share(_)
                | Measure::PerThousand { .. }
                | Measure::Change { .. } => {}
            }
        }
    }
}
