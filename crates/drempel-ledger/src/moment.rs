//! Moments and days, as text and as something that can be compared.
//!
//! In: RFC 3339 text given by the caller. Out: [`Moment`] (an instant) and [`Day`] (a calendar day). Two texts of the
//! same instant in different offsets are equal moments. May not read the clock.

use std::fmt;

/// An instant: seconds and nanoseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    seconds: i64,
    nanos: u32,
}

/// A calendar day of the Gregorian calendar, without a time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day {
    year: i64,
    month: i64,
    day: i64,
}

fn digits(text: Option<&str>) -> Option<i64> {
    let text = text?;
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl Day {
    /// Reads `YYYY-MM-DD`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != 10 || text.get(4..5) != Some("-") || text.get(7..8) != Some("-") {
            return None;
        }
        Self::of(text.get(0..4), text.get(5..7), text.get(8..10))
    }

    /// Reads `YYYYMMDD`.
    #[must_use]
    pub fn parse_compact(text: &str) -> Option<Self> {
        if text.len() != 8 {
            return None;
        }
        Self::of(text.get(0..4), text.get(4..6), text.get(6..8))
    }

    fn of(year: Option<&str>, month: Option<&str>, day: Option<&str>) -> Option<Self> {
        let (year, month, day) = (digits(year)?, digits(month)?, digits(day)?);
        let real = (1..=12).contains(&month) && (1..=days_in(year, month)).contains(&day);
        real.then_some(Self { year, month, day })
    }

    /// `YYYYMMDD`, as an `allowed_signers` file writes it.
    #[must_use]
    pub fn compact(self) -> String {
        format!("{:04}{:02}{:02}", self.year, self.month, self.day)
    }

    /// Days since 1970-01-01 (Howard Hinnant's `days_from_civil`).
    fn number(self) -> i64 {
        let year = if self.month <= 2 {
            self.year - 1
        } else {
            self.year
        };
        let era = year.div_euclid(400);
        let of_era = year.rem_euclid(400);
        let of_year = (153 * ((self.month + 9) % 12) + 2) / 5 + self.day - 1;
        era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl Moment {
    /// Reads RFC 3339 with upper-case `T` and `Z`, up to nine decimals, and any offset. A leap second is refused.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let day = Day::parse(text.get(0..10)?)?;
        let clock = text.get(10..19)?;
        let mark = |at: usize| clock.get(at..at + 1);
        if mark(0) != Some("T") || mark(3) != Some(":") || mark(6) != Some(":") {
            return None;
        }
        let hour = digits(clock.get(1..3))?;
        let minute = digits(clock.get(4..6))?;
        let second = digits(clock.get(7..9))?;
        if hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let rest = text.get(19..)?;
        let (nanos, zone) = match rest.strip_prefix('.') {
            None => (0, rest),
            Some(rest) => {
                let end = rest.find(|c: char| !c.is_ascii_digit())?;
                let decimals = rest.get(..end)?;
                if decimals.is_empty() || decimals.len() > 9 {
                    return None;
                }
                let nanos = digits(Some(&format!("{decimals:0<9}")))?;
                (u32::try_from(nanos).ok()?, rest.get(end..)?)
            }
        };
        let offset = match zone {
            "Z" => 0,
            _ => {
                let sign = match zone.get(0..1)? {
                    "+" => 1,
                    "-" => -1,
                    _ => return None,
                };
                let hours = digits(zone.get(1..3))?;
                let minutes = digits(zone.get(4..6))?;
                if zone.len() != 6 || zone.get(3..4) != Some(":") || hours > 23 || minutes > 59 {
                    return None;
                }
                sign * (hours * 3600 + minutes * 60)
            }
        };
        Some(Self {
            seconds: day.number() * 86_400 + hour * 3600 + minute * 60 + second - offset,
            nanos,
        })
    }
}
