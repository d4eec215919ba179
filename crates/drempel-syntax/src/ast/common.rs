//! What many clauses share: names, numbers with their unit, columns, conditions, words of a fixed vocabulary.
//!
//! In: nothing. Out: small plain types. Always: numbers are exact and keep the unit that was written, or none.

pub use crate::language::Language;
use crate::span::{Span, Spanned};
use drempel_plan::unit::UnitKind;
use jiff::civil::Date;
use serde::Serialize;
use std::cmp::Ordering;
use std::fmt;

/// A bare or backquoted name, in NFC.
pub type Name = Spanned<String>;
/// A quoted text, with its escapes resolved.
pub type Text = Spanned<String>;

/// Equality of declarations compares every field but the place. Naming the fields makes a forgotten one an error.
macro_rules! equal_but_for_place {
    ($($kind:ident { $($field:ident),* })*) => {
        $(impl PartialEq for $kind {
            fn eq(&self, other: &Self) -> bool {
                let Self { span: _, $($field),* } = self;
                true $(&& *$field == other.$field)*
            }
        })*
    };
}
pub(super) use equal_but_for_place;

/// An exact decimal: `units / 10^scale`. `12.50` is 1250 with scale 2; trailing zeros are kept as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Decimal {
    /// All digits as one whole number.
    pub units: i64,
    /// Number of digits after the mark; at most 9.
    pub scale: u8,
}

impl Decimal {
    /// A whole number.
    #[must_use]
    pub fn whole(units: i64) -> Self {
        Self { units, scale: 0 }
    }

    /// The value as a whole number, if it has no fraction.
    #[must_use]
    pub fn as_whole(self) -> Option<i64> {
        let unit = 10_i64.checked_pow(u32::from(self.scale))?;
        (self.units % unit == 0).then(|| self.units / unit)
    }

    /// The value in units of `10^-scale`, if it is a whole number of them: euro cents are `scaled(2)`.
    #[must_use]
    pub fn scaled(self, scale: u8) -> Option<i64> {
        if scale >= self.scale {
            let more = 10_i64.checked_pow(u32::from(scale - self.scale))?;
            self.units.checked_mul(more)
        } else {
            let less = 10_i64.checked_pow(u32::from(self.scale - scale))?;
            (self.units % less == 0).then(|| self.units / less)
        }
    }

    /// Compares values; `5` and `5.0` are the same value although they are written differently.
    #[must_use]
    pub fn compare(self, other: Self) -> Ordering {
        let scale = self.scale.max(other.scale);
        let wide = |it: Self| i128::from(it.units) * 10_i128.pow(u32::from(scale - it.scale));
        wide(self).cmp(&wide(other))
    }

    /// The value with the given decimal mark.
    #[must_use]
    pub fn display(self, mark: char) -> String {
        let sign = if self.units < 0 { "-" } else { "" };
        let width = usize::from(self.scale) + 1;
        let digits = format!("{:0width$}", self.units.unsigned_abs());
        let cut = digits.len() - usize::from(self.scale);
        match (digits.get(..cut), digits.get(cut..)) {
            (Some(whole), Some(part)) if !part.is_empty() => format!("{sign}{whole}{mark}{part}"),
            _ => format!("{sign}{digits}"),
        }
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.display('.'))
    }
}

impl crate::text::Part for Decimal {
    fn part(&self) -> crate::text::Text {
        crate::text::Text::decimal(self.to_string())
    }
}

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum NumberUnit {
    /// `persons`, `households`, …
    Of(UnitKind),
    /// `euro`.
    Euro,
    /// `percent`.
    Percent,
}

/// A number and the unit that was written after it, if any: `13 persons`, `1000 euro`, `5`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Number {
    /// The number.
    pub value: Spanned<Decimal>,
    /// Its unit; `None` if none was written.
    pub unit: Option<Spanned<NumberUnit>>,
}

impl Number {
    /// The number with its unit.
    #[must_use]
    pub fn span(&self) -> Span {
        self.unit
            .map_or(self.value.span, |unit| self.value.span.to(unit.span))
    }

    /// The unit without its place.
    #[must_use]
    pub fn unit_value(&self) -> Option<NumberUnit> {
        self.unit.map(|it| it.value)
    }
}

/// `10 years`, `120 days`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Duration {
    /// How many.
    pub count: Spanned<u32>,
    /// Of what.
    pub unit: Spanned<TimeUnit>,
}

impl Duration {
    /// The whole of it.
    #[must_use]
    pub fn span(&self) -> Span {
        self.count.span.to(self.unit.span)
    }
}

/// Units of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum TimeUnit {
    /// Days.
    Day,
    /// Months.
    Month,
    /// Years.
    Year,
}

/// `source.column`, or a column (or classes) by name alone.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ColumnRef {
    /// The source, if it was written.
    pub source: Option<Name>,
    /// The column or classes.
    pub column: Name,
}

impl ColumnRef {
    /// The whole of it.
    #[must_use]
    pub fn span(&self) -> Span {
        self.source
            .as_ref()
            .map_or(self.column.span, |it| it.span.to(self.column.span))
    }
}

/// `pc4 of postcodes`: a level of a code list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LevelRef {
    /// The level.
    pub level: Name,
    /// The code list.
    pub list: Name,
}

/// A value of a dimension: a bare word, or a quoted code.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Value {
    /// `wmo`.
    Word(String),
    /// `"BU01530101"`.
    Quoted(String),
}

impl Value {
    /// The value itself. A bare and a quoted value with the same text are the same value.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Word(it) | Self::Quoted(it) => it,
        }
    }
}

/// `law is wmo`, `law is wmo or jeugd`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Condition {
    /// The column.
    pub column: ColumnRef,
    /// The values, at least one; any of them fulfils the condition.
    pub values: Vec<Spanned<Value>>,
}

impl Condition {
    /// The whole of it.
    #[must_use]
    pub fn span(&self) -> Span {
        self.values
            .last()
            .map_or_else(|| self.column.span(), |it| self.column.span().to(it.span))
    }
}

/// Why data may be processed (GDPR art. 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum LegalBasis {
    /// Art. 6(1)(e).
    PublicTask,
    /// Art. 6(1)(c).
    LegalObligation,
    /// Art. 6(1)(a).
    Consent,
    /// Art. 6(1)(b).
    Contract,
    /// Art. 6(1)(d).
    VitalInterest,
    /// Art. 6(1)(f); not for a public task.
    LegitimateInterest,
    /// What the supplier of bought data states.
    StatedBySupplier,
}

/// A basis and where it is written.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ground {
    /// Which.
    pub kind: Spanned<LegalBasis>,
    /// The article.
    pub under: Option<Text>,
}

/// Special categories of data (GDPR art. 9 and 10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum SpecialCategory {
    /// Health.
    Health,
    /// Criminal offences.
    Criminal,
    /// Racial or ethnic origin.
    Origin,
    /// Religion, belief, politics, union.
    Belief,
}

/// What results are used for, or may never be used for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Usage {
    /// Decisions about one person.
    DecisionsAboutOnePerson,
    /// Fraud detection.
    FraudDetection,
    /// Contact with residents.
    ContactWithResidents,
    /// Capacity planning.
    CapacityPlanning,
    /// Budgeting.
    Budgeting,
    /// Evaluation of policy.
    EvaluationOfPolicy,
    /// Informing the council.
    InformingTheCouncil,
    /// In the author's own words.
    Quoted(String),
}

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Role {
    /// The privacy officer.
    PrivacyOfficer,
    /// The data protection officer; advises, never approves.
    DataProtectionOfficer,
    /// The controller.
    Controller,
    /// Another role, quoted.
    Named(String),
}

/// A stretch of days, both ends included.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DateRange {
    /// First day.
    pub from: Spanned<Date>,
    /// Last day.
    pub through: Spanned<Date>,
}
