//! Decimal numbers, exact: a whole number of small parts, and how many decimals such a part has.
//!
//! In: text such as `-12.50`. Out: mantissa and decimals, trailing zeros left out. No float takes part.

/// Most decimals of a number.
const MOST: u32 = 6;

/// Why a text is no exact number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoDecimal {
    Malformed,
    TooPrecise,
    TooLarge,
}

/// Reads a number with a decimal point.
pub(crate) fn parse(text: &str) -> Result<(i64, u32), NoDecimal> {
    let text = text.trim();
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |it: &str| it.bytes().all(|it| it.is_ascii_digit());
    if (whole.is_empty() && part.is_empty()) || !all_digits(whole) || !all_digits(part) {
        return Err(NoDecimal::Malformed);
    }
    let part = part.trim_end_matches('0');
    let decimals = u32::try_from(part.len()).map_err(|_| NoDecimal::TooPrecise)?;
    if decimals > MOST {
        return Err(NoDecimal::TooPrecise);
    }
    let mut value: i64 = 0;
    for digit in whole.bytes().chain(part.bytes()) {
        value = value
            .checked_mul(10)
            .and_then(|it| it.checked_add(i64::from(digit - b'0')))
            .ok_or(NoDecimal::TooLarge)?;
    }
    Ok((if negative { -value } else { value }, decimals))
}

/// Ten to a small power.
pub(crate) fn power(decimals: u32) -> i64 {
    10_i64.checked_pow(decimals).unwrap_or(i64::MAX)
}

/// Writes a whole number of parts as a decimal number: `decimal(1250, 2)` is `12.50`.
#[must_use]
pub fn decimal(value: i64, decimals: u32) -> String {
    if decimals == 0 {
        return value.to_string();
    }
    let power = power(decimals).unsigned_abs();
    let size = value.unsigned_abs();
    let sign = if value < 0 { "-" } else { "" };
    let width = usize::try_from(decimals).unwrap_or(0);
    format!("{sign}{}.{:0width$}", size / power, size % power)
}
