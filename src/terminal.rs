//! The only place that prints. Results go to standard output, diagnostics and progress to standard error.

use crate::failure::Failure;
use crate::interrupt;
use crate::world;
use drempel_plan::engine::Progress;
use drempel_syntax::ast::Language;
use drempel_syntax::diag::{Diagnostic, Format, render_all};
use drempel_syntax::say;
use drempel_syntax::span::Sources;
use drempel_syntax::text::{Text, Told, word};
use std::io::{IsTerminal as _, Write as _};
use std::sync::Mutex;

/// How a command reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Style {
    /// For people: excerpts, colours on a terminal.
    Human,
    /// For screen readers: sentences.
    Plain,
    /// For programs: one JSON object per line.
    Json,
}

/// Where a command talks to.
#[derive(Debug, Clone, Copy)]
pub struct Terminal {
    /// How it reports.
    pub style: Style,
    /// The language of what it says.
    pub language: Language,
}

impl Terminal {
    fn format(self) -> Format {
        match self.style {
            Style::Human => Format::Human {
                colour: std::io::stderr().is_terminal(),
                width: world::width(),
            },
            Style::Plain => Format::Plain,
            Style::Json => Format::Json,
        }
    }

    /// A result, for people, in the language of messages.
    pub fn say(self, text: impl Into<Text>) {
        self.line(&text.into().told(Told::all(self.language)));
    }

    /// A line for people, as it is.
    pub fn line(self, text: &str) {
        if self.style != Style::Json {
            let _ = writeln!(std::io::stdout(), "{text}");
        }
    }

    /// A result, for programs; printed only where JSON was asked for.
    pub fn json(self, value: &serde_json::Value) {
        if self.style == Style::Json {
            let _ = writeln!(std::io::stdout(), "{value}");
        }
    }

    /// A report for programs that was asked for by its own option, whatever the style.
    pub fn report(self, value: &serde_json::Value) {
        let _ = writeln!(std::io::stdout(), "{value}");
    }

    /// Diagnostics that do not stop a command.
    pub fn diagnostics(self, diagnostics: &[Diagnostic], sources: &Sources) {
        let most = match self.style {
            Style::Json => diagnostics.len(),
            Style::Human | Style::Plain => MOST_MESSAGES,
        };
        let shown = diagnostics.get(..most).unwrap_or(diagnostics);
        let text = render_all(shown, sources, self.format(), self.language);
        let _ = write!(std::io::stderr(), "{text}");
        if shown.len() < diagnostics.len() {
            let more = say!(
                "{} of {} messages are shown; repair these first",
                shown.len(),
                diagnostics.len()
            );
            let _ = writeln!(std::io::stderr(), "{}", more.told(Told::all(self.language)));
        }
    }

    /// Why a command stops.
    pub fn failure(self, failure: &Failure) {
        self.diagnostics(&failure.diagnostics, &failure.sources);
    }
}

/// The most messages that people are shown at once; programs get all.
const MOST_MESSAGES: usize = 100;

/// Progress on a terminal; nothing in a pipe.
pub struct Bar {
    bar: Mutex<Option<indicatif::ProgressBar>>,
    language: Language,
}

impl Bar {
    /// A bar for a style.
    pub fn new(terminal: Terminal) -> Self {
        let shown = terminal.style == Style::Human && std::io::stderr().is_terminal();
        let bar = shown.then(|| {
            let bar = indicatif::ProgressBar::new(1);
            if let Ok(style) =
                indicatif::ProgressStyle::with_template("{bar:24} {pos}/{len}  {msg}")
            {
                bar.set_style(style);
            }
            bar
        });
        Self {
            bar: Mutex::new(bar),
            language: terminal.language,
        }
    }

    /// Removes the bar.
    pub fn done(&self) {
        if let Ok(mut bar) = self.bar.lock()
            && let Some(bar) = bar.take()
        {
            bar.finish_and_clear();
        }
    }
}

impl Progress for Bar {
    fn step(&self, what: &str, done: usize, all: usize) {
        if interrupt::asked() {
            self.done();
            let told = say!("interrupted: nothing was written").told(Told::all(self.language));
            let _ = writeln!(std::io::stderr(), "{told}");
            std::process::exit(interrupt::EXIT);
        }
        if let Ok(bar) = self.bar.lock()
            && let Some(bar) = bar.as_ref()
        {
            bar.set_length(all as u64);
            bar.set_position(done as u64);
            bar.set_message(word(what, self.language).to_owned());
        }
    }
}
