//! Looser clauses of thresholds and tables.
//!
//! In: a threshold or table of the tree. Out: mutants of each of its protective clauses. Always: a threshold that protects no
//! table is left alone, for nothing follows from it.

use super::{Guard, Pass};
use crate::units::plural;
use drempel_syntax::ast::{
    self, Axis, Decimal, GroupShare, Inexact, Item, Number, NumberUnit, TableClause,
    TableDimension, ThresholdClause, Zeros,
};
use drempel_syntax::say;
use drempel_syntax::span::Spanned;
use drempel_syntax::text::Text;

/// Points of a percentage by which a share is loosened.
const STEP: i64 = 10;

fn whole(it: &Number) -> Option<i64> {
    it.value.value.as_whole()
}

/// The same number with another value.
fn changed(it: &Number, value: i64) -> Number {
    let mut it = it.clone();
    it.value.value = Decimal::whole(value);
    it
}

fn counted(it: &Number) -> Text {
    match it.unit_value() {
        Some(NumberUnit::Of(unit)) => plural(unit),
        _ => say!("units"),
    }
}

impl Pass<'_> {
    /// The text with a clause of a threshold changed, or without it.
    fn threshold_with(
        &self,
        position: usize,
        clause: usize,
        value: Option<ThresholdClause>,
    ) -> ast::File {
        self.with(position, |item| {
            if let Item::Threshold(it) = item {
                replace(&mut it.clauses, clause, value);
            }
        })
    }

    pub(super) fn threshold(&mut self, position: usize, it: &ast::Threshold) {
        let Some(table) = self.about.table_of(&it.name.value).map(str::to_owned) else {
            return;
        };
        for base in &it.extends {
            let tree = self.with(position, |item| {
                if let Item::Threshold(own) = item {
                    own.extends.retain(|it| it.value != base.value);
                }
            });
            let hint = say!(
                "a test of table `{}` with a cell that only threshold `{}` hides",
                table,
                base.value
            );
            self.add(base.span, Guard::Tests, hint, vec![tree]);
        }
        for (at, clause) in it.clauses.iter().enumerate() {
            if let ThresholdClause::AtLeast(numbers) = &clause.value {
                for number in 0..numbers.len() {
                    self.minimum(position, at, numbers, number, &table);
                }
                continue;
            }
            // A rule of amounts is seen in a table that shows one.
            let amounts = self.about.amounts_of(&it.name.value);
            let amounts = amounts.unwrap_or(&table).to_owned();
            let (hint, mut values) = looser(&clause.value, &table, &amounts);
            let Some(hint) = hint else { continue };
            // Each form is a mutant of its own: to loosen a rule and to lose it are noticed by different tests.
            for value in values.drain(..) {
                let tree = self.threshold_with(position, at, value);
                self.add(clause.span, Guard::Tests, hint.clone(), vec![tree]);
            }
        }
    }

    /// A lower minimum: the next one that checks, or none at all.
    fn minimum(
        &mut self,
        position: usize,
        clause: usize,
        numbers: &[Number],
        number: usize,
        table: &str,
    ) {
        let Some((own, value)) = numbers.get(number).and_then(|it| Some((it, whole(it)?))) else {
            return;
        };
        let mut trees = Vec::new();
        for lower in (2..value).rev() {
            let mut numbers = numbers.to_vec();
            if let Some(it) = numbers.get_mut(number) {
                *it = changed(own, lower);
            }
            let value = Some(ThresholdClause::AtLeast(numbers));
            trees.push(self.threshold_with(position, clause, value));
        }
        let mut rest = numbers.to_vec();
        rest.remove(number);
        let rest = (!rest.is_empty()).then_some(ThresholdClause::AtLeast(rest));
        trees.push(self.threshold_with(position, clause, rest));
        let hint = say!(
            "a test of table `{}` with {} {} in a cell that has enough of all else, hidden because there are fewer than {}",
            table,
            value - 1,
            counted(own),
            value
        );
        self.add(own.span(), Guard::Tests, hint, trees);
    }

    pub(super) fn table(&mut self, position: usize, it: &ast::Table) {
        for (at, clause) in it.clauses.iter().enumerate() {
            match &clause.value {
                TableClause::State(caveats) => {
                    for caveat in caveats {
                        let mut rest = caveats.clone();
                        rest.retain(|it| it != caveat);
                        let rest = (!rest.is_empty()).then_some(TableClause::State(rest));
                        let tree = self.table_with(position, at, rest);
                        let hint = say!("none: a caveat is words, and no figure follows from it");
                        self.add(caveat.span, Guard::Check, hint, vec![tree]);
                    }
                }
                TableClause::Rows(dimensions) => {
                    self.dimensions(position, at, dimensions, Axis::Rows);
                }
                TableClause::Columns(dimensions) => {
                    self.dimensions(position, at, dimensions, Axis::Columns);
                }
                TableClause::Threshold(name) => {
                    for base in self.about.bases_of(&name.value).to_vec() {
                        let value = TableClause::Threshold(Spanned::new(base.clone(), name.span));
                        let tree = self.table_with(position, at, Some(value));
                        let hint = say!(
                            "a test of table `{}` with a cell that threshold `{}` hides and `{}` does not",
                            it.name.value,
                            name.value,
                            base
                        );
                        self.add(name.span, Guard::Tests, hint, vec![tree]);
                    }
                }
                _ => {}
            }
        }
    }

    fn table_with(&self, position: usize, clause: usize, value: Option<TableClause>) -> ast::File {
        self.with(position, |item| {
            if let Item::Table(it) = item {
                replace(&mut it.clauses, clause, value);
            }
        })
    }

    /// A finer level of a dimension.
    fn dimensions(
        &mut self,
        position: usize,
        clause: usize,
        dimensions: &[TableDimension],
        axis: Axis,
    ) {
        for (at, dimension) in dimensions.iter().enumerate() {
            let Some(level) = &dimension.level else {
                continue;
            };
            let mut trees = Vec::new();
            for finer in self.about.finer(&level.value) {
                let mut changed = dimensions.to_vec();
                if let Some(it) = changed.get_mut(at) {
                    it.level = Some(Spanned::new(finer, level.span));
                }
                let value = match axis {
                    Axis::Rows => TableClause::Rows(changed),
                    Axis::Columns => TableClause::Columns(changed),
                };
                trees.push(self.table_with(position, clause, Some(value)));
            }
            let hint = say!("a test that names a cell at level `{}`", level.value);
            self.add(dimension.span(), Guard::Tests, hint, trees);
        }
    }
}

/// A clause changed, or taken away.
pub(super) fn replace<T>(clauses: &mut Vec<Spanned<T>>, at: usize, value: Option<T>) {
    match (value, clauses.get_mut(at)) {
        (Some(value), Some(it)) => it.value = value,
        (None, Some(_)) => {
            clauses.remove(at);
        }
        (_, None) => {}
    }
}

/// Looser forms of a clause of a threshold (`None` is no clause at all), and which test would notice; no hint if the clause
/// protects nobody.
fn looser(
    it: &ThresholdClause,
    table: &str,
    amounts: &str,
) -> (Option<Text>, Vec<Option<ThresholdClause>>) {
    use ThresholdClause as C;
    let mut forms = Vec::new();
    let hint = match it {
        C::HideDominated { units, above } => {
            let value = whole(above).unwrap_or(100);
            if value < 100 {
                forms.push(Some(C::HideDominated {
                    units: units.clone(),
                    above: changed(above, (value + STEP).min(100)),
                }));
            }
            forms.push(None);
            match whole(units) {
                Some(1) => say!(
                    "a test of table `{}` in which the largest contribution is just above {} percent, hidden because one contribution dominates",
                    amounts,
                    value
                ),
                _ => say!(
                    "a test of table `{}` in which the {} largest contributions together are just above {} percent, hidden because one contribution dominates",
                    amounts,
                    Text::decimal(units.value.value.to_string()),
                    value
                ),
            }
        }
        C::HideEstimable { within } => {
            let value = whole(within).unwrap_or(1);
            if value > 1 {
                forms.push(Some(C::HideEstimable {
                    within: changed(within, value / 2),
                }));
            }
            forms.push(None);
            say!(
                "a test of table `{}` in which all but the two largest contribute just under {} percent of the largest, hidden because one contribution dominates",
                amounts,
                value
            )
        }
        C::HideGroup { share, of } => {
            if let GroupShare::OrMore(number) = share
                && let Some(value) = whole(number).filter(|it| *it < 100)
            {
                forms.push(Some(C::HideGroup {
                    share: GroupShare::OrMore(changed(number, (value + STEP / 2).min(100))),
                    of: of.clone(),
                }));
            }
            forms.push(None);
            say!(
                "a test of table `{}` with a group of which just enough share one value, hidden because a group shares one value",
                table
            )
        }
        C::Zeros(zeros) if zeros.value == Zeros::Hidden => {
            forms.push(Some(C::Zeros(Spanned::new(Zeros::Public, zeros.span))));
            say!(
                "a test of table `{}` with an empty cell, hidden because a zero",
                table
            )
        }
        C::KeepPossible(number) => {
            let value = whole(number).unwrap_or(2);
            if value > 2 {
                forms.push(Some(C::KeepPossible(changed(number, 2))));
            }
            say!(
                "a test of table `{}` in which a large cell is hidden because another cell is hidden, and a smaller one would not do",
                table
            )
        }
        C::KeepInexact(kept) if kept.value == Inexact::NotRecognisableAsSmall => {
            let value = Spanned::new(Inexact::NotExact, kept.span);
            forms.push(Some(C::KeepInexact(value)));
            say!(
                "a test of table `{}` in which a large cell is hidden because another cell is hidden, and a smaller one would not do",
                table
            )
        }
        C::RoundCounts { to, additive } => {
            forms.push(None);
            // A test that names figures which must give way for their total notices that they do not.
            if *additive {
                forms.push(Some(C::RoundCounts {
                    to: to.clone(),
                    additive: false,
                }));
            }
            say!(
                "a test of table `{}` with a count that is shown as another one",
                table
            )
        }
        C::RoundAmounts { to, additive } => {
            forms.push(None);
            if *additive {
                forms.push(Some(C::RoundAmounts {
                    to: to.clone(),
                    additive: false,
                }));
            }
            say!(
                "a test of table `{}` with an amount that is shown as another one",
                amounts
            )
        }
        C::ShowCounts { .. } => {
            forms.push(None);
            say!(
                "a test of table `{}` with a small count that is shown as another one",
                table
            )
        }
        C::ShowShares { .. } => {
            forms.push(None);
            say!(
                "a test of table `{}` with a large share that is shown as another one",
                table
            )
        }
        C::LeaveOutAreas { figure, below } => {
            if let Some(value) = whole(below).filter(|it| *it > 1) {
                forms.push(Some(C::LeaveOutAreas {
                    figure: figure.clone(),
                    below: changed(below, value / 2),
                }));
            }
            forms.push(None);
            say!(
                "a test of table `{}` with an area just below, hidden because its area is left out",
                table
            )
        }
        C::LeaveOutPersons(_) => {
            forms.push(None);
            say!(
                "a test of table `{}` with persons who are left out, and a figure without them",
                table
            )
        }
        C::Perturb { .. } => {
            forms.push(None);
            say!(
                "a test of table `{}` with a count that is shown as another one",
                table
            )
        }
        C::AtLeast(_) | C::Zeros(_) | C::KeepInexact(_) | C::Method(_) | C::Because(_) => {
            return (None, forms);
        }
    };
    (Some(hint), forms)
}
