//! Names that a reader cannot tell apart.
//!
//! In: names. Out: a key that such names share, and how they differ. Always: the letters of ASCII stand for themselves
//! (`rn` is not `m`, `1` is not `l`); others for the letter that they look like (Unicode UTS #39, confusable detection).

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_security::confusable_detection::skeleton;

/// How two names differ that look alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Difference {
    /// `Law` and `law`.
    Case,
    /// `één` and `een`, also if capitals differ.
    Accents,
    /// Letters of another script, or of another form.
    Letters,
}

fn without_accents(name: &str) -> String {
    let letters = name.nfd().filter(|it| !is_combining_mark(*it));
    letters.collect::<String>().to_lowercase()
}

/// What names share that look alike.
#[must_use]
pub fn key(name: &str) -> String {
    let mut looks = String::new();
    for letter in name.nfd() {
        if letter.is_ascii() {
            looks.push(letter);
        } else {
            looks.extend(skeleton(letter.encode_utf8(&mut [0; 4])));
        }
    }
    without_accents(&looks)
}

/// How two different names with one key differ.
#[must_use]
pub fn difference(one: &str, other: &str) -> Difference {
    if one.to_lowercase() == other.to_lowercase() {
        Difference::Case
    } else if without_accents(one) == without_accents(other) {
        Difference::Accents
    } else {
        Difference::Letters
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alike(one: &str, other: &str, wanted: Difference) {
        assert_eq!(key(one), key(other), "{one} {other}");
        assert_eq!(difference(one, other), wanted, "{one} {other}");
    }

    #[test]
    fn names_that_look_alike_share_a_key() {
        alike("Wijk", "wijk", Difference::Case);
        alike("ÉÉN", "één", Difference::Case);
        alike("een", "één", Difference::Accents);
        alike("Eén", "een", Difference::Accents);
        // Cyrillic `а`, `о`, `р`; Greek `ο`; full-width `a`; Latin with a stroke.
        alike("law", "l\u{430}w", Difference::Letters);
        alike("pop", "\u{440}\u{43E}\u{440}", Difference::Letters);
        alike("zorg", "z\u{3BF}rg", Difference::Letters);
        alike("a", "\u{FF41}", Difference::Letters);
        alike("storing", "st\u{F8}ring", Difference::Letters);
    }

    #[test]
    fn other_names_do_not() {
        let names = [
            "wmo", "jeugd", "rn", "m", "pc4", "pc5", "l1", "11", "O", "buurt", "buurten", "ja",
            "nee",
        ];
        for (at, one) in names.iter().enumerate() {
            for other in names.iter().skip(at + 1) {
                assert_ne!(key(one), key(other), "{one} {other}");
            }
        }
    }
}
