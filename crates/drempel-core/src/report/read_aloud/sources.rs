//! Sources, joins and refusals in words.
//!
//! In: the policy. Out: lines. Always: a level is said by its heading where it has one.

use super::Voice;
use super::phrases::{length, special};
use crate::hir::{ColumnId, DimensionOf, Join, Refusal, Source, SourceId, Timing};
use crate::report::words;
use drempel_syntax::ast::{ColumnUse, Licence, LicensedUse, SourceKind};

impl Voice<'_> {
    fn name(&self, id: SourceId) -> String {
        let name = self.program.source(id).map_or("", |it| &it.name.value);
        format!("‘{name}’")
    }

    /// A level of a code list, by the heading of a column that has it.
    fn level(&self, name: &str) -> String {
        let found = self
            .program
            .sources
            .iter()
            .enumerate()
            .find_map(|(source, it)| {
                (0..it.columns.len()).find_map(|column| {
                    let column = ColumnId {
                        source: SourceId(source),
                        column,
                    };
                    let of = DimensionOf::Column {
                        column,
                        level: None,
                    };
                    let (list, _) = self.program.list_of(of)?;
                    let level = self.program.lists.get(list.0)?.level(name)?;
                    Some(DimensionOf::Column {
                        column,
                        level: Some(level),
                    })
                })
            });
        found.map_or_else(|| format!("‘{name}’"), |it| self.dimension(it))
    }

    pub(super) fn sources(&mut self) {
        self.heading("Welke gegevens dat zijn", "Which data that is");
        for source in &self.program.sources {
            let text = self.source(source);
            self.lines.push(format!("  {text}"));
        }
        for it in &self.program.crosswalks {
            let Some(between) = it.between else {
                continue;
            };
            let name = |(list, level)| self.level(&self.program.level_name(list, level));
            let (from, to, year) = (name(between.from), name(between.to), it.year.value);
            let text = self.say(
                &format!("Cijfers over gebieden die per {from} bekend zijn, worden waar nodig met aandelen van {year} omgerekend naar {to}; zulke cijfers zijn schattingen."),
                &format!("Figures about areas that are known per {from} are divided over each {to} by shares of {year} where needed; such figures are estimates."),
            );
            self.lines.push(format!("  {text}"));
        }
    }

    fn source(&self, it: &Source) -> String {
        let language = self.language;
        let name = &it.name.value;
        let text = |it: &Option<drempel_syntax::ast::Text>| {
            it.as_ref().map_or_else(String::new, |it| it.value.clone())
        };
        let whose = match it.kind.as_ref().map(|it| &it.value) {
            Some(SourceKind::Bought) => {
                let from = text(&it.supplier);
                self.say(
                    &format!("‘{name}’ is ingekocht bij {from}."),
                    &format!("‘{name}’ was bought from {from}."),
                )
            }
            Some(SourceKind::List) => {
                let from = text(&it.owner);
                self.say(
                    &format!("‘{name}’ is een lijst ({from})."),
                    &format!("‘{name}’ is a list ({from})."),
                )
            }
            _ => {
                let from = text(&it.owner);
                self.say(
                    &format!("‘{name}’ is een eigen registratie ({from})."),
                    &format!("‘{name}’ is a register of our own ({from})."),
                )
            }
        };
        let mut all = vec![whose];
        let mut add = |nl: String, en: String| all.push(self.say(&nl, &en));
        if it.describes.is_some() {
            add(
                "De gegevens gaan over gebieden, niet over personen.".into(),
                "The data is about areas, not about persons.".into(),
            );
        } else {
            let units: Vec<String> = it
                .units
                .iter()
                .map(|it| words::units(language, it.kind.value).to_owned())
                .collect();
            let units = self.list(&units);
            add(
                format!("De gegevens gaan over {units}."),
                format!("The data is about {units}."),
            );
        }
        let made: Vec<String> = it.made_from.iter().map(|it| it.value.clone()).collect();
        if !made.is_empty() {
            let made = self.list(&made);
            add(
                format!("Ze zijn samengesteld uit: {made}."),
                format!("It was made from: {made}."),
            );
        }
        for category in &it.contains {
            let what = special(language, category.value);
            add(format!("Er zijn {what} bij."), format!("It holds {what}."));
        }
        let collected: Vec<String> = it
            .collected
            .iter()
            .map(|it| self.purpose_title(it.0))
            .collect();
        let collected = self.list(&collected);
        add(
            format!("Verzameld voor {collected}."),
            format!("Collected for {collected}."),
        );
        match it.timing.as_ref().map(|it| it.value) {
            Some(Timing::On(date)) => {
                let date = words::date(language, date);
                add(
                    format!("Ze geven de stand op {date}."),
                    format!("It is as of {date}."),
                );
            }
            Some(Timing::Period) => add(
                "Ze gaan over wat er in de periode gebeurde.".into(),
                "It is about what happened in the period.".into(),
            ),
            Some(Timing::EndOfPeriod) | None => add(
                "Ze geven de stand aan het einde van de periode.".into(),
                "It is as of the end of the period.".into(),
            ),
        }
        if let Some(stale) = &it.stale {
            let time = length(language, stale);
            add(
                format!("Na {time} zijn ze te oud om te gebruiken."),
                format!("After {time} it is too old to be used."),
            );
        }
        if let Some(kept) = &it.retention {
            let time = length(language, kept);
            add(
                format!("Ze worden {time} bewaard."),
                format!("It is kept for {time}."),
            );
        }
        for licence in &it.licences {
            match &licence.value {
                Licence::Contract { reference, through } => {
                    let (name, date) = (&reference.value, words::date(language, through.value));
                    add(
                        format!("De licentie ({name}) loopt tot en met {date}."),
                        format!("The licence ({name}) runs through {date}."),
                    );
                }
                Licence::InternalUse => add(
                    "De licentie staat alleen gebruik binnen de gemeente toe.".into(),
                    "The licence allows use within the municipality only.".into(),
                ),
                Licence::At { uses, level } => {
                    let uses: Vec<String> = uses
                        .iter()
                        .map(|it| match it.value {
                            LicensedUse::Link => self.say("koppelen", "joining"),
                            LicensedUse::Publish => self.say("tonen", "showing"),
                        })
                        .collect();
                    let (uses, level) = (self.list(&uses), self.level(&level.value));
                    add(
                        format!("Voor {uses} is {level} het fijnste wat mag."),
                        format!("For {uses}, {level} is the finest that is allowed."),
                    );
                }
            }
        }
        if let Some(claim) = &it.claim {
            let assessed = claim
                .assessed
                .as_ref()
                .map_or_else(String::new, |it| words::date(language, it.value));
            add(
                format!(
                    "De leverancier noemt ze anoniem; de gemeente beoordeelde dat op {assessed}."
                ),
                format!(
                    "The supplier calls it anonymous; the municipality assessed this on {assessed}."
                ),
            );
        }
        if let Some((date, by)) = &it.validated {
            let (date, by) = (words::date(language, date.value), &by.value);
            add(
                format!("Ze zijn op {date} gecontroleerd door {by}."),
                format!("It was validated on {date} by {by}."),
            );
        }
        for error in &it.known_errors {
            add(
                format!("Bekende fout: {}.", error.value),
                format!("Known error: {}.", error.value),
            );
        }
        all.join(" ")
    }

    pub(super) fn joins(&mut self) {
        self.heading(
            "Wat gekoppeld mag worden, en wat niet",
            "What may be joined, and what may not",
        );
        for join in &self.program.joins {
            self.join(join);
        }
        self.line(
            "Andere koppelingen mogen niet.",
            "No other joins are allowed.",
        );
        for refusal in &self.program.refusals {
            self.refusal(refusal);
        }
    }

    fn join(&mut self, it: &Join) {
        let (left, right) = (self.name(it.left), self.name(it.right));
        let purposes: Vec<String> = it
            .purposes
            .iter()
            .map(|it| self.purpose_title(it.0))
            .collect();
        let purposes = self.list(&purposes);
        let key = it.on.as_ref().map(|on| {
            let unit = self.program.source(it.left).and_then(|source| {
                let unit = source.units.iter().find(|it| it.key == on.left.column)?;
                Some(
                    self.say("per ", "per ")
                        + crate::report::text::unit_singular(self.language, unit.kind.value),
                )
            });
            unit.unwrap_or_else(|| {
                let of = DimensionOf::Column {
                    column: on.left,
                    level: None,
                };
                let area = self.dimension(of);
                self.say(&format!("per {area}"), &format!("by {area}"))
            })
        });
        let key = key.unwrap_or_default();
        self.line(
            &format!("{left} mag gekoppeld worden met {right}, {key}, voor {purposes}. Wat geen tegenhanger heeft, telt als onbekend."),
            &format!("{left} may be joined with {right}, {key}, for {purposes}. What finds no match counts as unknown."),
        );
    }

    fn refusal(&mut self, it: &Refusal) {
        let why = |because: &Option<drempel_syntax::ast::Text>, word: String| {
            because
                .as_ref()
                .map_or_else(String::new, |it| format!(" {word}: {}.", it.value))
        };
        let reason = self.say("Reden", "Reason");
        match it {
            Refusal::Join {
                left,
                right,
                on,
                because,
                ..
            } => {
                let (left, right) = (self.name(*left), self.name(*right));
                let on = on.as_ref().map_or_else(String::new, |it| {
                    let level = self.level(&it.value);
                    self.say(&format!(" op het niveau {level}"), &format!(" by {level}"))
                });
                let why = why(because, reason);
                self.line(
                    &format!("{left} en {right} worden niet gekoppeld{on}.{why}"),
                    &format!("{left} and {right} are not joined{on}.{why}"),
                );
            }
            Refusal::Kind { kind, because } => {
                let kind = match &kind.value {
                    SourceKind::Register => self.say("eigen registraties", "registers of our own"),
                    SourceKind::Bought => self.say("ingekochte gegevens", "bought data"),
                    SourceKind::List => self.say("lijsten van personen", "lists of persons"),
                    SourceKind::Named(name) => self.say(
                        &format!("bronnen van de soort ‘{name}’"),
                        &format!("sources of kind ‘{name}’"),
                    ),
                };
                let why = why(because, reason);
                self.line(
                    &format!("Niet gebruikt worden: {kind}.{why}"),
                    &format!("Not used are: {kind}.{why}"),
                );
            }
            Refusal::Column {
                column, used_as, ..
            } => {
                let what = self.dimension(DimensionOf::Column {
                    column: *column,
                    level: None,
                });
                let used = match used_as.as_ref().map(|it| it.value) {
                    Some(ColumnUse::Rows | ColumnUse::Columns) => {
                        self.say("om naar te verdelen", "to divide by")
                    }
                    Some(ColumnUse::Filter) => self.say("om op te selecteren", "to select by"),
                    Some(ColumnUse::Measure) => self.say("om op te tellen", "to add up"),
                    None => self.say("in een tabel", "in a table"),
                };
                let name = self.name(column.source);
                self.line(
                    &format!("Uit {name} wordt niet gebruikt {used}: {what}."),
                    &format!("Of {name} is not used {used}: {what}."),
                );
            }
        }
    }
}
