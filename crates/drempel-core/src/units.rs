//! The units that are counted, as a policy writes them.
//!
//! In: a unit. Out: its word, told in the keywords of the policy.

use drempel_plan::unit::UnitKind;
use drempel_syntax::clause;
use drempel_syntax::text::Text;

/// One of them.
#[must_use]
pub fn singular(unit: UnitKind) -> Text {
    match unit {
        UnitKind::Person => clause!("person"),
        UnitKind::Household => clause!("household"),
        UnitKind::School => clause!("school"),
        UnitKind::Provider => clause!("provider"),
        UnitKind::Area => clause!("area"),
    }
}

/// Several of them.
#[must_use]
pub fn plural(unit: UnitKind) -> Text {
    match unit {
        UnitKind::Person => clause!("persons"),
        UnitKind::Household => clause!("households"),
        UnitKind::School => clause!("schools"),
        UnitKind::Provider => clause!("providers"),
        UnitKind::Area => clause!("areas"),
    }
}
