//! Quoted texts that a report prints, and a policy with those texts in another language.
//!
//! In: a resolved policy. Out: its texts, or a copy in which they are translated. Always: only what is read by people
//! changes; no name, path, rule or reference does.

use super::{Classes, Program, Purpose, Report, Source, Table};
use drempel_syntax::ast::{Audience, Caveat, Language, Text, Usage};
use drempel_syntax::span::{Span, Spanned};

/// Sees a text and where it stands; may change it.
type See<'a> = dyn FnMut(&mut String, Span) + 'a;

fn text(it: &mut Text, see: &mut See<'_>) {
    see(&mut it.value, it.span);
}

fn texts<'a>(all: impl IntoIterator<Item = &'a mut Text>, see: &mut See<'_>) {
    for it in all {
        text(it, see);
    }
}

fn usages(all: &mut [Spanned<Usage>], see: &mut See<'_>) {
    for it in all {
        if let Usage::Quoted(text) = &mut it.value {
            see(text, it.span);
        }
    }
}

fn of_table(it: &mut Table, see: &mut See<'_>) {
    texts(&mut it.title, see);
    texts(&mut it.population, see);
    for caveat in &mut it.caveats {
        if let Caveat::Quoted(text) = &mut caveat.value {
            see(text, caveat.span);
        }
    }
    texts(
        it.pictures
            .iter_mut()
            .filter_map(|it| it.described_as.as_mut()),
        see,
    );
}

fn of_report(it: &mut Report, see: &mut See<'_>) {
    texts(&mut it.title, see);
    texts(&mut it.hidden_as, see);
    texts(it.openness.iter_mut().filter_map(|it| it.1.as_mut()), see);
    for audience in &mut it.audience {
        if let Audience::ManagersOf(text) = &mut audience.value {
            see(text, audience.span);
        }
    }
    usages(&mut it.used_for, see);
    texts(it.texts.iter_mut().map(|it| &mut it.text), see);
}

fn of_purpose(it: &mut Purpose, see: &mut See<'_>) {
    texts(&mut it.title, see);
    usages(&mut it.never, see);
}

/// What is said of the data; whose it is stays as it is called.
fn of_source(it: &mut Source, see: &mut See<'_>) {
    texts(&mut it.known_errors, see);
}

fn of_classes(it: &mut Classes, see: &mut See<'_>) {
    texts(it.bands.iter_mut().filter_map(|it| it.label.as_mut()), see);
}

impl Program {
    /// What a text of the policy is in another language, if that is stated.
    #[must_use]
    pub fn translated(&self, language: Language, text: &str) -> Option<&str> {
        self.translations
            .iter()
            .find(|it| it.language == language && it.of.value == text)
            .map(|it| it.text.value.as_str())
    }

    /// The texts that one report prints, with their places, in no particular order. Titles are left out that have one of
    /// their own in `language`.
    #[must_use]
    pub fn prose(&self, report: &Report, language: Language) -> Vec<Text> {
        let mut found: Vec<Text> = Vec::new();
        let mut see = |text: &mut String, at: Span| found.push(Spanned::new(text.clone(), at));
        let mut own = report.clone();
        if own.titles.iter().any(|(it, _)| *it == language) {
            own.title = None;
        }
        of_report(&mut own, &mut see);
        for (id, _) in &report.tables {
            let Some(mut table) = self.tables.get(id.0).cloned() else {
                continue;
            };
            if table.titles.iter().any(|(it, _)| *it == language) {
                table.title = None;
            }
            of_table(&mut table, &mut see);
            for (id, _) in &table.sources {
                if let Some(source) = self.source(*id) {
                    of_source(&mut source.clone(), &mut see);
                }
            }
        }
        let purpose = report.purpose.and_then(|(id, _)| self.purposes.get(id.0));
        if let Some(purpose) = purpose {
            of_purpose(&mut purpose.clone(), &mut see);
        }
        found
    }

    /// Every text that can be translated, with its place.
    #[must_use]
    pub fn all_prose(&self) -> Vec<Text> {
        let mut found: Vec<Text> = Vec::new();
        let mut copy = self.clone();
        copy.each_text(&mut |text, at| found.push(Spanned::new(text.clone(), at)));
        found
    }

    fn each_text(&mut self, see: &mut See<'_>) {
        self.tables.iter_mut().for_each(|it| of_table(it, see));
        self.reports.iter_mut().for_each(|it| of_report(it, see));
        self.purposes.iter_mut().for_each(|it| of_purpose(it, see));
        self.sources.iter_mut().for_each(|it| of_source(it, see));
        self.classes.iter_mut().for_each(|it| of_classes(it, see));
        if let Some(policy) = &mut self.policy {
            text(&mut policy.title, see);
        }
        texts(self.exceptions.iter_mut().map(|it| &mut it.title), see);
    }

    /// The same policy for a reader of another language of its reports: texts are translated where a translation is stated,
    /// and each report is in that language alone. `first` is the first language of the report: labels of classes are in it.
    #[must_use]
    pub fn in_language(&self, language: Language, first: bool) -> Self {
        let mut made = self.clone();
        for classes in made.classes.iter_mut().filter(|_| !first) {
            for band in &mut classes.bands {
                // A label in another language is none.
                let known = |it: &Text| self.translated(language, &it.value).is_some();
                band.label = band.label.take().filter(known);
            }
        }
        made.each_text(&mut |text, _| {
            if let Some(other) = self.translated(language, text) {
                *text = other.to_owned();
            }
        });
        for table in &mut made.tables {
            let own = table.titles.iter().find(|(it, _)| *it == language);
            table.title = own.map(|it| it.1.clone()).or(table.title.take());
        }
        for report in &mut made.reports {
            let own = report.titles.iter().find(|(it, _)| *it == language);
            report.title = own.map(|it| it.1.clone()).or(report.title.take());
            report.languages.retain(|it| it.value == language);
        }
        made
    }
}
