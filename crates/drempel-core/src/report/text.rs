//! Running text: purpose and prohibited uses, methods, the policy in plain words.
//!
//! Nothing here tells parameters of concentration rules, reasons or names of persons.

use super::Material;
use super::classes;
use super::tables::{source_line, title};
use super::words::{self, say};
use crate::hir::{Refusal, SourceId, Threshold};
use drempel_plan::doc::{Block, Inline, Section};
use drempel_plan::threshold::{Requirement, Zeros};
use drempel_plan::unit::UnitKind;
use drempel_syntax::ast::{Audience, Axis, Language, Openness, Role, Usage};

fn items(list: Vec<String>) -> Block {
    Block::List(list.into_iter().map(|it| vec![Inline::Text(it)]).collect())
}

fn usage(language: Language, it: &Usage) -> String {
    match it {
        Usage::DecisionsAboutOnePerson => say(
            language,
            "besluiten over één persoon",
            "decisions about one person",
        ),
        Usage::FraudDetection => say(language, "opsporing van fraude", "fraud detection"),
        Usage::ContactWithResidents => {
            say(language, "benaderen van inwoners", "contact with residents")
        }
        Usage::CapacityPlanning => say(language, "plannen van capaciteit", "capacity planning"),
        Usage::Budgeting => say(language, "begroten", "budgeting"),
        Usage::EvaluationOfPolicy => say(language, "evalueren van beleid", "evaluation of policy"),
        Usage::InformingTheCouncil => {
            say(language, "informeren van de raad", "informing the council")
        }
        Usage::Quoted(text) => text.clone(),
    }
}

fn audience(language: Language, it: &Audience) -> String {
    match it {
        Audience::College => say(
            language,
            "college van burgemeester en wethouders",
            "the municipal executive",
        ),
        Audience::Council => say(language, "gemeenteraad", "the municipal council"),
        Audience::ManagersOf(name) => say(
            language,
            &format!("leidinggevenden van {name}"),
            &format!("managers of {name}"),
        ),
        Audience::Everyone => say(language, "iedereen", "everyone"),
    }
}

/// A role in words.
pub(super) fn role(language: Language, it: &Role) -> String {
    match it {
        Role::PrivacyOfficer => "privacy officer".to_owned(),
        Role::DataProtectionOfficer => say(
            language,
            "functionaris gegevensbescherming",
            "data protection officer",
        ),
        Role::Controller => say(language, "verwerkingsverantwoordelijke", "controller"),
        Role::Named(name) => name.clone(),
    }
}

pub(super) fn front(material: &Material<'_>) -> Vec<Section> {
    let language = material.language();
    let program = material.checked.program();
    let report = material.report;
    let policy = program.policy.as_ref();
    let list = |parts: Vec<String>| parts.join(", ");
    let mut facts = vec![
        (
            say(language, "Periode", "Period"),
            words::period(language, material.lowered.period),
        ),
        (
            say(language, "Bestemd voor", "Audience"),
            list(
                report
                    .audience
                    .iter()
                    .map(|it| audience(language, &it.value))
                    .collect(),
            ),
        ),
        (
            say(language, "Gebruik", "Use"),
            list(
                report
                    .used_for
                    .iter()
                    .map(|it| usage(language, &it.value))
                    .collect(),
            ),
        ),
    ];
    if let Some((openness, because)) = &report.openness {
        let word = match openness.value {
            Openness::Internal => say(language, "intern", "internal"),
            Openness::Public => say(language, "openbaar", "public"),
        };
        let why = because
            .as_ref()
            .map_or_else(String::new, |it| format!(": {}", it.value));
        facts.push((
            say(language, "Openbaarheid", "Openness"),
            format!("{word}{why}"),
        ));
    }
    if let Some(policy) = policy {
        let version = policy
            .version
            .map_or_else(String::new, |it| it.value.to_string());
        facts.push((
            say(language, "Beleid", "Policy"),
            say(
                language,
                &format!("{}, versie {version}", policy.title.value),
                &format!("{}, version {version}", policy.title.value),
            ),
        ));
        if let Some(activity) = &policy.activity {
            facts.push((
                say(language, "Verwerking", "Processing activity"),
                activity.value.clone(),
            ));
        }
    }
    let mut sections = vec![Section {
        title: say(language, "Over dit rapport", "About this report"),
        blocks: vec![Block::Facts(facts)],
    }];
    if let Some(purpose) = report
        .purpose
        .and_then(|(id, _)| program.purposes.get(id.0))
    {
        let mut blocks = vec![Block::text(
            purpose
                .title
                .as_ref()
                .map_or_else(String::new, |it| format!("{}.", it.value)),
        )];
        let bases: Vec<String> = purpose
            .bases
            .iter()
            .filter_map(|it| it.under.as_ref())
            .map(|it| it.value.clone())
            .collect();
        if !bases.is_empty() {
            blocks.push(Block::text(say(
                language,
                &format!("Grondslag: {}.", bases.join("; ")),
                &format!("Legal basis: {}.", bases.join("; ")),
            )));
        }
        sections.push(Section {
            title: say(language, "Doel", "Purpose"),
            blocks,
        });
        let never: Vec<String> = purpose
            .never
            .iter()
            .map(|it| usage(language, &it.value))
            .collect();
        if !never.is_empty() {
            sections.push(Section {
                title: say(
                    language,
                    "Waarvoor dit rapport niet gebruikt mag worden",
                    "What this report may not be used for",
                ),
                blocks: vec![items(never)],
            });
        }
    }
    sections
}

/// The thresholds of the report's tables, each once.
fn thresholds<'a>(material: &'a Material<'_>) -> Vec<&'a Threshold> {
    let program = material.checked.program();
    let mut made: Vec<&Threshold> = Vec::new();
    for (_, lowered) in material.printed() {
        if let Some(table) = material.table(lowered)
            && let Some((id, _)) = table.threshold
            && let Some(threshold) = program.thresholds.get(id.0)
            && !made.iter().any(|it| it.name == threshold.name)
        {
            made.push(threshold);
        }
    }
    made
}

/// A threshold in plain words; parameters of concentration rules are confidential.
pub(super) fn threshold_lines(language: Language, threshold: &Threshold) -> Vec<String> {
    let rules = &threshold.rules;
    let mut lines = Vec::new();
    let minimum: Vec<String> = rules
        .minimum
        .iter()
        .map(|(unit, count)| format!("{} {}", count.get(), words::units(language, *unit)))
        .collect();
    if !minimum.is_empty() {
        // Any of them hides the cell.
        let minimum = minimum.join(say(language, " of ", " or ").as_str());
        lines.push(say(
            language,
            &format!("Een cel met minder dan {minimum} wordt niet getoond."),
            &format!("A cell with fewer than {minimum} is not shown."),
        ));
    }
    if !rules.dominance.is_empty() || rules.p_percent.is_some() {
        lines.push(say(
            language,
            "Een bedrag waarvan enkelen een groot deel bepalen, wordt niet getoond; de grenzen zijn vertrouwelijk.",
            "An amount that a few contribute most of is not shown; the limits are confidential.",
        ));
    }
    for group in &rules.groups {
        let percent = group.percent.get();
        lines.push(if group.all_or_none {
            say(
                language,
                "Een groep waarvan iedereen of niemand een kenmerk heeft, wordt niet getoond.",
                "A group of which everybody or nobody has a property is not shown.",
            )
        } else {
            say(
                language,
                &format!("Een groep waarvan {percent} procent of meer hetzelfde bijzondere kenmerk heeft, wordt niet getoond."),
                &format!("A group of which {percent} percent or more share a special property is not shown."),
            )
        });
    }
    lines.push(match rules.zeros {
        Zeros::Hidden => say(
            language,
            "Ook een nul wordt niet getoond, behalve waar een waarde niet kan voorkomen.",
            "A zero is not shown either, except where a value cannot occur.",
        ),
        Zeros::Public => say(language, "Een nul wordt getoond.", "A zero is shown."),
    });
    lines.push(match rules.requirement {
        Requirement::PossibleValues(values) => say(
            language,
            &format!("Van elk niet getoond aantal blijven ten minste {values} waarden mogelijk, ook voor wie vermoedt dat het klein is."),
            &format!("Every count that is not shown keeps at least {values} possible values, even for someone who guesses that it is small."),
        ),
        Requirement::NotExact => say(
            language,
            "Geen niet getoond aantal is precies te berekenen.",
            "No count that is not shown can be computed exactly.",
        ),
        Requirement::NotRecognisableAsSmall => say(
            language,
            "Van geen niet getoond aantal is af te leiden dat het klein is.",
            "Of no count that is not shown can it be inferred that it is small.",
        ),
    });
    for coarsen in &threshold.coarsen {
        let (nl, en) = match coarsen.axis {
            Axis::Rows => ("rijen", "rows"),
            Axis::Columns => ("kolommen", "columns"),
        };
        lines.push(say(
            language,
            &if coarsen.branches {
                format!("De {nl} van een tabel worden eerst per gebied of groep samengenomen, waar er daardoor minder cijfers en minder mensen verborgen zijn.")
            } else {
                format!("De {nl} van een tabel worden eerst samengevoegd tot grotere gebieden of groepen, zolang er daardoor minder cijfers en minder mensen verborgen zijn.")
            },
            &if coarsen.branches {
                format!("The {en} of a table are first put together by area or group, where fewer figures and fewer people are hidden by that.")
            } else {
                format!("The {en} of a table are first merged into larger areas or groups, as long as fewer figures and fewer people are hidden by that.")
            },
        ));
    }
    for areas in &threshold.left_out_areas {
        let (name, below) = (&areas.name, words::number(language, areas.below / 1_000));
        lines.push(say(
            language,
            &format!("Van gebieden waarvoor ‘{name}’ minder dan {below} of onbekend is, wordt niets getoond; ze tellen wel mee in totalen."),
            &format!("Of areas for which ‘{name}’ is less than {below} or unknown nothing is shown; they do count in totals."),
        ));
    }
    if !threshold.left_out_persons.is_empty() {
        lines.push(say(
            language,
            "Wie bezwaar heeft gemaakt of om een andere reden buiten beschouwing blijft, telt nergens mee; ook hoeveel dat er zijn, is beschermd.",
            "Whoever objected or is left out for another reason is counted nowhere; how many that are is protected too.",
        ));
    }
    if let Some(small) = rules.small_counts {
        let (lo, up) = rules.stands_for_count(small.from);
        let (from, through, shown) = (small.from, small.through, small.shown_as);
        lines.push(say(
            language,
            &format!("Aantallen van {from} tot en met {through} staan er alle als {shown}; een {shown} betekent dus {lo} tot en met {up}."),
            &format!("Counts from {from} through {through} are all shown as {shown}; a {shown} therefore means {lo} through {up}."),
        ));
    }
    if let Some(cap) = rules.share_cap {
        let cap = cap.get();
        lines.push(say(
            language,
            &format!("Aandelen van {cap} procent of meer staan er als ‘{cap} of meer’. Wie de afgeronde aantallen deelt, vindt het aandeel bij benadering."),
            &format!("Shares of {cap} percent or more are shown as ‘{cap} or more’. Who divides the rounded counts finds the share approximately."),
        ));
    }
    if let Some(base) = rules.round_counts {
        let far = base.get() - 1;
        let base = base.get();
        lines.push(if rules.additive_counts {
            say(
                language,
                &format!("Aantallen zijn samen afgerond op veelvouden van {base}, zodat totalen kloppen met hun delen; elk cijfer ligt hoogstens {far} van het echte aantal."),
                &format!("Counts are rounded together to multiples of {base}, so that totals are the sum of their parts; each figure is at most {far} from the true count."),
            )
        } else {
            say(
                language,
                &format!("Aantallen zijn afgerond op veelvouden van {base}."),
                &format!("Counts are rounded to multiples of {base}."),
            )
        });
    }
    if let Some(noise) = rules.noise {
        let most = noise.most();
        let tenths = (noise.variance() + 50) / 100;
        let variance = format!(
            "{}{}{}",
            tenths / 10,
            if language == Language::Nl { ',' } else { '.' },
            tenths % 10
        );
        lines.push(say(
            language,
            &format!("Elk aantal dat groter is dan nul, staat er met een kleine toevallige afwijking: hooguit {most} naar boven of beneden, gemiddeld nul, met een variantie van {variance}. Hetzelfde aantal heeft in elke tabel van dit rapport dezelfde afwijking, ook als het rapport opnieuw wordt gemaakt, zodat opnieuw vragen niets oplevert. Een getoond aantal betekent dus: hooguit {most} meer of minder."),
            &format!("Every count above zero is shown with a small random deviation: at most {most} up or down, zero on average, with a variance of {variance}. The same count has the same deviation in every table of this report, also when the report is made again, so that asking again yields nothing. A shown count therefore means: at most {most} more or less."),
        ));
    }
    if let Some(base) = rules.round_amounts {
        let euro = words::number(language, base.get() / 100);
        lines.push(if rules.additive_amounts {
            say(
                language,
                &format!("Bedragen zijn samen afgerond op {euro} euro, zodat totalen kloppen met hun delen; elk cijfer ligt minder dan {euro} euro van het echte bedrag."),
                &format!("Amounts are rounded together to {euro} euro, so that totals are the sum of their parts; each figure is less than {euro} euro from the true amount."),
            )
        } else {
            say(
                language,
                &format!("Bedragen zijn afgerond op {euro} euro."),
                &format!("Amounts are rounded to {euro} euro."),
            )
        });
    }
    lines
}

pub(super) fn methods(material: &Material<'_>) -> Vec<Section> {
    let language = material.language();
    let mut sections = vec![
        Section {
            title: say(language, "Wat is geteld", "What was counted"),
            blocks: vec![Block::text(say(
                language,
                "Elke persoon, elk huishouden en elke school telt in een cel één keer mee, hoeveel regels er ook over in de bron staan. Alle categorieën die het beleid noemt, staan in de tabel, ook als er niemand in valt.",
                "Each person, household and school counts once in a cell, however many records a source holds. All categories that the policy names are in the table, even if nobody belongs to them.",
            ))],
        },
        Section {
            title: say(
                language,
                "Hoe personen zijn beschermd",
                "How persons are protected",
            ),
            blocks: vec![
                Block::text(say(
                    language,
                    "Alle tabellen van dit rapport en alle eerdere vrijgaven zijn samen beschermd. Een cijfer wordt niet getoond als het zelf te veel vertelt, of als een ander cijfer eruit te berekenen zou zijn; welk van de twee, staat nergens in dit document. Daarna is alles nagerekend met een tweede methode, die alleen ziet wat hier getoond wordt, en die ervan uitgaat dat de lezer de regels kent en raadt welke cellen klein zijn.",
                    "All tables of this report and all earlier editions are protected together. A figure is not shown if it tells too much by itself, or if another figure could be computed from it; which of the two, this document does not say. Everything was then recomputed by a second method, which sees only what is shown here and assumes that the reader knows the rules and guesses which cells are small.",
                )),
                Block::text(say(
                    language,
                    "De rekenaar kent ook openbare feiten: welke gebieden bij elkaar horen, welke klasse een gebied heeft, en dat aantallen heel en niet negatief zijn.",
                    "The reader is also assumed to know public facts: which areas belong together, which class an area has, and that counts are whole and not negative.",
                )),
            ],
        },
    ];
    if let Some(protected) = sections.last_mut() {
        protected.blocks.extend(published(material));
    }
    for threshold in thresholds(material) {
        sections.push(Section {
            title: say(
                language,
                &format!("Drempel {}", threshold.name.value),
                &format!("Threshold {}", threshold.name.value),
            ),
            blocks: vec![items(threshold_lines(language, threshold))],
        });
    }
    sections
}

/// What others published about the same records.
fn published(material: &Material<'_>) -> Option<Block> {
    let language = material.language();
    let program = material.checked.program();
    let tables = material.lowered.published.iter();
    let titles: Vec<String> = tables
        .filter_map(|it| program.tables.get(it.table.0))
        .map(|it| title(it, language))
        .collect();
    if titles.is_empty() {
        return None;
    }
    let titles = titles.join("; ");
    Some(Block::text(say(
        language,
        &format!(
            "Ook cijfers die anderen over dezelfde personen publiceerden, zijn bekend verondersteld: {titles}."
        ),
        &format!(
            "Figures that others published about the same persons are assumed to be known too: {titles}."
        ),
    )))
}

pub(super) fn annex(material: &Material<'_>) -> Vec<Section> {
    let language = material.language();
    let program = material.checked.program();
    let mut used: Vec<SourceId> = Vec::new();
    for (_, lowered) in material.printed() {
        for (id, _) in material
            .table(lowered)
            .into_iter()
            .flat_map(|it| &it.sources)
        {
            if !used.contains(id) {
                used.push(*id);
            }
        }
    }
    used.sort();
    let name = |id: SourceId| {
        program
            .source(id)
            .map_or("", |it| it.name.value.as_str())
            .to_owned()
    };
    let mut sections = vec![Section {
        title: say(language, "Bronnen", "Sources"),
        blocks: vec![items(
            used.iter()
                .filter_map(|id| source_line(material, *id))
                .collect(),
        )],
    }];
    let mut joins = Vec::new();
    for join in program
        .joins
        .iter()
        .filter(|it| used.contains(&it.left) && used.contains(&it.right))
    {
        let key = join.on.as_ref().map_or_else(String::new, |it| {
            let column = program
                .column(it.left)
                .map_or_else(String::new, |it| it.name.value.clone());
            match &it.coarsened_to {
                Some(level) => say(
                    language,
                    &format!("{column}, vergroofd tot {}", level.value),
                    &format!("{column}, coarsened to {}", level.value),
                ),
                None => column,
            }
        });
        joins.push(say(
            language,
            &format!(
                "{} mag gekoppeld worden met {} op {key}; wat niet past, is onbekend.",
                name(join.left),
                name(join.right)
            ),
            &format!(
                "{} may be joined with {} on {key}; what does not match is unknown.",
                name(join.left),
                name(join.right)
            ),
        ));
    }
    if !joins.is_empty() {
        sections.push(Section {
            title: say(language, "Koppelingen", "Joins"),
            blocks: vec![items(joins)],
        });
    }
    let mut refused = Vec::new();
    for refusal in &program.refusals {
        refused.push(match refusal {
            Refusal::Join {
                left, right, on, ..
            } => {
                let on = on.as_ref().map_or_else(String::new, |it| {
                    say(
                        language,
                        &format!(" op {}", it.value),
                        &format!(" on {}", it.value),
                    )
                });
                say(
                    language,
                    &format!(
                        "{} wordt niet gekoppeld met {}{on}.",
                        name(*left),
                        name(*right)
                    ),
                    &format!("{} is not joined with {}{on}.", name(*left), name(*right)),
                )
            }
            Refusal::Kind { kind, .. } => {
                let kind = match &kind.value {
                    drempel_syntax::ast::SourceKind::Named(name) => name.clone(),
                    other => format!("{other:?}").to_lowercase(),
                };
                say(
                    language,
                    &format!("Bronnen van soort {kind} worden niet gebruikt."),
                    &format!("Sources of kind {kind} are not used."),
                )
            }
            Refusal::Column { column, .. } => {
                let column = program.column_name(*column);
                say(
                    language,
                    &format!("{column} wordt beperkt gebruikt."),
                    &format!("{column} is used in a limited way."),
                )
            }
        });
    }
    if !refused.is_empty() {
        sections.push(Section {
            title: say(language, "Wat geweigerd is", "What is refused"),
            blocks: vec![items(refused)],
        });
    }
    let classes = classes::lines(material);
    if !classes.is_empty() {
        sections.push(Section {
            title: say(language, "Klassen", "Classes"),
            blocks: vec![items(classes)],
        });
    }
    if let Some(policy) = &program.policy {
        let mut facts = Vec::new();
        if let Some(dpia) = &policy.dpia {
            facts.push((
                say(language, "Effectbeoordeling", "Impact assessment"),
                say(
                    language,
                    &format!(
                        "{}, vastgesteld op {}",
                        dpia.reference.value,
                        words::date(language, dpia.decided.value)
                    ),
                    &format!(
                        "{}, decided on {}",
                        dpia.reference.value,
                        words::date(language, dpia.decided.value)
                    ),
                ),
            ));
        }
        if let Some(advice) = &policy.advice {
            facts.push((
                say(language, "Advies van de FG", "Advice of the DPO"),
                format!(
                    "{}, {}",
                    advice.reference.value,
                    words::date(language, advice.date.value)
                ),
            ));
        }
        if let Some(approval) = &policy.approval {
            let roles: Vec<String> = approval
                .value
                .iter()
                .map(|it| role(language, &it.value))
                .collect();
            facts.push((
                say(language, "Goedkeuring door", "Approval by"),
                roles.join(say(language, " en ", " and ").as_str()),
            ));
        }
        for (role_of, address) in &policy.contacts {
            facts.push((role(language, &role_of.value), address.value.clone()));
        }
        sections.push(Section {
            title: say(language, "Verantwoording", "Accountability"),
            blocks: vec![Block::Facts(facts)],
        });
    }
    sections.push(Section {
        title: say(language, "Uitzonderingen", "Exceptions"),
        blocks: vec![exceptions(material)],
    });
    sections
}

/// The exceptions that show cells of this report, with the approving roles; why they were made is confidential.
fn exceptions(material: &Material<'_>) -> Block {
    let language = material.language();
    let program = material.checked.program();
    let mut made = Vec::new();
    for it in &program.exceptions {
        let tables: Vec<String> = material
            .printed()
            .filter(|(_, lowered)| it.cells.iter().any(|cells| cells.table == lowered.table))
            .filter_map(|(_, lowered)| material.table(lowered)?.title.as_ref())
            .map(|title| format!("‘{}’", title.value))
            .collect();
        if tables.is_empty() {
            continue;
        }
        let tables = tables.join(", ");
        let title = &it.title.value;
        let until = it
            .until
            .map_or_else(String::new, |it| words::date(language, it.value));
        let roles: Vec<String> = it
            .approval
            .iter()
            .flat_map(|it| &it.value)
            .map(|it| role(language, &it.value))
            .collect();
        let roles = roles.join(say(language, " en ", " and ").as_str());
        made.push(say(
            language,
            &format!("‘{title}’: cijfers in {tables} staan er die volgens de regels niet getoond zouden worden. Geldig tot en met {until}; goedgekeurd door {roles}. Alle andere cijfers zijn beschermd tegen wie deze kent."),
            &format!("‘{title}’: figures in {tables} are shown that the rules would hide. Valid through {until}; approved by {roles}. All other figures are protected against whoever knows these."),
        ));
    }
    if made.is_empty() {
        return Block::text(say(
            language,
            "Er zijn geen uitzonderingen op het beleid gemaakt.",
            "No exceptions to the policy were made.",
        ));
    }
    items(made)
}

pub(super) fn unit_singular(language: Language, unit: UnitKind) -> &'static str {
    match (language, unit) {
        (Language::Nl, UnitKind::Person) => "persoon",
        (Language::Nl, UnitKind::Household) => "huishouden",
        (Language::Nl, UnitKind::Provider) => "aanbieder",
        (Language::Nl, UnitKind::Area) => "gebied",
        (_, UnitKind::School) => "school",
        (Language::En, UnitKind::Person) => "person",
        (Language::En, UnitKind::Household) => "household",
        (Language::En, UnitKind::Provider) => "provider",
        (Language::En, UnitKind::Area) => "area",
    }
}
