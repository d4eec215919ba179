//! Reporting periods and dates: `2026`, `2026-Q3`, `2026-09`.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A reporting period. Ordered by year, then by start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Period {
    /// A calendar year.
    Year(i16),
    /// A quarter, 1 through 4, of a year.
    Quarter(i16, i8),
    /// A month, 1 through 12, of a year.
    Month(i16, i8),
}

/// How long a report's periods are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PeriodLength {
    /// Calendar years.
    Year,
    /// Quarters.
    Quarter,
    /// Months.
    Month,
}

/// A text is not a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAPeriod(pub String);

impl fmt::Display for NotAPeriod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is not a period; write for example 2026, 2026-Q3 or 2026-09",
            self.0
        )
    }
}

impl std::error::Error for NotAPeriod {}

impl Period {
    /// Which length this period has.
    #[must_use]
    pub fn length(self) -> PeriodLength {
        match self {
            Self::Year(_) => PeriodLength::Year,
            Self::Quarter(..) => PeriodLength::Quarter,
            Self::Month(..) => PeriodLength::Month,
        }
    }

    /// The calendar year.
    #[must_use]
    pub fn year(self) -> i16 {
        match self {
            Self::Year(year) | Self::Quarter(year, _) | Self::Month(year, _) => year,
        }
    }

    /// The first month (1 through 12) and the number of months.
    fn months(self) -> (i8, i8) {
        match self {
            Self::Year(_) => (1, 12),
            Self::Quarter(_, quarter) => ((quarter - 1) * 3 + 1, 3),
            Self::Month(_, month) => (month, 1),
        }
    }

    /// The first day of the period.
    #[must_use]
    pub fn first_day(self) -> Date {
        Date::new(self.year(), self.months().0, 1).unwrap_or(Date::MAX)
    }

    /// The last period of a length that ended before a day.
    #[must_use]
    pub fn before(day: Date, length: PeriodLength) -> Self {
        let (year, month) = (day.year(), day.month());
        match length {
            PeriodLength::Year => Self::Year(year - 1),
            PeriodLength::Quarter if month <= 3 => Self::Quarter(year - 1, 4),
            PeriodLength::Quarter => Self::Quarter(year, (month - 1) / 3),
            PeriodLength::Month if month == 1 => Self::Month(year - 1, 12),
            PeriodLength::Month => Self::Month(year, month - 1),
        }
    }

    /// The first of January of the period's year.
    #[must_use]
    pub fn first_of_year(self) -> Date {
        Self::Year(self.year()).first_day()
    }

    /// The last day of the period.
    #[must_use]
    pub fn last_day(self) -> Date {
        let (first, count) = self.months();
        Date::new(self.year(), first + count - 1, 1).map_or(Date::MAX, Date::last_of_month)
    }

    /// All periods of the same length from the start of the year through this one: a year to date.
    #[must_use]
    pub fn year_to_date(self) -> Vec<Self> {
        match self {
            Self::Year(_) => vec![self],
            Self::Quarter(year, quarter) => {
                (1..=quarter).map(|it| Self::Quarter(year, it)).collect()
            }
            Self::Month(year, month) => (1..=month).map(|it| Self::Month(year, it)).collect(),
        }
    }
}

impl PartialOrd for Period {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Period {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.first_day(), self.last_day()).cmp(&(other.first_day(), other.last_day()))
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Quarter(year, quarter) => write!(f, "{year:04}-Q{quarter}"),
            Self::Month(year, month) => write!(f, "{year:04}-{month:02}"),
        }
    }
}

impl FromStr for Period {
    type Err = NotAPeriod;

    fn from_str(text: &str) -> Result<Self, NotAPeriod> {
        let wrong = || NotAPeriod(text.chars().take(20).collect());
        let (year, rest) = text
            .split_once('-')
            .map_or((text, None), |(year, rest)| (year, Some(rest)));
        if year.len() != 4 || !year.bytes().all(|it| it.is_ascii_digit()) {
            return Err(wrong());
        }
        let year: i16 = year.parse().map_err(|_| wrong())?;
        match rest {
            None => Ok(Self::Year(year)),
            Some(rest) => match rest.strip_prefix('Q') {
                Some("1") => Ok(Self::Quarter(year, 1)),
                Some("2") => Ok(Self::Quarter(year, 2)),
                Some("3") => Ok(Self::Quarter(year, 3)),
                Some("4") => Ok(Self::Quarter(year, 4)),
                Some(_) => Err(wrong()),
                None if rest.len() == 2 => match rest.parse::<i8>() {
                    Ok(month @ 1..=12) => Ok(Self::Month(year, month)),
                    _ => Err(wrong()),
                },
                None => Err(wrong()),
            },
        }
    }
}

impl TryFrom<String> for Period {
    type Error = NotAPeriod;

    fn try_from(text: String) -> Result<Self, NotAPeriod> {
        text.parse()
    }
}

impl From<Period> for String {
    fn from(period: Period) -> Self {
        period.to_string()
    }
}

#[cfg(test)]
mod tests;
