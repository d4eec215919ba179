//! D0309: a source licensed for internal use stays out of public reports.

use super::Context;
use drempel_syntax::ast::{Audience, Licence, Openness};
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::say;

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    for report in &context.program.reports {
        let open = report
            .openness
            .as_ref()
            .filter(|(it, _)| it.value == Openness::Public)
            .map(|(it, _)| it.span);
        let everyone = report
            .audience
            .iter()
            .find(|it| it.value == Audience::Everyone)
            .map(|it| it.span);
        let Some(at) = open.or(everyone) else {
            continue;
        };
        let mut told = Vec::new();
        for table in report
            .tables
            .iter()
            .filter_map(|(id, _)| context.program.tables.get(id.0))
        {
            for (id, _) in &table.sources {
                let Some(source) = context.program.source(*id) else {
                    continue;
                };
                let Some(licence) = source
                    .licences
                    .iter()
                    .find(|it| it.value == Licence::InternalUse)
                else {
                    continue;
                };
                if told.contains(id) {
                    continue;
                }
                told.push(*id);
                out.push(
                    Diagnostic::new(
                        &codes::D0309,
                        say!(
                            "`{}` is licensed for internal use and the report is not internal",
                            source.name.value
                        ),
                    )
                    .label(licence.span, "for internal use")
                    .label(at, say!("report `{}` is for others too", report.name.value))
                    .help("make the report internal, or leave out the tables that use this source"),
                );
            }
        }
    }
}
