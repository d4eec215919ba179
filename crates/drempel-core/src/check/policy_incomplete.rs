//! D0202: a policy states who is responsible, why, on what advice, until when, and who approves.

use super::Context;
use drempel_syntax::clause;
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::say;

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let Some(policy) = &context.program.policy else {
        if context.errors.is_empty() {
            out.push(
                Diagnostic::new(&codes::D0202, "there is no `policy` block")
                    .help("add a `policy \"…\" version 1 { … }` block that says who is responsible, why, and until when"),
            );
        }
        return;
    };
    if context.broken(policy.block) {
        return;
    }
    let parts = [
        (
            policy.controller.is_none(),
            clause!("controller"),
            clause!("controller  \"College van burgemeester en wethouders\""),
        ),
        (
            policy.contacts.is_empty(),
            clause!("contact"),
            clause!("contact     privacy officer \"privacy@example.nl\""),
        ),
        (
            policy.author.is_none(),
            clause!("author"),
            clause!("author      \"NAME\""),
        ),
        (
            policy.activity.is_none(),
            clause!("activity"),
            clause!("activity    \"https://register.example.nl/verwerking/1/v1\""),
        ),
        (
            policy.dpia.is_none(),
            clause!("dpia"),
            clause!("dpia        \"DPIA-1\" decided 2026-01-31, review before 2027-01-31"),
        ),
        (
            policy.advice.is_none(),
            clause!("advice"),
            clause!("advice      DPO \"FG-1\" of 2026-01-31"),
        ),
        (
            policy.valid.is_none(),
            clause!("valid"),
            clause!("valid       from 2026-02-01 through 2026-12-31"),
        ),
        (
            policy.approval.is_none(),
            clause!("approval"),
            clause!("approval    by privacy officer and controller"),
        ),
        (
            policy.version.is_none(),
            clause!("version"),
            clause!("policy \"…\" version 1 {"),
        ),
    ];
    for (missing, what, example) in parts {
        if missing {
            out.push(
                Diagnostic::new(
                    &codes::D0202,
                    say!("the policy does not state its `{}`", what),
                )
                .label(policy.span, "in this policy")
                .help(say!("add `{}`", example)),
            );
        }
    }
}
