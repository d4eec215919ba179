//! Every text is checked before it is set: a control character or a missing glyph makes the export fail without a place.

use crate::world::fonts;
use drempel_plan::doc::{
    Attachment, Block, DocCell, Drawing, Inline, RenderError, ReportDoc, Section,
};

struct Check;

impl Check {
    fn text(place: impl Fn() -> String, text: &str) -> Result<(), RenderError> {
        for letter in text.chars() {
            let fine =
                letter == '\n' || (!letter.is_control() && !turns(letter) && covered(letter));
            if !fine {
                return Err(RenderError::MissingGlyph {
                    place: place(),
                    character: format!("U+{:04X}", u32::from(letter)),
                });
            }
        }
        Ok(())
    }

    fn blocks(place: &str, blocks: &[Block]) -> Result<(), RenderError> {
        let inline = |it: &Inline| match it {
            Inline::Text(text) | Inline::Strong(text) | Inline::Emphasis(text) => {
                Self::text(|| place.to_owned(), text)
            }
            Inline::Link { text, .. } | Inline::Table { text, .. } => {
                Self::text(|| place.to_owned(), text)
            }
        };
        for block in blocks {
            match block {
                Block::Paragraph(parts) => parts.iter().try_for_each(inline)?,
                Block::List(items) => items.iter().flatten().try_for_each(inline)?,
                Block::Facts(facts) => {
                    for (term, text) in facts {
                        Self::text(|| place.to_owned(), term)?;
                        Self::text(|| place.to_owned(), text)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn sections(sections: &[Section]) -> Result<(), RenderError> {
        for section in sections {
            Self::text(|| "a heading".into(), &section.title)?;
            Self::blocks(&format!("the section `{}`", section.title), &section.blocks)?;
        }
        Ok(())
    }
}

/// Whether one of the text faces has a glyph. Blanks that are set as space need none.
fn covered(letter: char) -> bool {
    letter == ' '
        || letter == '\u{a0}'
        || fonts()
            .iter()
            .take(4)
            .all(|it| it.info().coverage.contains(u32::from(letter)))
}

/// The texts in a drawing.
fn drawn(drawing: &Drawing) -> Vec<&String> {
    match drawing {
        Drawing::Bars {
            axis,
            ticks,
            bars,
            hidden,
            ..
        } => {
            let bars = bars.iter().flat_map(|it| [&it.label, &it.text]);
            let ticks = ticks.iter().map(|(_, text)| text);
            [axis]
                .into_iter()
                .chain(bars)
                .chain(ticks)
                .chain(hidden)
                .collect()
        }
        Drawing::Lines {
            axis,
            along,
            ticks,
            categories,
            lines,
            hidden,
        } => {
            let ticks = ticks.iter().map(|(_, text)| text);
            [axis, along]
                .into_iter()
                .chain(ticks)
                .chain(categories)
                .chain(lines.iter().map(|it| &it.label))
                .chain(hidden)
                .collect()
        }
        Drawing::Map {
            areas,
            legend,
            hidden,
            ..
        } => {
            let areas = areas.iter().flat_map(|it| [&it.label, &it.short]);
            areas.chain(legend).chain(hidden).collect()
        }
    }
}

/// Whether a letter is not shown itself and changes how others are shown; the fonts have glyphs for some of them.
fn turns(letter: char) -> bool {
    matches!(letter, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(letter, '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

/// Checks all texts of a document; the error names table, row and column.
pub(crate) fn check(doc: &ReportDoc, attachments: &[Attachment]) -> Result<(), RenderError> {
    let meta = &doc.meta;
    for text in [
        &meta.title,
        &meta.edition,
        &meta.published,
        &meta.publisher,
        &meta.description,
    ] {
        Check::text(|| "the title page".into(), text)?;
    }
    for text in &meta.keywords {
        Check::text(|| "the key words".into(), text)?;
    }
    for (key, text) in &doc.words {
        Check::text(|| format!("the theme's word `{key}`"), text)?;
    }
    Check::sections(&doc.front)?;
    Check::blocks("the narrative", &doc.story)?;
    for table in &doc.tables {
        let name = &table.name;
        Check::blocks(&format!("the text before table `{name}`"), &table.before)?;
        Check::blocks(&format!("the text after table `{name}`"), &table.after)?;
        Check::text(|| format!("the title of table `{name}`"), &table.title)?;
        Check::text(|| format!("the unit of table `{name}`"), &table.unit)?;
        Check::text(|| format!("the headings of table `{name}`"), &table.stub)?;
        for cell in table.header.iter().flatten() {
            Check::text(|| format!("the headings of table `{name}`"), &cell.text)?;
        }
        for (number, row) in table.rows.iter().enumerate() {
            Check::text(
                || format!("the heading of row {} of table `{name}`", number + 1),
                &row.header,
            )?;
            for (column, cell) in row.cells.iter().enumerate() {
                if let DocCell::Shown(text) | DocCell::Hidden(text) = cell {
                    Check::text(
                        || {
                            format!(
                                "row {}, column {} of table `{name}`",
                                number + 1,
                                column + 1
                            )
                        },
                        text,
                    )?;
                }
            }
        }
        for text in table
            .notes
            .iter()
            .chain(&table.caveats)
            .chain(&table.sources)
        {
            Check::text(|| format!("the notes of table `{name}`"), text)?;
        }
        for (symbol, meaning) in &table.symbols {
            Check::text(|| format!("the symbols of table `{name}`"), symbol)?;
            Check::text(|| format!("the symbols of table `{name}`"), meaning)?;
        }
        for figure in &table.figures {
            Check::text(|| format!("a figure of table `{name}`"), &figure.caption)?;
            Check::text(
                || format!("the alternative text of a figure of table `{name}`"),
                &figure.alt,
            )?;
            for text in drawn(&figure.drawing) {
                Check::text(|| format!("a figure of table `{name}`"), text)?;
            }
        }
    }
    Check::sections(&doc.methods)?;
    Check::sections(&doc.annex)?;
    if let Some(control) = &doc.control {
        Check::blocks("the control page", &control.how)?;
        let facts = control.facts.iter().flat_map(|(term, text)| [term, text]);
        for text in facts.chain([&control.checkpoint, &control.qr_alt]) {
            Check::text(|| "the control page".into(), text)?;
        }
    }
    for it in attachments {
        Check::text(
            || "the description of an attachment".into(),
            &it.description,
        )?;
    }
    Ok(())
}
