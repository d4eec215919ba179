//! The table of codes. One row and one text each; a number is never reused.
//!
//! D00 the world (files, data, engine, keys) · D01 syntax · D02 identity, approval, purpose · D03 sources · D04 joins ·
//! D05 thresholds · D06 tables · D07 report, labels, exceptions · D08 tests · D09 disclosure and release · D10 ledger.

/// Whether a code stops the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Stops before anything is written.
    Error,
    /// Is printed and goes on.
    Warning,
}

/// One row of the table.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// `D0311`.
    pub id: &'static str,
    /// `join-not-declared`.
    pub slug: &'static str,
    /// Error or warning.
    pub severity: Severity,
    /// One line that says what the code is about.
    pub title: &'static str,
    /// Markdown: what it means, why it matters, an example that fails, the repair, sources.
    pub explanation: &'static str,
}

macro_rules! codes {
    ($($id:ident $slug:literal $severity:ident $title:literal;)*) => {
        $(
            #[doc = $title]
            pub static $id: Code = Code {
                id: stringify!($id),
                slug: $slug,
                severity: Severity::$severity,
                title: $title,
                explanation: include_str!(concat!("../../../docs/codes/", stringify!($id), ".md")),
            };
        )*
        /// Every code, in the order of the table.
        pub static ALL: &[&Code] = &[$(&$id),*];
    };
}

codes! {
    D0101 "unexpected-text" Error "something else was expected here";
}

/// The code with this id or slug, in any case of letters.
#[must_use]
pub fn find(name: &str) -> Option<&'static Code> {
    ALL.iter()
        .copied()
        .find(|it| it.id.eq_ignore_ascii_case(name) || it.slug.eq_ignore_ascii_case(name))
}
