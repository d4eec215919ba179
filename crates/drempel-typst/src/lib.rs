//! The report as a PDF that is PDF/UA-1 and PDF/A-3a in one file, set by Typst in a closed world.
//!
//! In: a report model, attachments, a house style. Out: bytes, the same for the same input. Always: data are values and
//! never become Typst source; nothing is read but the shipped theme, the model and the attachments; there is no clock.

mod glyphs;
#[cfg(test)]
mod tests;
mod theme;
mod world;

use drempel_plan::doc::{Attachment, RenderError, Renderer, ReportDoc};
use typst::foundations::{Datetime, Smart};
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

pub use theme::{BadTheme, HouseStyle};

/// Renders reports with the shipped theme.
#[derive(Debug, Clone)]
pub struct PdfRenderer {
    style: HouseStyle,
}

impl PdfRenderer {
    /// With a house style.
    #[must_use]
    pub fn new(style: HouseStyle) -> Self {
        Self { style }
    }
}

impl Renderer for PdfRenderer {
    fn render(&self, doc: &ReportDoc, attachments: &[Attachment]) -> Result<Vec<u8>, RenderError> {
        glyphs::check(doc, attachments)?;
        let data = serde_json::to_vec(doc).map_err(|error| refused(&error))?;
        let world = world::Closed::new(&data, self.style.json(), attachments)?;
        let document = typst::compile::<typst_layout::PagedDocument>(&world)
            .output
            .map_err(|errors| said(&errors))?;
        let standards = PdfStandards::new(&[PdfStandard::A_3a, PdfStandard::Ua_1])
            .map_err(|error| refused(&error.message()))?;
        let options = PdfOptions {
            ident: Smart::Custom(format!(
                "drempel/{}/{}/{}",
                doc.meta.publisher, doc.meta.report, doc.meta.period
            )),
            creator: Smart::Custom(Some("Drempel".into())),
            timestamp: day(&doc.meta.date).map(Timestamp::new_utc),
            page_ranges: None,
            standards,
            tagged: true,
            pretty: false,
        };
        let bytes = typst_pdf::pdf(&document, &options).map_err(|errors| said(&errors));
        // Typst memoises; a process that renders many reports would otherwise keep them all.
        typst::comemo::evict(0);
        bytes
    }
}

fn refused(error: &dyn std::fmt::Display) -> RenderError {
    RenderError::Refused {
        reason: error.to_string(),
    }
}

/// What Typst said. The theme's own messages hold no data; values in Typst's are cut off at the first quotation mark.
fn said(errors: &[typst::diag::SourceDiagnostic]) -> RenderError {
    let reason = errors.first().map_or_else(String::new, |it| {
        it.message
            .split(['"', '`'])
            .next()
            .unwrap_or("")
            .trim()
            .to_owned()
    });
    RenderError::Refused { reason }
}

fn day(text: &str) -> Option<Datetime> {
    let mut parts = text.split('-');
    let year = parts.next()?.parse().ok()?;
    let month = parts.next()?.parse().ok()?;
    let day = parts.next()?.parse().ok()?;
    Datetime::from_ymd_hms(year, month, day, 12, 0, 0)
}
