//! What a figure of this period meant in an earlier one.
//!
//! In: the meaning of a figure. Out: the same meaning at another time. Always: only the time differs, so that a change is
//! between two figures of the same cell.

use super::meaning::{Holds, Meaning, Predicate};
use super::time_key;
use crate::hir::{Measure, Program, Table, TableId};
use drempel_plan::period::Period;
use drempel_syntax::codes;
use drempel_syntax::diag::Diagnostic;
use drempel_syntax::say;

/// The meaning at another period; `None` if the figure does not belong to the table's time.
pub(crate) fn at_time(
    program: &Program,
    table: &Table,
    meaning: &Meaning,
    now: Period,
    then: Period,
) -> Option<Meaning> {
    let source = program.source(table.sources.first()?.0)?;
    let family = meaning.universe.strip_suffix(&time_key(source, now))?;
    let column = format!("{}#period", source.name.value);
    let predicates = meaning.predicates.iter().map(|it| {
        if it.attribute != column {
            return it.clone();
        }
        let periods = match table.year_to_date {
            Some(_) => then.year_to_date(),
            None => vec![then],
        };
        Predicate {
            attribute: column.clone(),
            holds: Holds::AnyOf(periods.iter().map(ToString::to_string).collect()),
        }
    });
    let universe = format!("{family}{}", time_key(source, then));
    Some(Meaning::new(&universe, predicates))
}

/// Refuses a change since a period that is not before the one that is counted.
pub(super) fn earlier(tables: &[(TableId, &Table)], now: Period) -> Result<(), Diagnostic> {
    for (_, table) in tables {
        for measure in &table.measures {
            if let Measure::Change { since } = measure.value
                && since >= now
            {
                return Err(Diagnostic::new(
                    &codes::D0613,
                    say!(
                        "`{}` is not before the period `{}` of this report",
                        since,
                        now
                    ),
                )
                .label(measure.span, "there is no change since then")
                .help("name an earlier period"));
            }
        }
    }
    Ok(())
}
