//! D0216: a text of a report has a word of what its purpose prohibits. Words prove nothing, so this only warns.

use super::Context;
use drempel_syntax::ast::Usage;
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::say;

/// Beginnings of words that go with a use, in both languages.
fn words(of: &Usage) -> &'static [&'static str] {
    match of {
        Usage::FraudDetection => &[
            "fraud",
            "misbruik",
            "opspor",
            "onrechtmatig",
            "abuse",
            "unlawful",
        ],
        Usage::ContactWithResidents => &[
            "aanschrijv",
            "benader",
            "huisbezoek",
            "home visit",
            "uitnodig",
            "invit",
        ],
        Usage::DecisionsAboutOnePerson => &[
            "individue",
            "beschikking",
            "per persoon",
            "per person",
            "one person",
            "één persoon",
        ],
        Usage::CapacityPlanning
        | Usage::Budgeting
        | Usage::EvaluationOfPolicy
        | Usage::InformingTheCouncil
        | Usage::Quoted(_) => &[],
    }
}

/// The listed word that a text has.
fn found(text: &str, of: &Usage) -> Option<&'static str> {
    let text = text.to_lowercase();
    let begins = |word: &str| {
        text.match_indices(word).any(|(at, _)| {
            let before = text.get(..at).and_then(|it| it.chars().next_back());
            before.is_none_or(|it| !it.is_alphanumeric())
        })
    };
    words(of).iter().find(|it| begins(it)).copied()
}

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    for report in &context.program.reports {
        let purpose = report
            .purpose
            .and_then(|(id, _)| context.program.purposes.get(id.0));
        let Some(purpose) = purpose else {
            continue;
        };
        let quoted = report.used_for.iter().filter_map(|it| match &it.value {
            Usage::Quoted(text) => Some((text, it.span)),
            _ => None,
        });
        let titles = report.title.iter().map(|it| (&it.value, it.span));
        let blocks = report.texts.iter().map(|it| (&it.text.value, it.text.span));
        for (text, at) in quoted.chain(titles).chain(blocks) {
            let hit = purpose
                .never
                .iter()
                .find_map(|it| Some((it.span, found(text, &it.value)?)));
            if let Some((never, word)) = hit {
                out.push(
                    Diagnostic::new(
                        &codes::D0216,
                        say!("a text of this report speaks of `{}`", word),
                    )
                    .label(at, "in this text")
                    .label(never, "the purpose prohibits this")
                    .help("say something else, or leave it if the text speaks against such a use"),
                );
            }
        }
    }
}
