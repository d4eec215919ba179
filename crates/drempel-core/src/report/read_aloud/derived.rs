//! What is worked out for each unit from its records, in words.
//!
//! In: the policy. Out: one line per declaration of classes of a unit. Always: bounds of classes are not repeated here; they
//! stand in the report.

use super::Voice;
use super::phrases::{Or, joined};
use crate::hir::{ClassesId, ClassesOf, ColumnId, DimensionOf, UnitStatistic};
use crate::report::text::unit_singular;
use crate::report::words;

impl Voice<'_> {
    fn column(&self, column: ColumnId) -> String {
        self.dimension(DimensionOf::Column {
            column,
            level: None,
        })
    }

    pub(super) fn derived(&mut self) {
        let program = self.program;
        let mut told = false;
        for (at, classes) in program.classes.iter().enumerate() {
            let ClassesOf::PerUnit {
                unit,
                statistic: Some(statistic),
                ..
            } = &classes.of
            else {
                continue;
            };
            if !told {
                self.heading(
                    "Wat per persoon, huishouden of school wordt afgeleid",
                    "What is worked out per person, household or school",
                );
                told = true;
            }
            let name = self.dimension(DimensionOf::Classes(ClassesId(at)));
            let name = name.trim_matches(['‘', '’']);
            let per = unit_singular(self.language, *unit);
            let (nl, en) = match statistic {
                UnitStatistic::CountDifferent(column) => {
                    let of = self.column(*column);
                    (
                        format!("het aantal verschillende waarden van {of}"),
                        format!("the number of different values of {of}"),
                    )
                }
                UnitStatistic::Sum(column) => {
                    let of = self.column(*column);
                    (format!("de som van {of}"), format!("the sum of {of}"))
                }
                UnitStatistic::Share { unit, holds } => {
                    let units = words::units(self.language, *unit);
                    let conditions: Vec<String> = holds
                        .iter()
                        .map(|(column, values)| {
                            let of = DimensionOf::Column {
                                column: *column,
                                level: None,
                            };
                            let values: Vec<String> =
                                values.iter().map(|it| self.value(of, &it.value)).collect();
                            let values = joined(self.language, &values, Or::Or);
                            format!("{}: {values}", self.dimension(of))
                        })
                        .collect();
                    let conditions = self.list(&conditions);
                    (
                        format!("het deel van de {units} met {conditions}"),
                        format!("the share of {units} with {conditions}"),
                    )
                }
                UnitStatistic::Latest { column, by, .. } => {
                    let (of, by) = (self.column(*column), self.column(*by));
                    (
                        format!(
                            "de laatst bekende waarde van {of}, naar {by}; wat geen datum heeft, geldt als het oudst"
                        ),
                        format!(
                            "the latest known value of {of}, by {by}; what has no date counts as the oldest"
                        ),
                    )
                }
            };
            self.line(
                &format!("‘{name}’: per {per} {nl}."),
                &format!("‘{name}’: per {per}, {en}."),
            );
        }
    }
}
