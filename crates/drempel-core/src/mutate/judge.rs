//! What becomes of a looser policy: refused, noticed, kept by the check alone, or alive.
//!
//! In: the texts, code lists, day and period of a policy whose tests pass; then mutants. Out: an outcome for each. Always: a
//! test for which disclosure control is given the same as before is not protected again, since it comes out alike.

use super::{Guard, Looser, Mutant};
use crate::check::{self, At, Checked};
use crate::lists::Lists;
use crate::policy_test::{self, Counted};
use crate::resolve::gather::{NotRead, gather};
use crate::resolved;
use drempel_plan::period::Period;
use drempel_syntax::ast::Item;
use drempel_syntax::diag::Diagnostic;
use drempel_syntax::span::{FileId, Sources, Span};

/// What became of a mutant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The check refuses every looser form; the first code that it gives.
    Refused {
        /// The code.
        code: &'static str,
    },
    /// A test does not come out as expected any more.
    Noticed {
        /// Its title.
        test: String,
        /// The looser form that was tried.
        looser: String,
    },
    /// Nothing notices, and nothing but the check could: the line refuses texts, and no text of this policy needs it today.
    CheckOnly {
        /// The looser form that was tried.
        looser: String,
    },
    /// Nothing notices, and a test could.
    Survives {
        /// The looser form that was tried.
        looser: String,
    },
}

impl Outcome {
    /// Its name for programs.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Refused { .. } => "refused",
            Self::Noticed { .. } => "noticed",
            Self::CheckOnly { .. } => "check-only",
            Self::Survives { .. } => "survives",
        }
    }
}

/// Judges mutants of one policy.
#[derive(Debug)]
pub struct Judge<'a> {
    sources: &'a Sources,
    lists: &'a Lists,
    at: At<'a>,
    period: Period,
    tests: Vec<Counted>,
}

/// What a text with a looser line came to.
enum Form {
    Refused(&'static str),
    Noticed(String),
    Accepted(Box<Checked>),
}

impl<'a> Judge<'a> {
    /// Prepares to judge.
    ///
    /// # Errors
    /// What is wrong with the policy, or the failures of its tests: a policy that fails as it is tells nothing of others.
    pub fn new(
        sources: &'a Sources,
        checked: &Checked,
        lists: &'a Lists,
        at: At<'a>,
        period: Period,
    ) -> Result<Self, Vec<Diagnostic>> {
        let mut tests = Vec::new();
        let mut failures = Vec::new();
        for test in &checked.program().tests {
            failures.extend(policy_test::one(checked, test, period).failures);
            tests.extend(policy_test::count(checked, test, period).ok());
        }
        if !failures.is_empty() {
            return Err(failures);
        }
        Ok(Self {
            sources,
            lists,
            at,
            period,
            tests,
        })
    }

    /// What becomes of a mutant.
    #[must_use]
    pub fn judge(&self, mutant: &Mutant) -> Outcome {
        let mut refused = None;
        for form in &mutant.forms {
            let looser = form.line.clone();
            match self.form(mutant.at.file, form) {
                Form::Refused(code) => {
                    refused.get_or_insert(code);
                }
                Form::Noticed(test) => return Outcome::Noticed { test, looser },
                Form::Accepted(checked) => {
                    return match (self.noticed(&checked), mutant.guard) {
                        (Some(test), _) => Outcome::Noticed { test, looser },
                        (None, Guard::Check) => Outcome::CheckOnly { looser },
                        (None, Guard::Tests) => Outcome::Survives { looser },
                    };
                }
            }
        }
        Outcome::Refused {
            code: refused.unwrap_or("D0099"),
        }
    }

    /// Checks a looser form.
    fn form(&self, file: FileId, form: &Looser) -> Form {
        let text = |id: FileId| {
            let own = self.sources.get(id)?;
            let text = if id == file {
                form.text.as_str()
            } else {
                &own.text
            };
            Some((own.name.to_string(), text.to_owned()))
        };
        let mut sources = Sources::default();
        let Some((name, first)) = text(FileId(0)) else {
            return Form::Refused("D0099");
        };
        let id = sources.add(&name, &first);
        let gathered = gather(&mut sources, &[id], &|wanted| {
            let mut all = (0..u16::MAX).map(FileId).map_while(text);
            let found = all.find(|(name, _)| name == wanted);
            found.map_or(Err(NotRead::Missing), |(_, text)| Ok(text.into_bytes()))
        });
        let mut tests: Vec<(Span, String)> = Vec::new();
        for item in gathered.trees.iter().flat_map(|it| &it.items) {
            if let Item::Test(it) = item {
                tests.push((it.span, it.title.value.clone()));
            }
        }
        let (program, diagnostics) = resolved(&sources, gathered);
        let found = match check::check(program, self.lists.clone(), self.at, diagnostics) {
            Ok((checked, _)) => return Form::Accepted(Box::new(checked)),
            Err(found) => found,
        };
        let holds = |it: &Diagnostic| {
            let place = it.place()?;
            tests.iter().find(|(block, _)| {
                block.file == place.file && block.start <= place.start && place.end <= block.end
            })
        };
        let errors: Vec<&Diagnostic> = found.iter().filter(|it| it.is_error()).collect();
        // A test that names what is not there any more has noticed.
        match errors.first().and_then(|it| holds(it)) {
            Some((_, title)) if errors.iter().all(|it| holds(it).is_some()) => {
                Form::Noticed(title.clone())
            }
            _ => {
                let outside = errors.iter().find(|it| holds(it).is_none());
                Form::Refused(outside.map_or("D0099", |it| it.code.id))
            }
        }
    }

    /// The first test that does not come out as expected.
    fn noticed(&self, checked: &Checked) -> Option<String> {
        for (test, before) in checked.program().tests.iter().zip(&self.tests) {
            let title = || Some(test.title.value.clone());
            let Ok(counted) = policy_test::count(checked, test, self.period) else {
                return title();
            };
            if before.alike(&counted) {
                continue;
            }
            if !policy_test::judged(checked, test, counted).passed() {
                return title();
            }
        }
        None
    }
}
