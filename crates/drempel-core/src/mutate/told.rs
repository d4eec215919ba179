//! Mutants in words.

use super::{Guard, Mutant, Outcome};
use drempel_syntax::say;
use drempel_syntax::span::Sources;
use drempel_syntax::text::Text;

impl Guard {
    /// Its name for programs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Tests => "tests",
            Self::Check => "check",
        }
    }
}

impl Mutant {
    /// The name of its text and its line, from 1.
    #[must_use]
    pub fn place(&self, sources: &Sources) -> (String, usize) {
        let name = sources.get(self.at.file).map(|it| it.name.to_string());
        let line = sources.line_and_column(self.at).map_or(0, |it| it.0);
        (name.unwrap_or_default(), line)
    }

    /// What became of it, as lines for people: a survivor tells which test would notice.
    #[must_use]
    pub fn told(&self, outcome: &Outcome, sources: &Sources) -> Vec<Text> {
        let (name, line) = self.place(sources);
        let was = Text::plain(format!("`{}`", self.was));
        let now = |looser: &str| match looser {
            "" => say!("nothing"),
            looser => Text::plain(format!("`{looser}`")),
        };
        match outcome {
            Outcome::Refused { code } => vec![say!(
                "refused   {}:{}  {} may not be looser: {}",
                name,
                line,
                was,
                code
            )],
            Outcome::Noticed { test, looser } => vec![say!(
                "noticed   {}:{}  {} instead of {}, by the test \"{}\"",
                name,
                line,
                now(looser),
                was,
                test
            )],
            Outcome::CheckOnly { looser } => vec![say!(
                "check     {}:{}  {} instead of {}: kept by `drempel check` alone",
                name,
                line,
                now(looser),
                was
            )],
            Outcome::Survives { looser } => vec![
                say!(
                    "SURVIVES  {}:{}  {} instead of {}",
                    name,
                    line,
                    now(looser),
                    was
                ),
                say!("          it would be noticed by {}", self.hint),
            ],
        }
    }
}

/// How many mutants there are of each outcome, in a line.
#[must_use]
pub fn summary(outcomes: &[Outcome]) -> Text {
    let count = |name: &str| outcomes.iter().filter(|it| it.name() == name).count();
    say!(
        "{} looser policies: {} refused by the check, {} noticed by a test, {} kept by the check alone, {} survive",
        outcomes.len(),
        count("refused"),
        count("noticed"),
        count("check-only"),
        count("survives")
    )
}
