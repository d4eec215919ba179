//! What the tests of a policy exercise: each clause of its thresholds, each table, each join.
//!
//! In: what each test has seen. Out: rows with what is lacking, and warnings (D0804) for thresholds of which no test expects
//! anything. Always: a rule is exercised if a test expects a cell to be hidden by it, and one just inside it to be shown; only
//! expectations that hold count. Refusals are kept by the check alone: no rows can exercise them.

mod inside;

use super::Ran;
use super::expect::Asked;
use super::responsible::{self, rule_at};
use crate::hir::{Expectation, Program, Refusal, RuleOf, Test, Threshold};
use crate::units::plural;
use drempel_plan::threshold::Zeros;
use drempel_sdc::Reason;
use drempel_syntax::ast::{HiddenReason, Outcome};
use drempel_syntax::codes;
use drempel_syntax::diag::Diagnostic;
use drempel_syntax::say;
use drempel_syntax::span::Span;
use drempel_syntax::text::Text;
use std::collections::{BTreeMap, BTreeSet};

/// What one test, or all of them, exercised. Clauses, tables and joins are known by their place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// Clauses by which a cell was hidden, as expected.
    pub(super) hidden: BTreeSet<Span>,
    /// Clauses of which a cell lay just inside and was shown, as expected.
    pub(super) inside: BTreeSet<Span>,
    /// Tables of which a cell came out as expected.
    pub(super) tables: BTreeSet<Span>,
    /// Joins of such a table, where both sides were given rows.
    pub(super) joins: BTreeSet<Span>,
}

impl Seen {
    fn add(&mut self, other: &Self) {
        self.hidden.extend(&other.hidden);
        self.inside.extend(&other.inside);
        self.tables.extend(&other.tables);
        self.joins.extend(&other.joins);
    }
}

/// Notes what an expectation that holds has exercised.
pub(super) fn note(
    ran: &Ran<'_>,
    test: &Test,
    asked: &Asked<'_>,
    outcome: &Outcome,
    seen: &mut Seen,
) {
    let program = ran.checked.program();
    seen.tables.insert(asked.of.block);
    let given = |id| test.given.iter().any(|it| it.source == id && it.count > 0);
    let mut sources = asked.of.sources.iter().map(|(id, _)| *id);
    if let Some(left) = sources.next() {
        for right in sources.filter(|it| given(*it)) {
            seen.joins
                .extend(program.join_of(left, right).map(|it| it.block));
        }
    }
    let Some((threshold, _)) = responsible::threshold_of(program, asked.id) else {
        return;
    };
    match outcome {
        Outcome::Hidden(reason) => {
            let reason = reason.as_ref().map(|it| &it.value);
            for it in asked.reasons(ran).iter().filter(|it| meant(reason, it)) {
                seen.hidden
                    .extend(responsible::clause(threshold, it).map(|it| it.0));
            }
            if reason == Some(&HiddenReason::AnotherCellIsHidden) {
                seen.hidden.extend(threshold.requirement_at);
            }
        }
        Outcome::Shown(number) => {
            inside::note(ran, test, asked, threshold, number.is_some(), seen);
        }
    }
}

/// Whether a rule is the one that a test expects.
fn meant(expected: Option<&HiddenReason>, rule: &Reason) -> bool {
    match expected {
        Some(HiddenReason::FewerThan(number)) => {
            let Reason::Minimum { unit } = rule else {
                return false;
            };
            number.unit_value() == Some(drempel_syntax::ast::NumberUnit::Of(*unit))
        }
        Some(HiddenReason::OneContributionDominates) => {
            matches!(rule, Reason::Dominance { .. } | Reason::PPercent { .. })
        }
        Some(HiddenReason::GroupSharesOneValue) => matches!(rule, Reason::Group { .. }),
        Some(HiddenReason::AreaLeftOut) => *rule == Reason::LeftOut,
        Some(HiddenReason::Zero) => *rule == Reason::Zero,
        Some(HiddenReason::AnotherCellIsHidden) | None => false,
    }
}

/// What a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A clause of a threshold.
    Clause,
    /// A table.
    Table,
    /// A join that is allowed.
    Join,
    /// A refusal.
    Refusal,
}

impl Kind {
    /// All of them, in the order of the table.
    pub const ALL: [Self; 4] = [Self::Clause, Self::Table, Self::Join, Self::Refusal];

    /// Its name for programs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Clause => "clause",
            Self::Table => "table",
            Self::Join => "join",
            Self::Refusal => "refusal",
        }
    }
}

/// What no test shows of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lack {
    /// That it hides a cell.
    Hides,
    /// That it lets through what lies just inside it.
    Shows,
    /// Anything.
    Anything,
}

impl Lack {
    /// Its name for programs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Hides => "hides",
            Self::Shows => "shows",
            Self::Anything => "anything",
        }
    }

    /// In words.
    #[must_use]
    pub fn told(self) -> Text {
        match self {
            Self::Hides => say!("no test expects a cell to be hidden by it"),
            Self::Shows => say!("no test expects a cell just inside it to be shown"),
            Self::Anything => say!("no test expects anything of it"),
        }
    }
}

/// Something that tests can exercise, or that the check alone keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What it is about.
    pub kind: Kind,
    /// Where it is written.
    pub at: Span,
    /// What it says, or its name.
    pub what: Text,
    /// What no test shows of it.
    pub lacks: Vec<Lack>,
}

/// What the tests of a policy exercise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// Everything that can be exercised, by kind and then in the order of the text.
    pub rows: Vec<Row>,
}

/// Puts together what all tests have seen.
#[must_use]
pub fn coverage(program: &Program, verdicts: &[super::Verdict]) -> Coverage {
    let mut seen = Seen::default();
    for it in verdicts {
        seen.add(&it.seen);
    }
    let mut rows = Vec::new();
    let mut clauses: BTreeMap<Span, (Text, bool, bool)> = BTreeMap::new();
    for threshold in used(program) {
        for (at, what, hides, shows) in clauses_of(threshold) {
            let entry = clauses.entry(at).or_insert((what, hides, shows));
            entry.1 |= hides;
            entry.2 |= shows;
        }
    }
    for (at, (what, hides, shows)) in clauses {
        let mut lacks = Vec::new();
        if hides && !seen.hidden.contains(&at) {
            lacks.push(Lack::Hides);
        }
        if shows && !seen.inside.contains(&at) {
            lacks.push(Lack::Shows);
        }
        rows.push(Row {
            kind: Kind::Clause,
            at,
            what,
            lacks,
        });
    }
    let named = |kind, at: Span, what: Text, seen: &BTreeSet<Span>, block: Span| Row {
        kind,
        at,
        what,
        lacks: if seen.contains(&block) {
            Vec::new()
        } else {
            vec![Lack::Anything]
        },
    };
    for it in program.tables.iter().filter(|it| it.published.is_none()) {
        let what = Text::plain(it.name.value.clone());
        rows.push(named(
            Kind::Table,
            it.name.span,
            what,
            &seen.tables,
            it.block,
        ));
    }
    for it in &program.joins {
        let name = |id| {
            let source = program.source(id);
            source.map_or("", |it| it.name.value.as_str())
        };
        let what = say!("{} with {}", name(it.left), name(it.right));
        rows.push(named(Kind::Join, it.span, what, &seen.joins, it.block));
    }
    for it in &program.refusals {
        let at = match it {
            Refusal::Join { span, .. } | Refusal::Column { span, .. } => *span,
            Refusal::Kind { kind, .. } => kind.span,
        };
        rows.push(Row {
            kind: Kind::Refusal,
            at,
            what: say!("kept by `drempel check`"),
            lacks: Vec::new(),
        });
    }
    rows.sort_by_key(|it| (it.kind, it.at));
    Coverage { rows }
}

/// The thresholds that a table names, in the order of the text.
fn used(program: &Program) -> impl Iterator<Item = &Threshold> {
    let named = |at: usize| {
        let mut tables = program.tables.iter();
        tables.any(|it| it.threshold.is_some_and(|(id, _)| id.0 == at))
    };
    let all = program.thresholds.iter().enumerate();
    all.filter(move |(at, _)| named(*at)).map(|(_, it)| it)
}

/// The clauses of a threshold that hold, inherited ones included: place, what it says, whether it hides cells, and whether it
/// has an inside of which a cell is shown.
fn clauses_of(threshold: &Threshold) -> Vec<(Span, Text, bool, bool)> {
    let rules = &threshold.rules;
    let mut made = Vec::new();
    for (unit, at) in &threshold.minimum_at {
        let what = say!("at least {} {}", rules.minimum_of(*unit), plural(*unit));
        made.push((*at, what, true, true));
    }
    let mut hides = |reason: Reason| {
        if let Some((at, what)) = responsible::clause(threshold, &reason) {
            made.push((at, what, true, true));
        }
    };
    for it in &rules.dominance {
        hides(Reason::Dominance {
            contributors: it.contributors,
            percent: it.percent.get(),
        });
    }
    if let Some(it) = rules.p_percent {
        hides(Reason::PPercent {
            percent: it.percent.get(),
        });
    }
    if !threshold.left_out_areas.is_empty() {
        hides(Reason::LeftOut);
    }
    for (it, at) in rules.groups.iter().zip(&threshold.group_at) {
        let what = match it.all_or_none {
            true => say!("a group of which all or none share one value is hidden"),
            false => say!(
                "a group of which {} percent or more share one value is hidden",
                it.percent.get()
            ),
        };
        made.push((*at, what, true, true));
    }
    if let Some(at) = rule_at(threshold, RuleOf::Zeros) {
        match rules.zeros {
            Zeros::Hidden => made.push((at, say!("empty cells are hidden"), true, false)),
            Zeros::Public => made.push((at, say!("empty cells are shown"), false, true)),
        }
    }
    // Where nothing is stated, what holds follows from the clause that rounds.
    let stated = threshold
        .requirement_at
        .filter(|at| Some(*at) != threshold.round_counts_at);
    if let Some(at) = stated {
        let what = say!("hidden counts stay uncertain, by hiding other cells");
        made.push((at, what, true, false));
    }
    let printed = [
        (threshold.round_counts_at, say!("counts are rounded")),
        (threshold.noise_at, say!("counts get noise")),
        (threshold.round_amounts_at, say!("amounts are rounded")),
        (
            threshold.small_counts_at,
            say!("small counts are shown as one figure"),
        ),
        (
            threshold.share_cap_at,
            say!("large shares are shown as one figure"),
        ),
    ];
    for (at, what) in printed {
        made.extend(at.map(|at| (at, what, false, true)));
    }
    for it in &threshold.left_out_persons {
        made.push((it.span, say!("some persons are left out"), false, true));
    }
    made
}

impl Coverage {
    /// How many of a kind there are, and how many of them lack nothing.
    #[must_use]
    pub fn counts(&self, kind: Kind) -> (usize, usize) {
        let all = self.rows.iter().filter(|it| it.kind == kind);
        let covered = all.clone().filter(|it| it.lacks.is_empty());
        (all.count(), covered.count())
    }

    /// The short table: a line for each kind of which there are any.
    #[must_use]
    pub fn summary(&self) -> Vec<Text> {
        let line = |kind: Kind| {
            let (all, covered) = self.counts(kind);
            let text = match kind {
                Kind::Clause => say!("clauses of thresholds  {} of {}", covered, all),
                Kind::Table => say!("tables                 {} of {}", covered, all),
                Kind::Join => say!("joins                  {} of {}", covered, all),
                Kind::Refusal => say!("refusals               {}, kept by `drempel check`", all),
            };
            (all > 0).then_some(text)
        };
        Kind::ALL.into_iter().filter_map(line).collect()
    }

    /// What lacks something, in the order of the text.
    pub fn uncovered(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|it| !it.lacks.is_empty())
    }
}

/// D0804: thresholds that protect a table, and of which no test expects anything.
#[must_use]
pub fn untested(program: &Program) -> Vec<Diagnostic> {
    let expected: BTreeSet<usize> = program
        .tests
        .iter()
        .flat_map(|it| &it.expect)
        .filter_map(|it| match it {
            Expectation::Cell { table, .. } => Some(table.0),
            Expectation::NothingComputable { .. } => None,
        })
        .collect();
    let mut found = Vec::new();
    for (at, threshold) in program.thresholds.iter().enumerate() {
        let uses = program.tables.iter().enumerate();
        let mut uses = uses.filter(|(_, it)| it.threshold.is_some_and(|(id, _)| id.0 == at));
        let Some((first, table)) = uses.next() else {
            continue;
        };
        if expected.contains(&first) || uses.any(|(it, _)| expected.contains(&it)) {
            continue;
        }
        found.push(
            Diagnostic::new(
                &codes::D0804,
                say!(
                    "no test expects anything of what threshold `{}` protects",
                    threshold.name.value
                ),
            )
            .label(threshold.name.span, "it could say anything")
            .label(table.name.span, "it protects this table")
            .help("write a test with a cell just below it, hidden with its reason, and one just above it, shown"),
        );
    }
    found
}
