//! The policy in plain Dutch or English, for the council, the data protection officer and residents.
//!
//! In: a checked policy and a language. Out: lines of text; a heading has an empty line before it. Always: the same policy
//! gives the same lines; parameters of concentration rules are not told; what the author named only for himself (sources)
//! is quoted, everything else is said by its title or label.

mod derived;
pub(super) mod phrases;
mod sources;

use super::tables::caveat;
use super::text::{role, threshold_lines};
use super::words::{self, say};
use crate::check::{Checked, labels};
use crate::hir::{DimensionOf, Policy, Program, Purpose, PurposeId, Report, Table};
use drempel_syntax::ast::{Language, Openness};
use phrases::{Or, audience, basis, every, joined, length, measure, never, special};

/// What is said, line by line.
struct Voice<'a> {
    language: Language,
    program: &'a Program,
    lines: Vec<String>,
}

/// Which joins are allowed and which are not, a sentence each.
pub(super) fn join_lines(checked: &Checked, language: Language) -> Vec<String> {
    let mut voice = Voice {
        language,
        program: checked.program(),
        lines: Vec::new(),
    };
    voice.joins();
    let lines = voice.lines.into_iter().skip(1);
    lines.map(|it| it.trim().to_owned()).collect()
}

/// The whole policy.
#[must_use]
pub fn read_aloud(checked: &Checked, language: Language) -> Vec<String> {
    let mut voice = Voice {
        language,
        program: checked.program(),
        lines: Vec::new(),
    };
    if let Some(policy) = &checked.program().policy {
        voice.policy(policy);
    }
    voice.heading(
        "Waarvoor de gegevens gebruikt worden",
        "What the data is used for",
    );
    for purpose in &checked.program().purposes {
        voice.purpose(purpose);
    }
    voice.sources();
    voice.joins();
    voice.derived();
    voice.protection();
    voice.heading("Wat er te zien is", "What is shown");
    for table in &checked.program().tables {
        voice.table(table);
    }
    voice.exceptions();
    voice.heading("Wie het te zien krijgt", "Who sees it");
    for report in &checked.program().reports {
        voice.report(report);
    }
    if let Some(policy) = &checked.program().policy {
        voice.approval(policy);
    }
    voice.lines
}

impl Voice<'_> {
    fn say(&self, nl: &str, en: &str) -> String {
        say(self.language, nl, en)
    }

    fn heading(&mut self, nl: &str, en: &str) {
        if !self.lines.is_empty() {
            self.lines.push(String::new());
        }
        self.lines.push(self.say(nl, en));
    }

    fn line(&mut self, nl: &str, en: &str) {
        self.lines.push(format!("  {}", self.say(nl, en)));
    }

    /// A line that belongs to the one before.
    fn detail(&mut self, nl: &str, en: &str) {
        self.lines.push(format!("    {}", self.say(nl, en)));
    }

    fn list(&self, all: &[String]) -> String {
        joined(self.language, all, Or::And)
    }

    /// The text of a purpose, between quotation marks.
    fn purpose_title(&self, id: PurposeId) -> String {
        let purpose = self.program.purposes.get(id.0);
        let title = purpose.map_or("", |it| {
            it.title
                .as_ref()
                .map_or(it.name.value.as_str(), |it| it.value.as_str())
        });
        format!("‘{title}’")
    }

    /// The label of a dimension, in the language or in the other one.
    fn dimension(&self, of: DimensionOf) -> String {
        let other = match self.language {
            Language::Nl => Language::En,
            Language::En => Language::Nl,
        };
        labels::header_label(self.program, self.language, of)
            .or_else(|| labels::header_label(self.program, other, of))
            .map_or_else(|| format!("‘{}’", self.program.short_name(of)), lower)
    }

    fn value(&self, of: DimensionOf, value: &str) -> String {
        labels::value_label(self.program, self.language, of, value)
            .unwrap_or(value)
            .to_owned()
    }

    fn policy(&mut self, policy: &Policy) {
        let language = self.language;
        let title = &policy.title.value;
        let version = policy.version.map_or(0, |it| it.value);
        self.heading(
            &format!("{title}, versie {version}"),
            &format!("{title}, version {version}"),
        );
        if let Some(controller) = &policy.controller {
            let name = &controller.value;
            self.line(
                &format!("Verantwoordelijk voor deze verwerking: {name}."),
                &format!("Responsible for this processing: {name}."),
            );
        }
        if let Some(valid) = &policy.valid {
            let from = words::date(language, valid.from.value);
            let through = words::date(language, valid.through.value);
            self.line(
                &format!("Deze regels gelden van {from} tot en met {through}."),
                &format!("These rules hold from {from} through {through}."),
            );
        }
        if let Some(dpia) = &policy.dpia {
            let (name, decided, review) = (
                &dpia.reference.value,
                words::date(language, dpia.decided.value),
                words::date(language, dpia.review_before.value),
            );
            self.line(
                &format!("De gevolgen voor de privacy zijn beoordeeld ({name}, vastgesteld op {decided}); vóór {review} gebeurt dat opnieuw."),
                &format!("The effects on privacy were assessed ({name}, decided on {decided}); this is done again before {review}."),
            );
        }
        if let Some(advice) = &policy.advice {
            let (who, name, date) = (
                role(language, &advice.role.value),
                &advice.reference.value,
                words::date(language, advice.date.value),
            );
            self.line(
                &format!("De {who} gaf op {date} advies ({name})."),
                &format!("The {who} advised on {date} ({name})."),
            );
        }
        for (what_nl, what_en, time) in [
            (
                "Een rapport wordt",
                "A report is kept for",
                &policy.retention_report,
            ),
            (
                "Het grootboek met alle beslissingen wordt",
                "The ledger of all decisions is kept for",
                &policy.retention_ledger,
            ),
        ] {
            if let Some(time) = time {
                let time = length(language, time);
                self.line(
                    &format!("{what_nl} {time} bewaard."),
                    &format!("{what_en} {time}."),
                );
            }
        }
        let contacts: Vec<String> = policy
            .contacts
            .iter()
            .map(|(who, address)| {
                let who = role(language, &who.value);
                let (who, address) = (self.say("de ", "the ") + &who, &address.value);
                format!("{who} ({address})")
            })
            .collect();
        if !contacts.is_empty() {
            let contacts = self.list(&contacts);
            self.line(
                &format!("Met vragen kunt u terecht bij {contacts}."),
                &format!("Questions are answered by {contacts}."),
            );
        }
    }

    fn purpose(&mut self, it: &Purpose) {
        let language = self.language;
        let title = it.title.as_ref().map_or(&it.name.value, |it| &it.value);
        let bases: Vec<String> = it.bases.iter().map(|it| basis(language, it)).collect();
        let bases = bases.join("; ");
        self.line(
            &format!("{title}. Grondslag: {bases}."),
            &format!("{title}. Legal basis: {bases}."),
        );
        for (category, under) in &it.special {
            let what = special(language, category.value);
            match under {
                Some(under) => self.detail(
                    &format!(
                        "Hiervoor worden {what} gebruikt. Dat mag op grond van {}.",
                        under.value
                    ),
                    &format!("This uses {what}, as is allowed by {}.", under.value),
                ),
                None => self.detail(
                    &format!("Hiervoor worden {what} gebruikt."),
                    &format!("This uses {what}."),
                ),
            }
        }
        if !it.never.is_empty() {
            let uses: Vec<String> = it
                .never
                .iter()
                .map(|it| never(language, &it.value))
                .collect();
            let uses = joined(language, &uses, Or::Or);
            self.detail(
                &format!("De uitkomsten mogen nooit dienen voor {uses}."),
                &format!("The results may never serve for {uses}."),
            );
        }
        for accepted in &it.accepts {
            let (other, name, date) = (
                self.purpose_title(accepted.purpose),
                &accepted.assessment.value,
                words::date(language, accepted.date.value),
            );
            self.detail(
                &format!("Ook gegevens die voor {other} verzameld zijn, mogen hiervoor dienen; dat is op {date} beoordeeld ({name})."),
                &format!("Data that was collected for {other} may serve too; this was assessed on {date} ({name})."),
            );
        }
    }

    /// Each threshold that a table uses, and which tables those are.
    fn protection(&mut self) {
        self.heading("Hoe mensen beschermd worden", "How people are protected");
        let program = self.program;
        for (at, threshold) in program.thresholds.iter().enumerate() {
            let tables: Vec<String> = program
                .tables
                .iter()
                .filter(|it| it.threshold.is_some_and(|(id, _)| id.0 == at))
                .map(|it| format!("‘{}’", title(it)))
                .collect();
            if tables.is_empty() {
                continue;
            }
            let others: Vec<String> = program
                .tables
                .iter()
                .filter(|it| it.threshold.is_none_or(|(id, _)| id.0 != at))
                .map(|it| format!("‘{}’", title(it)))
                .collect();
            if others.is_empty() {
                self.line("Voor alle tabellen geldt:", "For all tables:");
            } else if others.len() < tables.len() {
                let others = self.list(&others);
                self.line(
                    &format!("Voor alle tabellen behalve {others} geldt:"),
                    &format!("For all tables but {others}:"),
                );
            } else {
                let tables = self.list(&tables);
                self.line(&format!("Voor {tables} geldt:"), &format!("For {tables}:"));
            }
            for line in threshold_lines(self.language, threshold) {
                self.lines.push(format!("    {line}"));
            }
        }
        self.line(
            "Alle tabellen en alle eerdere rapporten worden samen bekeken: wat geheim is, valt er ook niet uit terug te rekenen.",
            "All tables and all earlier reports are looked at together: what is secret cannot be computed from them either.",
        );
    }

    fn table(&mut self, it: &Table) {
        let language = self.language;
        let shown: Vec<String> = it
            .measures
            .iter()
            .map(|it| measure(language, &it.value))
            .collect();
        let by: Vec<String> = it.dimensions().map(|it| self.dimension(it.of)).collect();
        let (shown, by) = (self.list(&shown), self.list(&by));
        let mut text = self.say(
            &format!("‘{}’ toont {shown}, uitgesplitst naar {by}.", title(it)),
            &format!("‘{}’ shows {shown}, broken down by {by}.", title(it)),
        );
        if let Some(population) = &it.population {
            let who = &population.value;
            text += &self.say(
                &format!(" Het gaat om: {}.", lower(who)),
                &format!(" It is about: {}.", lower(who)),
            );
        }
        for filter in it.only.iter().filter(|it| !it.left_out) {
            let values: Vec<String> = filter
                .values
                .iter()
                .map(|value| self.value(filter.of, &value.value))
                .collect();
            let (of, values) = (self.dimension(filter.of), joined(language, &values, Or::Or));
            text += &self.say(
                &format!(" Alleen waar {of} is: {values}."),
                &format!(" Only where {of} is: {values}."),
            );
        }
        if it.year_to_date.is_some() {
            text += &self.say(
                " De tabel loopt vanaf het begin van het jaar.",
                " The table starts at the beginning of the year.",
            );
        }
        if let Some(published) = &it.published {
            let file = &published.file.value;
            text += &self.say(
                &format!(" Deze cijfers zijn elders gepubliceerd (‘{file}’): iedereen heeft ze, en geen rapport drukt ze af."),
                &format!(" These figures were published elsewhere (‘{file}’): everybody has them, and no report prints them."),
            );
        }
        self.lines.push(format!("  {text}"));
        for it in &it.caveats {
            self.lines
                .push(format!("    {}", caveat(language, &it.value)));
        }
    }

    fn exceptions(&mut self) {
        let program = self.program;
        for it in &program.exceptions {
            let tables: Vec<String> = it
                .cells
                .iter()
                .filter_map(|cells| program.tables.get(cells.table.0))
                .map(|it| format!("‘{}’", title(it)))
                .collect();
            let (tables, name) = (self.list(&tables), &it.title.value);
            let until = it
                .until
                .map_or_else(String::new, |it| words::date(self.language, it.value));
            self.line(
                &format!("Uitzondering ‘{name}’, tot en met {until}: in {tables} staan cijfers die anders geheim waren. Alle andere cijfers blijven beschermd, ook tegen wie deze kent."),
                &format!("Exception ‘{name}’, through {until}: {tables} shows figures that would otherwise be secret. All other figures stay protected, also against whoever knows these."),
            );
        }
    }

    fn report(&mut self, it: &Report) {
        let language = self.language;
        let title = it.title.as_ref().map_or(&it.name.value, |it| &it.value);
        let readers: Vec<String> = it
            .audience
            .iter()
            .map(|it| audience(language, &it.value))
            .collect();
        let readers = self.list(&readers);
        let often = it
            .period
            .map_or_else(String::new, |it| every(language, it.value));
        self.line(
            &format!("‘{title}’ verschijnt {often} en is bestemd voor {readers}."),
            &format!("‘{title}’ appears {often} and is meant for {readers}."),
        );
        let uses: Vec<String> = it
            .used_for
            .iter()
            .map(|it| never(language, &it.value))
            .collect();
        if !uses.is_empty() {
            let uses = self.list(&uses);
            self.line(
                &format!("Het dient voor {uses}."),
                &format!("It serves for {uses}."),
            );
        }
        if let Some((openness, because)) = &it.openness {
            let why = because
                .as_ref()
                .map_or_else(String::new, |it| format!(": {}", it.value));
            match openness.value {
                Openness::Internal => self.line(
                    &format!("Het is niet openbaar{why}."),
                    &format!("It is not public{why}."),
                ),
                Openness::Public => self.line(
                    &format!("Het is openbaar{why}."),
                    &format!("It is public{why}."),
                ),
            }
        }
    }

    fn approval(&mut self, policy: &Policy) {
        let Some(approval) = &policy.approval else {
            return;
        };
        self.heading("Wie beslist", "Who decides");
        let roles: Vec<String> = approval
            .value
            .iter()
            .map(|it| self.say("de ", "the ") + &role(self.language, &it.value))
            .collect();
        let roles = self.list(&roles);
        self.line(
            &format!("Een rapport verschijnt pas na goedkeuring door {roles}."),
            &format!("A report appears only after it was approved by {roles}."),
        );
        self.line(
            "De functionaris gegevensbescherming adviseert en keurt zelf niets goed.",
            "The data protection officer advises and approves nothing.",
        );
    }
}

/// The title of a table.
fn title(table: &Table) -> &str {
    table
        .title
        .as_ref()
        .map_or(table.name.value.as_str(), |it| it.value.as_str())
}

/// With a small first letter, unless the word is a name or an abbreviation.
fn lower(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests;
