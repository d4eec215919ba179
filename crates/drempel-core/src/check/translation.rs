//! D0712, D0705: a report in several languages has its texts in each of them, and a translation is of a text that exists.

use super::Context;
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics, nearest};
use drempel_syntax::say;

/// What stands for the language in the name of a narrative.
const HOLE: &str = "{language}";

/// So much of a text stands in a message.
const SHORT: usize = 40;

/// The beginning of a text.
fn beginning(text: &str) -> String {
    let mut letters = text.chars();
    let begin: String = letters.by_ref().take(SHORT).collect();
    match letters.next() {
        Some(_) => format!("{}…", begin.trim_end()),
        None => begin,
    }
}

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let program = context.program;
    let all = program.all_prose();
    for it in &program.translations {
        if all.iter().any(|other| other.value == it.of.value) {
            continue;
        }
        let texts = all.iter().map(|it| it.value.as_str());
        out.push(
            Diagnostic::new(
                &codes::D0705,
                say!(
                    "no text of this policy reads \"{}\"",
                    beginning(&it.of.value)
                ),
            )
            .label(it.of.span, "there is nothing to translate")
            .near(nearest(&it.of.value, texts))
            .help("repeat a text of the policy letter by letter, or remove the translation"),
        );
    }
    let mut told = Vec::new();
    for report in &program.reports {
        let Some((first, others)) = report.languages.split_first() else {
            continue;
        };
        if context.broken(report.block) {
            continue;
        }
        for language in others.iter().filter(|it| it.value != first.value) {
            let code = language.value.code();
            for text in program.prose(report, language.value) {
                if program.translated(language.value, &text.value).is_some()
                    || told.contains(&(language.value, text.value.clone()))
                {
                    continue;
                }
                told.push((language.value, text.value.clone()));
                out.push(
                    Diagnostic::new(
                        &codes::D0712,
                        say!(
                            "\"{}\" is not there in language `{}`",
                            beginning(&text.value),
                            code
                        ),
                    )
                    .label(text.span, "printed in the report")
                    .label(language.span, "the report is in this language too")
                    .help(say!(
                        "add to `labels {}`: `text \"{}\" as \"…\"`",
                        code,
                        text.value
                    )),
                );
            }
        }
        if let Some(file) = &report.template
            && let Some(second) = others.first()
            && !file.value.contains(HOLE)
        {
            out.push(
                Diagnostic::new(&codes::D0712, "one narrative cannot serve two languages")
                    .label(file.span, "the same file in each language")
                    .label(second.span, "the report is in this language too")
                    .help(say!("write `{}` in the name, and make a file per language: `story_nl.md`, `story_en.md`", HOLE)),
            );
        }
    }
}
