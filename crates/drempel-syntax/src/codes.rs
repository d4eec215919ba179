//! The table of codes. One row and one text each; a number is never reused.
//!
//! D00 the world (files, data, engine, keys) · D01 syntax · D02 texts, identity, approval, purpose · D03 sources · D04 joins ·
//! D05 thresholds · D06 tables · D07 report, labels, exceptions · D08 tests · D09 disclosure and release · D10 ledger ·
//! D11 a table by itself.

use crate::language::Language;

/// Id, a tab, title.
const TITLES_NL: &str = include_str!("../../../docs/codes/nl/titels.tsv");

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
    /// One line that says what the code is about, in English; its Dutch is a row of `docs/codes/nl/titels.tsv`.
    pub title: &'static str,
    /// Markdown: what it means, why it matters, an example that fails, the repair, sources.
    pub explanation: &'static str,
    /// The same in Dutch.
    pub explanation_nl: &'static str,
}

impl Code {
    /// The title in a language.
    #[must_use]
    pub fn title_in(&self, language: Language) -> &'static str {
        let own = || {
            TITLES_NL
                .lines()
                .find_map(|it| it.strip_prefix(self.id)?.strip_prefix('\t'))
        };
        match language {
            Language::En => self.title,
            Language::Nl => own().unwrap_or(self.title),
        }
    }

    /// The explanation in a language.
    #[must_use]
    pub fn explanation_in(&self, language: Language) -> &'static str {
        match language {
            Language::En => self.explanation,
            Language::Nl => self.explanation_nl,
        }
    }
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
                explanation_nl: include_str!(concat!("../../../docs/codes/nl/", stringify!($id), ".md")),
            };
        )*
        /// Every code, in the order of the table.
        pub static ALL: &[&Code] = &[$(&$id),*];
    };
}

codes! {
    D0101 "unexpected-text" Error "something else was expected here";
    D0102 "unknown-clause" Error "this declaration has no clause that starts so";
    D0103 "unknown-declaration" Error "no declaration starts so";
    D0104 "first-line" Error "the first line must be `drempel 1` or `drempel 1 nl`";
    D0105 "unknown-edition" Error "this edition of the language does not exist";
    D0106 "missing-brace" Error "a declaration is not closed with `}`";
    D0107 "stray-brace" Error "a `}` closes nothing";
    D0108 "unclosed-quote" Error "a quoted text is not closed on its line";
    D0109 "printed-quote" Error "a quotation mark is not a straight one";
    D0110 "thousands-mark" Error "a number can be read in two ways";
    D0111 "decimal-mark" Error "a number has the decimal mark of another language";
    D0112 "not-a-date" Error "a date is not year-month-day or does not exist";
    D0113 "number-too-large" Error "a number is too large or too precise";
    D0114 "invisible-character" Error "an invisible character stands in the text";
    D0115 "mixed-scripts" Error "a name mixes letters of scripts that look alike";
    D0116 "not-utf8" Error "a file is not UTF-8 or holds damaged letters";
    D0117 "text-too-large" Error "a text, a line or the depth of its braces is too large";
    D0118 "other-language" Error "a word belongs to the other language of words";
    D0119 "reserved-word" Error "a small word of the language stands where a name must stand";
    D0120 "stray-backslash" Error "a backslash in a quoted text escapes nothing";
    D0201 "unknown-purpose" Error "a purpose is named that is not declared";
    D0202 "policy-incomplete" Error "the policy does not say who is responsible, why, or until when";
    D0203 "dpia-overdue" Error "the impact assessment is overdue or not yet decided";
    D0204 "policy-not-valid" Error "the policy does not hold in the report's period";
    D0205 "approval-roles" Error "approval needs two roles, and the DPO is not one of them";
    D0206 "purpose-mismatch" Error "data is used for another purpose than it was collected for";
    D0207 "special-category-without-ground" Error "a special category of data is used without a ground of its own";
    D0208 "prohibited-use" Error "a report is used for what is prohibited";
    D0209 "refused-source-kind" Error "a source is of a kind that is refused";
    D0210 "unknown-source-kind" Error "a source is of a kind that does not exist";
    D0211 "advice-too-late" Error "the advice of the DPO is dated after the policy begins, or in the future";
    D0212 "purpose-basis" Error "a purpose has no legal basis, or one that a public authority cannot have";
    D0213 "use-not-found" Error "a text is used that cannot be found";
    D0214 "use-in-a-circle" Error "texts use each other in a circle";
    D0215 "purpose-without-limits" Error "a purpose does not say by which article, or what its figures may never be used for";
    D0216 "prohibited-use-in-text" Warning "a text speaks of what the purpose prohibits";
    D0301 "unknown-source" Error "a source is named that is not declared";
    D0302 "unknown-column" Error "a column is named that is not declared";
    D0303 "unknown-code-list" Error "a code list is named that is not declared";
    D0304 "unknown-level" Error "a level is named that the code list does not have";
    D0305 "provenance-missing" Error "bought data or a list of persons without provenance or validation";
    D0306 "other-controller" Error "data of another controller is used without a ground";
    D0307 "licence-expired" Error "a licence has expired";
    D0308 "finer-than-licence" Error "a source is used at a finer level than its licence allows";
    D0309 "licence-audience" Error "a source licensed for internal use is shown to others";
    D0311 "declared-twice" Error "a name is declared twice";
    D0312 "not-executable" Error "a clause cannot be executed by this version";
    D0313 "source-not-in-reach" Error "a column of a source is used that the declaration does not reach";
    D0314 "ambiguous-column" Error "a column name belongs to several sources";
    D0315 "finer-than-recorded" Error "a level is asked for that is finer than what was recorded";
    D0316 "stated-twice" Error "a clause that can be stated once is stated twice";
    D0317 "number-does-not-fit" Error "a number is not whole, too fine, or an empty range";
    D0318 "classes-need-a-measure" Error "classes are made of something that is not a number";
    D0319 "stale-source" Error "a source is stale, or cannot be complete yet";
    D0320 "anonymity-claim" Error "a claim of anonymity is not assessed, or overdue";
    D0321 "source-incomplete" Error "a source does not say what it is, of whom, for what, or of when";
    D0322 "unused-column" Warning "a column is declared and not used";
    D0323 "bands" Error "classes leave values out, or put a value into two classes";
    D0324 "retention-passed" Error "a source is kept longer than its own retention";
    D0325 "latest-without-date" Error "a latest value is asked for without a date that says what is latest";
    D0326 "names-alike" Error "two names differ only in case, in accents, or in letters that look the same";
    D0327 "crosswalk-unfit" Error "a crosswalk does not lead from the areas of one code list to those of another";
    D0401 "join-not-declared" Error "a table joins two sources that no `allow join` covers";
    D0402 "join-too-fine" Error "a join is finer than allowed, or its levels do not nest";
    D0403 "join-purpose" Error "a join is used across purposes";
    D0404 "cardinality" Error "a join does not say how rows match, or would multiply them";
    D0405 "transitive-join" Error "a refused join is reached over other joins";
    D0406 "coarsening" Error "a column is coarsened without a rule or a weight";
    D0407 "join-key" Error "a join has no key that both sources share";
    D0408 "join-not-unique" Error "the data contradicts the cardinality of a join";
    D0501 "unknown-threshold" Error "a threshold is named that is not declared";
    D0502 "number-without-unit" Error "a number that protects people does not say what it counts";
    D0503 "wrong-unit" Error "a number has a unit that does not fit";
    D0504 "number-out-of-range" Error "a number protects nobody or is out of range";
    D0505 "minimum-and-rounding" Error "a minimum and a rounding base together reveal small counts";
    D0506 "amount-without-rules" Error "an amount is shown without a concentration rule or without rounding";
    D0507 "extends-later" Error "a threshold extends one that is declared further down";
    D0508 "loosened" Error "a threshold loosens what it extends";
    D0509 "counted-without-minimum" Error "a table counts units for which the threshold has no minimum";
    D0510 "minimum-of-nothing" Error "a threshold counts a unit that the source of the table does not have";
    D0511 "below-floor" Error "a table is protected less than the floor of the policy asks";
    D0512 "no-strictest" Error "two requirements are stated of which neither is the stricter";
    D0514 "small-counts" Error "small counts as one figure do not fit minimum or rounding";
    D0515 "large-shares" Error "large shares as one figure follow from what else is printed";
    D0516 "left-out-areas" Error "areas are left out by a figure that is not known of them";
    D0517 "left-out-persons" Error "persons who are left out are not left out everywhere, or cannot be found";
    D0518 "noise" Error "noise on counts does not go with something else of the threshold or its tables";
    D0601 "identifier-used" Error "an identifier is used as row, column, filter, measure or in a title";
    D0602 "filter-value" Error "a filter names a value that is not declared";
    D0603 "difference-isolates" Error "the difference of two tables isolates a group";
    D0604 "denominator-missing" Error "a share or mean is shown without what it is computed from";
    D0605 "caveat-missing" Error "a table lacks a caveat that it needs";
    D0606 "table-incomplete" Error "a table does not say what it is about";
    D0607 "two-many-columns" Error "a table uses two columns in which a unit may have several values";
    D0608 "column-limit" Error "a column is used in a way that its declaration does not allow";
    D0609 "measure" Error "a table measures something that its source does not have";
    D0612 "rate-denominator" Error "a rate divides by something that is not a public figure of the table's areas";
    D0613 "change-period" Error "a change is since a period that does not fit the report";
    D0614 "too-fine" Warning "most cells of a table would be hidden";
    D0615 "nothing-to-show" Error "a table in which nothing can ever be shown";
    D0617 "unprotected-difference" Error "figures of two tables have a difference that Drempel does not protect";
    D0618 "order" Error "an order is by a figure that the table does not show";
    D0619 "published-elsewhere" Error "a table published elsewhere is used as if it were made here";
    D0701 "unknown-table" Error "a table is named that is not declared";
    D0702 "openness" Error "a report does not state whether it is open, and why";
    D0703 "retention" Error "it is not stated how long reports and ledger are kept";
    D0704 "label-missing" Error "a heading or a value has no label in the language of the report";
    D0705 "label-of-nothing" Error "a label is given to a value that does not exist";
    D0706 "report-incomplete" Error "a report does not say what it is for";
    D0707 "unused-table" Warning "a table is in no report";
    D0708 "picture" Error "a picture cannot be drawn";
    D0709 "narrative" Error "the narrative of a report cannot be made";
    D0710 "change-without-release" Error "a change refers to a release that is not there";
    D0711 "exception" Error "an exception is incomplete, has ended, or names a cell that is not printed";
    D0712 "text-not-translated" Error "a text of a report is missing in one of its languages";
    D0801 "test-failed" Error "a policy test does not come out as expected";
    D0802 "unknown-dimension" Error "a test names a dimension that the table does not have";
    D0803 "test-value" Error "a test names a value that is not declared";
    D0804 "untested-threshold" Warning "a threshold is covered by no test";
    D0805 "real-data" Error "a test is given what may be the number of a citizen";
    D0806 "hidden-without-reason" Error "a test expects a cell to be hidden and does not say why";
    D0807 "test-measure" Error "a test asks for a figure that the table does not show";
    D0901 "cannot-protect" Error "the report cannot be protected";
    D0902 "data-corrected" Error "data of an earlier release was changed since";
    D0903 "inconsistent" Error "the data contradicts what was published";
    D0904 "differs-from-earlier" Error "a table differs from an earlier release by records that nobody protects";
    D0905 "not-additive" Error "no rounding was found in which totals add up";
    D0001 "file-missing" Error "a file is missing";
    D0002 "unreadable" Error "a file cannot be read or written";
    D0003 "column-missing" Error "a file lacks a declared column";
    D0004 "wrong-type" Error "a file holds a value of another type";
    D0005 "undeclared-value" Error "a file holds a value that is not declared";
    D0006 "out-of-range" Error "a file holds a number outside the declared range";
    D0007 "several-values" Error "a unit has several values in a column that allows one";
    D0008 "overflow" Error "a sum is too large to be exact";
    D0009 "code-list" Error "a code list is damaged";
    D0010 "project" Error "the project folder or its settings are not right";
    D0011 "missing-glyph" Error "a character cannot be set in the fonts of the report";
    D0012 "rendering" Error "the report cannot be rendered";
    D0013 "empty-field" Error "a column that always has a value is empty somewhere";
    D0014 "usage" Error "a command was given something it cannot use";
    D0015 "undeclared-column" Warning "a file has a column that the policy does not declare";
    D0016 "published-figure" Error "a figure that was published elsewhere cannot be used";
    D0099 "internal" Error "Drempel itself went wrong";
    D1001 "ledger-locked" Error "somebody else is writing to the ledger";
    D1002 "ledger-damaged" Error "the ledger does not verify";
    D1003 "ledger-missing" Error "there is no ledger yet";
    D1004 "approval-refused" Error "an approval is not accepted";
    D1005 "not-recorded" Error "a document is not the one in the ledger";
    D1006 "proposal-missing" Error "there is nothing to approve";
    D1007 "already-released" Error "a report of this period was released already";
    D1101 "hierarchy" Error "a hierarchy is not a tree of codes";
    D1102 "code-of-table" Error "a row has a code that its dimension does not have";
    D1103 "cells-contradict" Error "the cells of a ready-made table contradict each other";
    D1104 "table-too-large" Error "a table is too large to be protected";
    D1105 "table-cannot-be-protected" Error "a table cannot be protected";
    D1106 "linked-tables" Error "the description of linked tables is not right";
    D1107 "minimum-and-base" Warning "the minimum and the base of rounding do not fit";
    D1108 "several-values" Warning "units have several values, so that their numbers do not add up";
    D1109 "nested-columns" Warning "one column seems to determine another";
    D1110 "table-not-additive" Error "the totals of a table cannot stay additive";
}

/// The code with this id or slug, in any case of letters.
#[must_use]
pub fn find(name: &str) -> Option<&'static Code> {
    ALL.iter()
        .copied()
        .find(|it| it.id.eq_ignore_ascii_case(name) || it.slug.eq_ignore_ascii_case(name))
}
