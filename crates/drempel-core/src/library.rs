//! The shipped library: texts that any policy can `use`, inside the program.
//!
//! In: a name. Out: a text of `policies/`. Always: names start with `drempel/`, and each text says its source and date.

/// How every name of the library starts.
pub const PREFIX: &str = "drempel/";

macro_rules! texts {
    ($($name:literal)*) => {
        const TEXTS: &[(&str, &str)] = &[$((
            concat!("drempel/", $name),
            include_str!(concat!("../../../policies/", $name, ".drempel")),
        )),*];
    };
}

texts! {
    "areas/cbs"
    "presets/amsterdam"
    "presets/cbs-neighbourhood"
    "presets/essnet"
    "presets/opensafely"
    "presets/social-domain"
    "refused/sources"
}

/// The text with this name, with or without `.drempel`.
#[must_use]
pub fn find(name: &str) -> Option<&'static str> {
    let name = name.strip_suffix(".drempel").unwrap_or(name);
    TEXTS
        .iter()
        .find(|(it, _)| *it == name)
        .map(|(_, text)| *text)
}

/// All names, in order, without `.drempel`.
pub fn names() -> impl Iterator<Item = &'static str> {
    TEXTS.iter().map(|(name, _)| *name)
}

#[cfg(test)]
mod tests;
