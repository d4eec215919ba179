//! The program as a user runs it, on the examples, and the report as a reader gets it.

#[cfg(test)]
mod e2e {
    //! Helpers and cases.
    #[allow(clippy::indexing_slicing, reason = "a test")]
    mod cell_keys;
    mod chain;
    #[allow(
        clippy::string_slice,
        reason = "places come from a search in the same text"
    )]
    mod coarsen;
    mod crosswalk;
    mod golden;
    #[allow(
        clippy::string_slice,
        reason = "places come from a search in the same text"
    )]
    mod hidden;
    mod injection;
    mod interrupted;
    mod language;
    mod made;
    mod metamorphic;
    mod pdf;
    #[allow(dead_code, reason = "shared with tests/ui, which looks at other parts")]
    #[path = "../shared/project.rs"]
    mod project;
    mod published;
    mod refused;
    mod robust;
    mod run;
    mod structure;
    #[allow(
        clippy::string_slice,
        reason = "places come from a search in the same text"
    )]
    mod two_languages;
}
