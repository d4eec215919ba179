//! How a diagnostic looks: for people (miette's graphical report), for screen readers (plain sentences), for programs (JSON lines).
//!
//! In: a diagnostic, the texts that it points into, a form and a language. Out: text. Always: the sentences are in that
//! language, the clauses in them in that of the policy; codes, and the names of fields and severities in JSON, never change.

use super::Diagnostic;
use crate::codes::Severity;
use crate::language::Language;
use crate::say;
use crate::span::Sources;
use crate::text::{Text, Told};
use std::fmt;

/// Form of output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Source excerpts with carets; colours if the flag is set; wrapped at the given width.
    Human {
        /// Whether to use ANSI colours.
        colour: bool,
        /// Columns of the terminal.
        width: usize,
    },
    /// One sentence a line, no drawing.
    Plain,
    /// One JSON object a line.
    Json,
}

/// Renders one diagnostic in a language; ends with a newline.
#[must_use]
pub fn render(
    diagnostic: &Diagnostic,
    sources: &Sources,
    format: Format,
    language: Language,
) -> String {
    let told = told(diagnostic, sources, language);
    match format {
        Format::Human { colour, width } => human(diagnostic, sources, told, colour, width),
        Format::Plain => plain(diagnostic, sources, told),
        Format::Json => json(diagnostic, sources, told),
    }
}

/// Clauses are told in the keywords of the policy that the main place points into.
pub(super) fn told(diagnostic: &Diagnostic, sources: &Sources, language: Language) -> Told {
    let file = diagnostic.place().map(|it| it.file);
    Told {
        sentences: language,
        clauses: sources.keywords(file).unwrap_or(language),
    }
}

fn severity(diagnostic: &Diagnostic) -> &'static str {
    match diagnostic.code.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// The lines below places, each with its word: facts, repairs, and where to read more.
fn footers(diagnostic: &Diagnostic) -> Vec<(Text, Text)> {
    let notes = diagnostic
        .notes
        .iter()
        .map(|it| (Text::from("note"), it.clone()));
    let help = diagnostic
        .help
        .iter()
        .map(|it| (Text::from("help"), it.clone()));
    let more = Text::plain(format!("drempel explain {}", diagnostic.code.id));
    notes
        .chain(help)
        .chain([(Text::from("more"), more)])
        .collect()
}

fn plain(diagnostic: &Diagnostic, sources: &Sources, told: Told) -> String {
    let mut out = format!(
        "{} {}: {}\n",
        Text::from(severity(diagnostic)).told(told),
        diagnostic.code.id,
        diagnostic.message.told(told)
    );
    for label in &diagnostic.labels {
        if let (Some((line, column)), Some(text)) = (
            sources.line_and_column(label.span),
            sources.get(label.span.file),
        ) {
            let what = if label.text.is_empty() {
                Text::from("here")
            } else {
                label.text.clone()
            };
            let place = say!(
                "at {}, line {}, column {}",
                text.name.as_ref(),
                line,
                column
            );
            out.push_str(&format!("  {}: {}\n", place.told(told), what.told(told)));
        }
    }
    for (word, text) in footers(diagnostic) {
        out.push_str(&format!("  {}: {}\n", word.told(told), text.told(told)));
    }
    out
}

fn json(diagnostic: &Diagnostic, sources: &Sources, told: Told) -> String {
    let all = |texts: &[Text]| texts.iter().map(|it| it.told(told)).collect::<Vec<_>>();
    let labels: Vec<serde_json::Value> = diagnostic
        .labels
        .iter()
        .map(|label| {
            let (line, column) = sources.line_and_column(label.span).unwrap_or((0, 0));
            serde_json::json!({
                "file": sources.get(label.span.file).map(|it| it.name.to_string()),
                "line": line, "column": column, "start": label.span.start, "end": label.span.end, "text": label.text.told(told),
            })
        })
        .collect();
    let it = serde_json::json!({
        "code": diagnostic.code.id, "slug": diagnostic.code.slug, "severity": severity(diagnostic),
        "message": diagnostic.message.told(told), "labels": labels,
        "notes": all(&diagnostic.notes), "help": all(&diagnostic.help),
    });
    format!("{it}\n")
}

/// A text of which an excerpt shows the lines with labels whole, and no others.
///
/// miette counts context in lines around a label and shows the bare label for none; so it is asked for one, and gets the
/// rest of the label's own lines instead.
#[derive(Debug)]
struct WholeLines(miette::NamedSource<String>);

impl miette::SourceCode for WholeLines {
    fn read_span<'a>(
        &'a self,
        span: &miette::SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn miette::SpanContents<'a> + 'a>, miette::MietteError> {
        if before == 0 && after == 0 {
            return self.0.read_span(span, 0, 0);
        }
        let text = self.0.inner();
        let (from, to) = (span.offset(), span.offset() + span.len());
        let start = text.get(..from).and_then(|it| it.rfind('\n'));
        let start = start.map_or(0, |it| it + 1);
        let end = text.get(to..).and_then(|it| it.find('\n'));
        let end = end.map_or(text.len(), |it| to + it);
        let whole = self.0.read_span(&(start, end - start).into(), 0, 0)?;
        // miette counts the lines from the start of the text, and would join excerpts that are far apart.
        let lines = text.get(start..end).map_or(1, |it| it.lines().count());
        Ok(Box::new(miette::MietteSpanContents::new_named(
            self.0.name().to_owned(),
            whole.data(),
            *whole.span(),
            whole.line(),
            whole.column(),
            lines + GAP,
        )))
    }
}

/// So many lines without labels may stand between two lines of one excerpt.
const GAP: usize = 2;

/// One source excerpt: the labels of one file.
#[derive(Debug)]
struct Shown<'a> {
    diagnostic: &'a Diagnostic,
    told: Told,
    /// Whether the header belongs to this part.
    head: bool,
    file: Option<crate::span::FileId>,
    source: Option<WholeLines>,
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.head {
            f.write_str(&self.diagnostic.message.told(self.told))
        } else {
            f.write_str(&Text::from("and here").told(self.told))
        }
    }
}

impl std::error::Error for Shown<'_> {}

impl miette::Diagnostic for Shown<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.head
            .then(|| Box::new(self.diagnostic.code.id) as Box<dyn fmt::Display>)
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.diagnostic.code.severity {
            _ if !self.head => miette::Severity::Advice,
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        })
    }

    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        self.source.as_ref().map(|it| it as &dyn miette::SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = miette::LabeledSpan> + '_>> {
        let file = self.file?;
        let labels = self
            .diagnostic
            .labels
            .iter()
            .filter(move |it| it.span.file == file)
            .enumerate()
            .map(|(position, it)| {
                let text = (!it.text.is_empty()).then(|| it.text.told(self.told));
                let (start, end) = (it.span.start as usize, it.span.end as usize);
                // An empty place at the end of a line is drawn under the last letter; nothing would be seen otherwise.
                let source = self.source.as_ref().map_or("", |it| it.0.inner());
                let last = source.get(..start).and_then(|it| it.chars().next_back());
                let back = last.filter(|it| start == end && *it != '\n');
                let start = start - back.map_or(0, char::len_utf8);
                if position == 0 {
                    miette::LabeledSpan::new_primary_with_span(text, (start, end - start))
                } else {
                    miette::LabeledSpan::new(text, start, end - start)
                }
            });
        Some(Box::new(labels))
    }
}

fn human(
    diagnostic: &Diagnostic,
    sources: &Sources,
    told: Told,
    colour: bool,
    width: usize,
) -> String {
    let mut files = Vec::new();
    for label in &diagnostic.labels {
        if !files.contains(&label.span.file) {
            files.push(label.span.file);
        }
    }
    let theme = if colour {
        miette::GraphicalTheme::unicode()
    } else {
        miette::GraphicalTheme::unicode_nocolor()
    };
    let handler = miette::GraphicalReportHandler::new_themed(theme)
        .with_width(width)
        .with_context_lines(1);
    let mut out = String::new();
    let parts: Vec<Option<crate::span::FileId>> = if files.is_empty() {
        vec![None]
    } else {
        files.into_iter().map(Some).collect()
    };
    for (position, file) in parts.into_iter().enumerate() {
        let source = file
            .and_then(|it| sources.get(it))
            .map(|it| WholeLines(miette::NamedSource::new(&it.name, it.text.to_string())));
        let shown = Shown {
            diagnostic,
            told,
            head: position == 0,
            file,
            source,
        };
        if handler.render_report(&mut out, &shown).is_err() {
            return plain(diagnostic, sources, told);
        }
    }
    for (word, text) in footers(diagnostic) {
        footer(&mut out, &word.told(told), &text.told(told), colour, width);
    }
    out.push('\n');
    out
}

/// A line below the excerpt, wrapped at blanks.
fn footer(out: &mut String, word: &str, text: &str, colour: bool, width: usize) {
    let (on, off) = if colour {
        ("\u{1b}[36m", "\u{1b}[0m")
    } else {
        ("", "")
    };
    out.push_str(&format!("  {on}{word}:{off}"));
    let indent = word.chars().count() + 4;
    let mut column = indent - 1;
    for part in text.split_whitespace() {
        let length = part.chars().count();
        if column + 1 + length > width && column > indent {
            out.push_str(&format!("\n{:indent$}", ""));
            column = indent;
        } else {
            out.push(' ');
            column += 1;
        }
        out.push_str(part);
        column += length;
    }
    out.push('\n');
}
