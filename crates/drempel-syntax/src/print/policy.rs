//! Policy, purpose, exception and their one-line kin as sentences.
//!
//! In: declarations. Out: sentences. Always: one for each clause, in the order of the tree.

use super::say::{Say, Style};
use crate::ast::*;
use crate::grammar::Rule;
use crate::vocabulary as v;

pub(super) fn import(s: &Style, it: &Use, clause: bool) -> Say {
    start(s, Rule::k_use, clause)
        .text(&it.file)
        .because(it.because.as_ref())
}

pub(super) fn floor(s: &Style, it: &Floor, clause: bool) -> Say {
    let say = start(s, Rule::k_floor, clause).name(&it.threshold);
    let say = match &it.special {
        Some(special) => say.k(Rule::k_for).word(v::SPECIAL, &special.value),
        None => say,
    };
    say.because(it.because.as_ref())
}

fn start(s: &Style, rule: Rule, clause: bool) -> Say {
    if clause { s.clause(rule) } else { s.head(rule) }
}

pub(super) fn policy_head(s: &Style, it: &Policy) -> Say {
    let say = s.head(Rule::k_policy).text(&it.title);
    match &it.version {
        Some(version) => say.k(Rule::k_version).plain(version.value).open(),
        None => say.open(),
    }
}

pub(super) fn policy(s: &Style, it: &Policy) -> Vec<Say> {
    let each = |it: &PolicyClause| match it {
        PolicyClause::Controller(it) => s.clause(Rule::k_controller).text(it),
        PolicyClause::Contact { role, address } => {
            s.clause(Rule::k_contact).role(role).text(address)
        }
        PolicyClause::Author(it) => s.clause(Rule::k_author).text(it),
        PolicyClause::Activity(it) => s.clause(Rule::k_activity).text(it),
        PolicyClause::Dpia {
            reference,
            decided,
            review_before,
        } => s
            .clause(Rule::k_dpia)
            .text(reference)
            .k(Rule::k_decided)
            .date(decided)
            .comma()
            .k(Rule::k_review_before)
            .date(review_before),
        PolicyClause::Advice {
            role,
            reference,
            date,
        } => s
            .clause(Rule::k_advice)
            .role(role)
            .text(reference)
            .k(Rule::k_of_date)
            .date(date),
        PolicyClause::Valid(it) => s
            .clause(Rule::k_valid_from)
            .date(&it.from)
            .k(Rule::k_through)
            .date(&it.through),
        PolicyClause::Retention { of, length, under } => s
            .clause(Rule::k_retention)
            .word(v::RETAINED, &of.value)
            .duration(length)
            .with_text(Rule::k_under_list, under.as_ref()),
        PolicyClause::Approval(roles) => s.clause(Rule::k_approval_by).roles(roles),
        PolicyClause::Use(it) => import(s, it, true),
        PolicyClause::Floor(it) => floor(s, it, true),
        PolicyClause::Because(it) => s.clause(Rule::k_because).text(it),
    };
    it.clauses.iter().map(|it| each(&it.value)).collect()
}

pub(super) fn purpose_head(s: &Style, it: &Purpose) -> Say {
    s.head(Rule::k_purpose)
        .name(&it.name)
        .opt_text(it.title.as_ref())
        .open()
}

pub(super) fn purpose(s: &Style, it: &Purpose) -> Vec<Say> {
    let each = |it: &PurposeClause| match it {
        PurposeClause::Basis(it) => s.clause(Rule::k_basis).ground(it),
        PurposeClause::Special { category, under } => s
            .clause(Rule::k_special)
            .word(v::SPECIAL, &category.value)
            .with_text(Rule::k_under, under.as_ref()),
        PurposeClause::Never(it) => s.clause(Rule::k_never).usages(it),
        PurposeClause::Accepts {
            purpose,
            assessment,
            date,
        } => s
            .clause(Rule::k_accepts)
            .name(purpose)
            .k(Rule::k_under_assessment)
            .text(assessment)
            .k(Rule::k_of_date)
            .date(date),
        PurposeClause::Because(it) => s.clause(Rule::k_because).text(it),
    };
    it.clauses.iter().map(|it| each(&it.value)).collect()
}

pub(super) fn exception_head(s: &Style, it: &Exception) -> Say {
    s.head(Rule::k_exception).text(&it.title).open()
}

pub(super) fn exception(s: &Style, it: &Exception) -> Vec<Say> {
    let each = |it: &ExceptionClause| match it {
        ExceptionClause::Cells { table, at } => s.clause(Rule::k_cells).name(table).cell(at),
        ExceptionClause::ValidThrough(it) => s.clause(Rule::k_valid_through).date(it),
        ExceptionClause::Approval(it) => s.clause(Rule::k_approval_by).roles(it),
        ExceptionClause::Because(it) => s.clause(Rule::k_because).text(it),
    };
    it.clauses.iter().map(|it| each(&it.value)).collect()
}
