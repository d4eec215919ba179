//! An entry of the record as a document in Markdown.

use super::Entry;
use crate::report::words::{capital, say};
use drempel_syntax::ast::Language;
use std::fmt::Write as _;

/// A text within Markdown: what could be read as markup is escaped.
fn plain(text: &str) -> String {
    text.chars().fold(String::new(), |mut all, it| {
        if matches!(it, '\\' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|') {
            all.push('\\');
        }
        all.push(if it.is_control() { ' ' } else { it });
        all
    })
}

struct Document {
    language: Language,
    text: String,
}

impl Document {
    fn say(&self, nl: &str, en: &str) -> String {
        say(self.language, nl, en)
    }

    fn heading(&mut self, nl: &str, en: &str) {
        let title = self.say(nl, en);
        let _ = write!(self.text, "\n## {title}\n\n");
    }

    fn item(&mut self, nl: &str, en: &str, what: &str) {
        let name = self.say(nl, en);
        let what = if what.is_empty() {
            self.say("niet vermeld", "not stated")
        } else {
            plain(what)
        };
        let _ = writeln!(self.text, "* {name}: {what}");
    }

    fn line(&mut self, text: &str) {
        let _ = writeln!(self.text, "* {}", plain(text));
    }
}

/// The whole document.
#[must_use]
pub fn document(entry: &Entry, language: Language) -> String {
    let mut to = Document {
        language,
        text: String::new(),
    };
    let title = to.say(
        "Register van verwerkingen",
        "Record of processing activities",
    );
    let _ = writeln!(to.text, "# {title}: {}", plain(&entry.title));
    let _ = writeln!(to.text);
    let of = |it: &Option<String>| it.clone().unwrap_or_default();
    to.item("verwerking", "processing activity", &of(&entry.activity));
    to.item(
        "versie van het beleid",
        "version of the policy",
        &entry.version.map_or_else(String::new, |it| it.to_string()),
    );
    to.item(
        "verwerkingsverantwoordelijke",
        "controller",
        &of(&entry.controller),
    );
    for it in &entry.contacts {
        let _ = writeln!(to.text, "* {}: {}", it.role, plain(&it.address));
    }
    purposes(&mut to, entry);
    sources(&mut to, entry);
    to.heading("Koppelingen", "Joins");
    for it in &entry.joins {
        to.line(it);
    }
    to.heading("Ontvangers", "Recipients");
    for it in &entry.recipients {
        let public = if it.public {
            to.say("openbaar", "public")
        } else {
            to.say("niet openbaar", "not public")
        };
        let mut parts = vec![it.audience.join(", ")];
        parts.extend(it.period.clone());
        parts.push(public);
        parts.extend(it.because.clone());
        to.line(&format!("{}: {}", it.report, parts.join("; ")));
    }
    to.heading("Bewaartermijnen", "Time limits for erasure");
    to.item("rapporten", "reports", &of(&entry.retention_of_reports));
    to.item("grootboek", "ledger", &of(&entry.retention_of_ledger));
    for it in &entry.sources {
        let (name, kept) = (format!("`{}`", it.name), of(&it.retention));
        to.item(&name, &name, &kept);
    }
    to.heading("Maatregelen", "Measures");
    for (name, lines) in &entry.measures {
        let _ = writeln!(to.text, "* `{name}`");
        for it in lines {
            let _ = writeln!(to.text, "  * {}", plain(it));
        }
    }
    to.item("vrijgave door", "approved by", &entry.approval.join(", "));
    assessment(&mut to, entry);
    to.heading("Aan te vullen", "To be added");
    for it in &entry.missing {
        let _ = writeln!(to.text, "* {it}");
    }
    to.text
}

fn purposes(to: &mut Document, entry: &Entry) {
    to.heading("Doelen", "Purposes");
    for it in &entry.purposes {
        let _ = writeln!(to.text, "### {}\n", plain(&it.text));
        to.item("grondslag", "legal basis", &it.bases.join("; "));
        for (category, under) in &it.special {
            let name = capital(category);
            to.item(&name, &name, under.as_deref().unwrap_or_default());
        }
        if !it.never.is_empty() {
            to.item("nooit voor", "never for", &it.never.join(", "));
        }
        for (purpose, reference, date) in &it.accepts {
            let what = format!("{purpose} ({reference}, {date})");
            to.item("aanvaardt gegevens van", "accepts data of", &what);
        }
        to.text.push('\n');
    }
}

fn sources(to: &mut Document, entry: &Entry) {
    to.heading(
        "Bronnen: over wie en welke gegevens",
        "Sources: about whom and which data",
    );
    for it in &entry.sources {
        let _ = writeln!(to.text, "### `{}`\n", it.name);
        let of = |it: &Option<String>| it.clone().unwrap_or_default();
        to.item("soort", "kind", &it.kind);
        to.item("van", "from", &of(&it.from));
        if let Some(other) = &it.controller {
            to.item("verantwoordelijke", "controller", other);
        }
        let about = if it.about.is_empty() {
            to.say("gebieden, geen personen", "areas, not persons")
        } else {
            it.about.join(", ")
        };
        to.item("over", "about", &about);
        if !it.special.is_empty() {
            to.item("bijzonder", "special categories", &it.special.join(", "));
        }
        to.item(
            "verzameld voor",
            "collected for",
            &it.collected_for.join(", "),
        );
        to.item("van wanneer", "of when", &of(&it.timing));
        let columns: Vec<String> = it
            .columns
            .iter()
            .map(|(name, what)| format!("{name} ({what})"))
            .collect();
        to.item("gegevens", "data", &columns.join(", "));
        to.text.push('\n');
    }
}

fn assessment(to: &mut Document, entry: &Entry) {
    to.heading(
        "Beoordeling van de gevolgen (DPIA)",
        "Impact assessment (DPIA)",
    );
    match &entry.assessment {
        Some(it) => {
            to.item("kenmerk", "reference", &it.reference);
            to.item("vastgesteld op", "decided on", &it.decided);
            to.item("opnieuw vóór", "again before", &it.review_before);
        }
        None => to.item("DPIA", "DPIA", ""),
    }
    if let Some((who, reference, date)) = &entry.advice {
        to.item("advies", "advice", &format!("{who}, {reference}, {date}"));
    }
    let count = entry
        .criteria
        .iter()
        .filter(|it| it.applies == Some(true))
        .count();
    let open = entry
        .criteria
        .iter()
        .filter(|it| it.applies.is_none())
        .count();
    let told = to.say(
        &format!("Van de negen criteria van WP 248 zijn er volgens het beleid {count} van toepassing; over {open} zegt het niets. Vanaf twee is een DPIA meestal verplicht."),
        &format!("Of the nine criteria of WP 248 {count} apply by this policy; of {open} it says nothing. From two on an assessment is usually required."),
    );
    let _ = write!(to.text, "\n{told}\n\n");
    for it in &entry.criteria {
        let word = match it.applies {
            Some(true) => to.say("ja", "yes"),
            Some(false) => to.say("nee", "no"),
            None => "?".to_owned(),
        };
        let _ = writeln!(
            to.text,
            "{}. {}: {word} ({})",
            it.number,
            it.name,
            plain(&it.because)
        );
    }
}
