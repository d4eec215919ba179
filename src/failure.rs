//! What went wrong, as a command reports it: diagnostics, the texts they point into, and an exit code.

use drempel_syntax::codes::{self, Code};
use drempel_syntax::diag::Diagnostic;
use drempel_syntax::say;
use drempel_syntax::span::{Sources, Span};
use drempel_syntax::text::Text;

/// Exit codes, documented in `drempel --help`.
pub mod exit {
    /// The policy, the data or the project is wrong, or tampering was found.
    pub const WRONG: u8 = 1;
    /// Not provable: something needed for a proof is missing.
    pub const NOT_PROVABLE: u8 = 2;
    /// `compare`: something became looser.
    pub const LOOSER: u8 = 1;
    /// `compare`: nothing became looser, but something cannot be compared.
    pub const INCOMPARABLE: u8 = 2;
    /// The command line was wrong.
    pub const USAGE: u8 = 64;
    /// Drempel itself went wrong.
    pub const INTERNAL: u8 = 70;
    /// Somebody else holds the ledger.
    pub const LOCKED: u8 = 75;
}

/// A command that failed.
#[derive(Debug)]
pub struct Failure {
    /// What to say.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts that places point into.
    pub sources: Sources,
    /// How the process ends.
    pub exit: u8,
}

impl Failure {
    /// One diagnostic without a place in a policy.
    pub fn plain(diagnostic: Diagnostic) -> Self {
        Self {
            diagnostics: vec![diagnostic],
            sources: Sources::default(),
            exit: exit::WRONG,
        }
    }

    /// One diagnostic that points into texts.
    pub fn at(diagnostic: Diagnostic, sources: &Sources) -> Self {
        Self {
            diagnostics: vec![diagnostic],
            sources: sources.clone(),
            exit: exit::WRONG,
        }
    }

    /// The same with another exit code.
    pub fn exit(mut self, code: u8) -> Self {
        self.exit = code;
        self
    }

    /// A command that was given something it cannot use.
    pub fn usage(message: impl Into<Text>, help: impl Into<Text>) -> Self {
        Self::plain(Diagnostic::new(&codes::D0014, message).help(help)).exit(exit::USAGE)
    }

    /// A fault of Drempel.
    pub fn internal(message: impl Into<Text>) -> Self {
        Self::plain(
            Diagnostic::new(&codes::D0099, message)
                .help("please report this; nothing was released"),
        )
        .exit(exit::INTERNAL)
    }
}

/// A diagnostic about a file of the project.
pub fn file(code: &'static Code, path: &str, problem: &std::io::Error) -> Diagnostic {
    named(code, &Text::plain(format!("`{path}`")), problem)
}

/// The same about a file that has no name for the user: "the vault".
pub fn named(code: &'static Code, what: &Text, problem: &std::io::Error) -> Diagnostic {
    let message = match problem.kind() {
        std::io::ErrorKind::NotFound => say!("{} is not there", what),
        std::io::ErrorKind::PermissionDenied => {
            say!("{} may not be opened or written by you", what)
        }
        std::io::ErrorKind::StorageFull => say!("{} cannot be written: the disk is full", what),
        other => say!("{} cannot be used: {}", what, Text::foreign(&other)),
    };
    Diagnostic::new(code, message)
}

/// Adds a place if there is one.
pub fn placed(diagnostic: Diagnostic, at: Option<Span>, text: &'static str) -> Diagnostic {
    match at {
        Some(at) => diagnostic.label(at, text),
        None => diagnostic,
    }
}
