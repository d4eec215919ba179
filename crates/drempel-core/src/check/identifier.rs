//! D0601: an identifier is never a row, a column, a filter or a measure, and its values never stand in a title.

use super::Context;
use crate::hir::{ColumnRole, Measure};
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::say;

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let program = context.program;
    for table in &program.tables {
        for (of, at, filter) in program.uses(table) {
            for column in program.columns_of(of) {
                if program
                    .column(column)
                    .is_some_and(|it| it.role == ColumnRole::Identifier)
                    && matches!(of, crate::hir::DimensionOf::Column { .. })
                {
                    let name = program.column_name(column);
                    let message = if filter {
                        say!(
                            "`{}` is an identifier and would filter a table to one unit",
                            name
                        )
                    } else {
                        say!(
                            "`{}` is an identifier and would make a table of single units",
                            name
                        )
                    };
                    let declared = program.column(column).map_or(at, |it| it.name.span);
                    out.push(
                        Diagnostic::new(&codes::D0601, message)
                            .label(at, "used here")
                            .label(declared, "declared as identifier")
                            .help("use a dimension or an area; identifiers only count distinct units and join"),
                    );
                }
            }
        }
        for measure in &table.measures {
            if let Measure::Sum(column) | Measure::Mean(column) = measure.value
                && program
                    .column(column)
                    .is_some_and(|it| it.role == ColumnRole::Identifier)
            {
                out.push(
                    Diagnostic::new(
                        &codes::D0601,
                        say!(
                            "`{}` is an identifier and cannot be added up",
                            program.column_name(column)
                        ),
                    )
                    .label(measure.span, "used here")
                    .help("name a measure"),
                );
            }
        }
        let titles = table
            .title
            .iter()
            .chain(table.population.iter())
            .chain(table.titles.iter().map(|(_, it)| it));
        for title in titles {
            let words: Vec<String> = title
                .value
                .split(|it: char| !it.is_alphanumeric() && it != '_')
                .map(str::to_lowercase)
                .collect();
            for source in &program.sources {
                for column in source
                    .columns
                    .iter()
                    .filter(|it| it.role == ColumnRole::Identifier)
                {
                    if words.contains(&column.name.value.to_lowercase()) {
                        out.push(
                            Diagnostic::new(
                                &codes::D0601,
                                say!("a title names the identifier `{}`", column.name.value),
                            )
                            .label(title.span, "in this text")
                            .label(column.name.span, "declared as identifier")
                            .help("say in words whom the table is about"),
                        );
                    }
                }
            }
            if words
                .iter()
                .any(|it| it.len() == 9 && it.bytes().all(|b| b.is_ascii_digit()))
            {
                out.push(
                    Diagnostic::new(
                        &codes::D0601,
                        "a title holds nine digits in a row, like a citizen service number",
                    )
                    .label(title.span, "in this text")
                    .help("leave the number out"),
                );
            }
        }
    }
}
