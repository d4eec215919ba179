//! What may fill a hole.
//!
//! In: a name, a number, a date, a text. Out: a [`Text`]. Always: everything but a text is told as it is; a decimal number
//! gets the mark of the language.

use super::Text;
use drempel_plan::period::Period;
use jiff::civil::Date;

/// Something that may fill a hole.
pub trait Part {
    /// As a text.
    fn part(&self) -> Text;
}

impl<T: Part + ?Sized> Part for &T {
    fn part(&self) -> Text {
        (**self).part()
    }
}

impl Part for Text {
    fn part(&self) -> Text {
        self.clone()
    }
}

macro_rules! as_written {
    ($($kind:ty)*) => {
        $(impl Part for $kind {
            fn part(&self) -> Text {
                Text::plain(self.to_string())
            }
        })*
    };
}

as_written!(str String char u8 u16 u32 u64 usize i8 i16 i32 i64 i128 Date Period std::path::Display<'_>);
