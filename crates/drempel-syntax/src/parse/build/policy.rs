//! Clauses of policy, purpose and exception, and their one-line kin.
//!
//! In: nodes. Out: clauses. Always: `None` only for a node that is not a clause of that block.

use crate::ast::*;
use crate::grammar::{Node, Rule};
use crate::vocabulary as v;

pub(super) fn import(n: &Node<'_>) -> Use {
    Use {
        span: n.span,
        file: n.text(0),
        because: n.because(),
    }
}

pub(super) fn floor(n: &Node<'_>) -> Floor {
    Floor {
        span: n.span,
        threshold: n.name(0),
        special: n.opt_word(v::SPECIAL),
        because: n.because(),
    }
}

pub(super) fn policy(n: &Node<'_>) -> Option<PolicyClause> {
    let role = |n: &Node<'_>| {
        let quoted = n.opt_text(1).is_some().then(|| n.text(0).map(Role::Named));
        n.opt_word(v::ROLES)
            .or(quoted)
            .unwrap_or_else(|| n.spanned(Role::Controller))
    };
    // A role in words leaves one quoted text, a quoted role two; the last one is the address or reference.
    let last = |n: &Node<'_>| n.opt_text(1).unwrap_or_else(|| n.text(0));
    Some(match n.rule {
        Rule::controller => PolicyClause::Controller(n.text(0)),
        Rule::contact => PolicyClause::Contact {
            role: role(n),
            address: last(n),
        },
        Rule::author => PolicyClause::Author(n.text(0)),
        Rule::activity => PolicyClause::Activity(n.text(0)),
        Rule::dpia => PolicyClause::Dpia {
            reference: n.text(0),
            decided: n.date(0),
            review_before: n.date(1),
        },
        Rule::advice => PolicyClause::Advice {
            role: role(n),
            reference: last(n),
            date: n.date(0),
        },
        Rule::valid => PolicyClause::Valid(DateRange {
            from: n.date(0),
            through: n.date(1),
        }),
        Rule::retention_of => PolicyClause::Retention {
            of: n.word(v::RETAINED, Retained::Report),
            length: n.duration(),
            under: n.opt_text(0),
        },
        Rule::approval => PolicyClause::Approval(n.roles()),
        Rule::use_line => PolicyClause::Use(import(n)),
        Rule::floor_line => PolicyClause::Floor(floor(n)),
        Rule::because => PolicyClause::Because(n.text(0)),
        _ => return None,
    })
}

pub(super) fn purpose(n: &Node<'_>) -> Option<PurposeClause> {
    Some(match n.rule {
        Rule::legal_basis => PurposeClause::Basis(n.ground()),
        Rule::special_data => PurposeClause::Special {
            category: n.word(v::SPECIAL, SpecialCategory::Health),
            under: n.opt_text(0),
        },
        Rule::never => PurposeClause::Never(n.usages()),
        Rule::accepts => PurposeClause::Accepts {
            purpose: n.name(0),
            assessment: n.text(0),
            date: n.date(0),
        },
        Rule::because => PurposeClause::Because(n.text(0)),
        _ => return None,
    })
}

pub(super) fn exception(n: &Node<'_>) -> Option<ExceptionClause> {
    Some(match n.rule {
        Rule::cells => ExceptionClause::Cells {
            table: n.name(0),
            at: n.cell(),
        },
        Rule::valid_through => ExceptionClause::ValidThrough(n.date(0)),
        Rule::approval => ExceptionClause::Approval(n.roles()),
        Rule::because => ExceptionClause::Because(n.text(0)),
        _ => return None,
    })
}
