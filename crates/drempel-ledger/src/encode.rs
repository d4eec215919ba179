//! Bytes as text and JSON as canonical bytes.
//!
//! In: bytes or JSON values. Out: lower-case hexadecimal, or RFC 8785 canonical JSON. Equal values always give equal
//! text. May not accept upper-case or odd hexadecimal, so that one value has one text.

use std::fmt::Write as _;

/// Lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// The bytes of lower-case hexadecimal, or `None` if it is anything else.
#[must_use]
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    if !text.len().is_multiple_of(2) {
        return None;
    }
    text.as_bytes()
        .chunks(2)
        .map(|pair| match pair {
            [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
            _ => None,
        })
        .collect()
}

/// RFC 8785 canonical JSON; `None` only for values that JSON cannot hold.
pub(crate) fn canonical<T: serde::Serialize>(value: &T) -> Option<Vec<u8>> {
    serde_json_canonicalizer::to_vec(value).ok()
}
