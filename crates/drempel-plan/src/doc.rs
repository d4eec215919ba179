//! The report as it will be read: every number, label, note and alternative text, already formatted.
//!
//! Made from protected figures alone. A hidden figure is a variant *without a value*, so no output format can print one.
//! All formats are made from a [`ReportDoc`] and nothing else.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Version of the shape of [`ReportDoc`]; a reader of a stored one refuses others.
pub const SCHEMA: u32 = 1;

/// A whole report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReportDoc {
    /// [`SCHEMA`].
    pub schema: u32,
    /// Title page and document properties.
    pub meta: Meta,
    /// The fixed words of the theme in the language of the report (`contents`, `table`, `figure`, `page`, …).
    pub words: BTreeMap<String, String>,
    /// Page 1 below the title: facts, purpose, prohibited uses.
    pub front: Vec<Section>,
    /// Narrative text before the tables, if the report has a template.
    pub story: Vec<Block>,
    /// The tables, in the order of the report.
    pub tables: Vec<TableDoc>,
    /// How figures were made, in plain words.
    pub methods: Vec<Section>,
    /// The policy in plain words, exceptions, sources.
    pub annex: Vec<Section>,
    /// The last page; absent in a draft.
    pub control: Option<Control>,
}

/// Title page and document properties.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meta {
    /// Name of the report in the policy.
    pub report: String,
    /// Title.
    pub title: String,
    /// For example `Derde kwartaal 2026`.
    pub edition: String,
    /// `2026-Q3`.
    pub period: String,
    /// Publication date as text in the report's language.
    pub published: String,
    /// Publication date, `2026-10-20`: it is the only clock of the document.
    pub date: String,
    /// `nl` or `en`.
    pub language: String,
    /// Who publishes.
    pub publisher: String,
    /// Short description for document properties.
    pub description: String,
    /// Key words for document properties.
    pub keywords: Vec<String>,
    /// Whether this is a release or a draft with dummy figures.
    pub status: Status,
}

/// Release or draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Approved and sealed.
    Release,
    /// Watermarked on every page; figures are dummies.
    Draft,
}

/// A heading with text below it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// The heading.
    pub title: String,
    /// What is below it.
    pub blocks: Vec<Block>,
}

/// A block of text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "content", rename_all = "lowercase")]
pub enum Block {
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// An unordered list.
    List(Vec<Vec<Inline>>),
    /// Pairs of a term and its text.
    Facts(Vec<(String, String)>),
}

/// A piece of running text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "content", rename_all = "lowercase")]
pub enum Inline {
    /// Plain.
    Text(String),
    /// Bold.
    Strong(String),
    /// Italic.
    Emphasis(String),
    /// A link; the address starts with `http://`, `https://` or `mailto:`.
    Link {
        /// What is read.
        text: String,
        /// Where it leads.
        url: String,
    },
    /// A reference to a table of this report, by its name in the policy.
    Table {
        /// What is read, for example `tabel 3`.
        text: String,
        /// Name of the table.
        table: String,
    },
}

impl Block {
    /// A paragraph of plain text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Paragraph(vec![Inline::Text(text.into())])
    }
}

/// One table with everything that stands around it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TableDoc {
    /// Name in the policy; also the name of its CSV file.
    pub name: String,
    /// Text that stands before it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub before: Vec<Block>,
    /// Text that stands after it and its pictures.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<Block>,
    /// Number in the report, from 1.
    pub number: u32,
    /// What, whom, what by, where, when: complete by itself.
    pub title: String,
    /// For example `aantal personen, afgerond op 5`.
    pub unit: String,
    /// Heading of the column of row headers.
    pub stub: String,
    /// Header rows, top down; each covers all value columns.
    pub header: Vec<Vec<HeaderCell>>,
    /// Body rows; each has as many cells as there are value columns.
    pub rows: Vec<RowDoc>,
    /// Level of area, rounding, suppression, recounts.
    pub notes: Vec<String>,
    /// Caveats that the policy requires.
    pub caveats: Vec<String>,
    /// Sources with reference date, last validation and known error.
    pub sources: Vec<String>,
    /// Symbols that occur in this table, with their meaning.
    pub symbols: Vec<(String, String)>,
    /// Pictures of this table.
    pub figures: Vec<FigureDoc>,
}

/// A header cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeaderCell {
    /// Text; never empty.
    pub text: String,
    /// Number of value columns it covers, at least 1.
    pub span: usize,
}

/// A row of the body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowDoc {
    /// Row header.
    pub header: String,
    /// Whether it is a total.
    pub total: bool,
    /// One per value column.
    pub cells: Vec<DocCell>,
}

/// One printed cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "text", rename_all = "lowercase")]
pub enum DocCell {
    /// A figure, formatted.
    Shown(String),
    /// Hidden, with the word that the policy chose. There is no value here.
    Hidden(String),
    /// Cannot occur: printed empty.
    Impossible,
}

/// A picture; its table is always in the report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FigureDoc {
    /// Number in the report, from 1.
    pub number: u32,
    /// Caption.
    pub caption: String,
    /// Alternative text: says what is seen, without hidden values.
    pub alt: String,
    /// What is drawn.
    pub drawing: Drawing,
}

/// What is drawn. All fractions are between 0 and 1 and are computed from shown figures only.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Drawing {
    /// Horizontal bars.
    Bars {
        /// Axis title.
        axis: String,
        /// Positions and texts of the ticks.
        ticks: Vec<(f64, String)>,
        /// Where zero is: bars begin there. It is 0 unless a figure is negative.
        #[serde(default)]
        zero: f64,
        /// One per category.
        bars: Vec<Bar>,
        /// What the hatch means, if any bar is hidden.
        hidden: Option<String>,
    },
    /// Lines over ordered categories.
    Lines {
        /// Axis title of the figures.
        axis: String,
        /// Title of the categories.
        along: String,
        /// Positions and texts of the ticks of the figures, from below.
        ticks: Vec<(f64, String)>,
        /// Categories from left to right.
        categories: Vec<String>,
        /// At most six, each with as many points as there are categories.
        lines: Vec<Line>,
        /// What the hatch means, if any point is hidden.
        hidden: Option<String>,
    },
    /// A choropleth map.
    Map {
        /// Height divided by width.
        aspect: f64,
        /// Areas.
        areas: Vec<MapArea>,
        /// Classes from low to high, with their texts.
        legend: Vec<String>,
        /// What the hatch means, if any area is hidden.
        hidden: Option<String>,
    },
}

/// A bar.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bar {
    /// Category.
    pub label: String,
    /// Where it ends; `None` is hidden and drawn hatched over the full width.
    pub length: Option<f64>,
    /// The figure or the word for hidden.
    pub text: String,
}

/// A line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Category, or the measure if there is one line.
    pub label: String,
    /// Heights from below.
    pub points: Vec<Point>,
}

/// A point of a line.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "at", rename_all = "lowercase")]
pub enum Point {
    /// Drawn at this height.
    Shown(f64),
    /// Hidden: the line is interrupted, and a hatch stands below the axis. There is no height here.
    Hidden,
    /// Cannot occur: the line is interrupted.
    Impossible,
}

/// An area of a map.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MapArea {
    /// Name of the area.
    pub label: String,
    /// Short label drawn in it.
    pub short: String,
    /// Where the label is drawn: fractions from the left and from the top.
    pub at: (f64, f64),
    /// Outlines: fractions from the left and from the top; closed implicitly.
    pub rings: Vec<Vec<(f64, f64)>>,
    /// Class, counted from 0; `None` is hidden.
    pub class: Option<usize>,
}

/// The last page: how to check that this document is the recorded one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Control {
    /// Checkpoint text (C2SP signed note), printed in a fixed-width face.
    pub checkpoint: String,
    /// Label and value: release, leaf, root, digests.
    pub facts: Vec<(String, String)>,
    /// Rows of a QR code, `#` dark and `.` light, all of equal length.
    pub qr: Vec<String>,
    /// What the QR code holds, as alternative text.
    pub qr_alt: String,
    /// How to check, with and without Drempel.
    pub how: Vec<Block>,
}

/// A file that travels inside the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// File name.
    pub name: String,
    /// MIME type.
    pub mime: String,
    /// What it is, in the language of the report.
    pub description: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// Makes one output format out of a report.
pub trait Renderer {
    /// Renders the report with its attachments. The same input gives the same bytes.
    ///
    /// # Errors
    /// [`RenderError`] if a text cannot be set (a glyph is missing) or the format refuses the document.
    fn render(&self, doc: &ReportDoc, attachments: &[Attachment]) -> Result<Vec<u8>, RenderError>;
}

/// Why a report could not be rendered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RenderError {
    /// A character has no glyph in the fonts of the theme, or is a control character or another invisible one.
    MissingGlyph {
        /// Where it stands, in the words of the reader: table, row, column.
        place: String,
        /// `U+0000` notation; the text around it is not repeated.
        character: String,
    },
    /// The theme or the export refused the document.
    Refused {
        /// What was said, without data.
        reason: String,
    },
}

impl std::fmt::Display for RenderError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::MissingGlyph { place, character } => {
                write!(
                    f,
                    "the report cannot show {character}, which stands in {place}"
                )
            }
            Self::Refused { reason } => write!(f, "the report could not be set: {reason}"),
        }
    }
}

impl std::error::Error for RenderError {}
