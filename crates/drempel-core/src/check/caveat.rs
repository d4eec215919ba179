//! D0605: a table that crosses persons with an attribute of their area says that an area is not a person.

use super::Context;
use drempel_syntax::ast::Caveat;
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let program = context.program;
    for table in &program.tables {
        if context.broken(table.block) {
            continue;
        }
        let Some((base, source)) = context.base(table) else {
            continue;
        };
        if source.describes.is_some() {
            continue;
        }
        let area = program.uses(table).find(|(of, _, _)| {
            context.usable(table, *of)
                && program
                    .source_of(*of)
                    .filter(|it| *it != base)
                    .and_then(|it| program.source(it))
                    .is_some_and(|it| it.describes.is_some())
        });
        let dimensions = table.dimensions().count();
        let has = |wanted: &Caveat| table.caveats.iter().any(|it| it.value == *wanted);
        let joined = table.sources.len() > 1;
        let crossed = joined && dimensions > 1 && !has(&Caveat::CorrelationIsNotCause);
        if let Some((_, at, _)) = area
            && !has(&Caveat::AreaIsNotPerson)
        {
            let help = if crossed {
                "add `state area is not person, correlation is not cause`"
            } else {
                "add `state area is not person`"
            };
            out.push(
                Diagnostic::new(
                    &codes::D0605,
                    "a figure about an area is shown as if it were about persons",
                )
                .label(at, "this is known of the area only")
                .label(table.name.span, "the table counts persons")
                .help(help),
            );
        } else if crossed {
            out.push(
                Diagnostic::new(
                    &codes::D0605,
                    "a table that crosses two sources suggests a cause",
                )
                .label(table.name.span, "two sources are crossed here")
                .help("add `state correlation is not cause`"),
            );
        }
    }
}
