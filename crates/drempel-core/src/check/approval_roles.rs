//! D0205: two different roles approve, and the data protection officer is not one of them (GDPR art. 38(6)).

use super::Context;
use drempel_syntax::ast::Role;
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let Some(policy) = &context.program.policy else {
        return;
    };
    if let Some(approval) = &policy.approval {
        for role in &approval.value {
            if role.value == Role::DataProtectionOfficer {
                out.push(
                    Diagnostic::new(&codes::D0205, "the DPO cannot approve")
                        .label(
                            role.span,
                            "advises and supervises, and therefore does not decide",
                        )
                        .help("name two other roles; the advice of the DPO is its own clause"),
                );
            }
        }
        let mut roles: Vec<&Role> = approval.value.iter().map(|it| &it.value).collect();
        roles.sort();
        roles.dedup();
        if roles.len() < 2 {
            out.push(
                Diagnostic::new(&codes::D0205, "approval needs two different roles")
                    .label(approval.span, "fewer than two")
                    .help("write `approval by privacy officer and controller`"),
            );
        }
    }
    if let Some(advice) = &policy.advice
        && advice.role.value != Role::DataProtectionOfficer
    {
        out.push(
            Diagnostic::new(&codes::D0205, "advice comes from the DPO")
                .label(advice.role.span, "another role")
                .help("write `advice DPO \"REFERENCE\" of DATE`"),
        );
    }
}
