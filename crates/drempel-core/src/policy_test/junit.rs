//! Verdicts in the format of JUnit, which build servers read.
//!
//! In: verdicts. Out: XML. Always: well formed, whatever titles and messages hold: what XML has no way to write is left out.
//! It has the few elements that servers agree on; there is no schema of the format.

use super::Verdict;
use drempel_syntax::diag::{Format, render};
use drempel_syntax::language::Language;
use drempel_syntax::span::Sources;
use drempel_syntax::text::Told;

/// Text within an element or an attribute.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for it in text.chars() {
        match it {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // In an attribute a line end would become a blank.
            '\n' => out.push_str("&#10;"),
            '\t' => out.push_str("&#9;"),
            '\u{FFFE}' | '\u{FFFF}' => {}
            other if other < ' ' => {}
            other => out.push(other),
        }
    }
    out
}

/// All verdicts as one suite.
#[must_use]
pub fn junit(verdicts: &[Verdict], sources: &Sources, suite: &str, language: Language) -> String {
    let suite = escaped(suite);
    let failed = verdicts.iter().filter(|it| !it.passed()).count();
    let counts = format!(
        "tests=\"{}\" failures=\"{failed}\" errors=\"0\"",
        verdicts.len()
    );
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"drempel\" {counts}>\n  <testsuite name=\"{suite}\" {counts}>\n"
    );
    for it in verdicts {
        let name = escaped(&it.title);
        if it.passed() {
            out.push_str(&format!(
                "    <testcase name=\"{name}\" classname=\"{suite}\"/>\n"
            ));
            continue;
        }
        out.push_str(&format!(
            "    <testcase name=\"{name}\" classname=\"{suite}\">\n"
        ));
        for failure in &it.failures {
            let message = escaped(&failure.message.told(Told::all(language)));
            let text = escaped(&render(failure, sources, Format::Plain, language));
            let code = failure.code.id;
            out.push_str(&format!(
                "      <failure type=\"{code}\" message=\"{message}\">{text}</failure>\n"
            ));
        }
        out.push_str("    </testcase>\n");
    }
    out.push_str("  </testsuite>\n</testsuites>\n");
    out
}
