//! D0207: a special category of data needs its own ground (GDPR art. 9(2), 10).

use super::Context;
use super::purpose_mismatch::mismatched;
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::say;

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let mut told = Vec::new();
    for table in &context.program.tables {
        let Some((purpose_id, purpose_at)) = table.purpose else {
            continue;
        };
        let Some(purpose) = context.program.purposes.get(purpose_id.0) else {
            continue;
        };
        if context.broken(purpose.block) {
            continue;
        }
        // A table of a wrong purpose needs no ground in that purpose as well.
        let mismatched = mismatched(context, table, purpose_id);
        for (id, _) in &table.sources {
            if mismatched.iter().any(|(it, _)| it == id) {
                continue;
            }
            let Some(source) = context.program.source(*id) else {
                continue;
            };
            for category in &source.contains {
                let grounded = purpose
                    .special
                    .iter()
                    .any(|(it, under)| it.value == category.value && under.is_some());
                if grounded || told.contains(&(purpose_id, category.value)) {
                    continue;
                }
                told.push((purpose_id, category.value));
                out.push(
                    Diagnostic::new(
                        &codes::D0207,
                        say!("purpose `{}` has no ground for this special category of data", purpose.name.value),
                    )
                    .label(category.span, say!("source `{}` contains it", source.name.value))
                    .label(purpose_at, "it is used for this purpose")
                    .help("state the ground in the purpose, for example `special health data under \"AVG art. 9 lid 2 …\"`"),
                );
            }
        }
    }
}
