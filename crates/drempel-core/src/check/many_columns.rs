//! D0607: a table uses at most one column in which a unit may have several values.

use super::Context;
use crate::hir::Measure;
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let program = context.program;
    for table in &program.tables {
        for measure in &table.measures {
            let Measure::Number(unit) = measure.value else {
                continue;
            };
            let mut many: Vec<_> = program
                .uses(table)
                .filter(|(of, _, _)| program.is_many(*of, unit))
                .collect();
            many.dedup_by_key(|(of, _, _)| *of);
            if let [(_, first, _), (_, second, _), ..] = many.as_slice() {
                out.push(
                    Diagnostic::new(
                        &codes::D0607,
                        "two columns of this table may have several values per unit",
                    )
                    .label(*first, "one unit may have several of these")
                    .label(*second, "and of these")
                    .note("who has which combination could not be protected")
                    .help("leave one of the two out"),
                );
                break;
            }
        }
    }
}
