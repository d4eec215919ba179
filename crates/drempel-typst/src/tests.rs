//! Tests of rendering with the shipped theme and a synthetic report.
use super::*;
use drempel_plan::doc::DocCell;

fn sample() -> ReportDoc {
    serde_json::from_str(include_str!("../../../reports/samples/data.json")).unwrap()
}

fn attachment() -> Attachment {
    Attachment {
        name: "t.csv".into(),
        mime: "text/csv".into(),
        description: "tabel".into(),
        bytes: b"a,b\r\n".to_vec(),
    }
}

#[test]
fn the_same_input_gives_the_same_bytes_and_holds_the_attachment() {
    let renderer = PdfRenderer::new(HouseStyle::shipped().unwrap());
    let first = renderer.render(&sample(), &[attachment()]).unwrap();
    let second = renderer.render(&sample(), &[attachment()]).unwrap();
    assert!(first.starts_with(b"%PDF-1.7"));
    assert_eq!(first, second);
    let has = |needle: &[u8]| first.windows(needle.len()).any(|it| it == needle);
    assert!(has(b"t.csv"), "the attachment is named in the file");
    assert!(
        has(b"pdfaid") && has(b"pdfuaid"),
        "both standards are claimed"
    );
}

#[test]
fn a_character_without_a_glyph_is_named_with_its_place_and_not_its_text() {
    let mut doc = sample();
    doc.tables[0].rows[1].cells[0] = DocCell::Shown("geheime \u{4e2d}".into());
    let renderer = PdfRenderer::new(HouseStyle::shipped().unwrap());
    let error = renderer.render(&doc, &[]).unwrap_err().to_string();
    assert!(
        error.contains("U+4E2D") && error.contains("row 2, column 1"),
        "{error}"
    );
    assert!(!error.contains("geheime"), "{error}");
    doc = sample();
    doc.tables[0].rows[1].header = "a\u{7}b".into();
    assert!(renderer.render(&doc, &[]).is_err());
}

#[test]
fn text_that_looks_like_markup_stays_text() {
    let renderer = PdfRenderer::new(HouseStyle::shipped().unwrap());
    for payload in [
        "#read(\"/etc/passwd\")",
        "$ x^2 $",
        "@label",
        "#import \"x\"",
        "*b* _i_ `c`",
        "\\u{1}",
        "#panic()",
        "<a>",
    ] {
        let mut doc = sample();
        doc.meta.title = payload.into();
        doc.tables[0].title = payload.into();
        doc.tables[0].rows[0].header = payload.into();
        doc.tables[0].notes = vec![payload.into()];
        assert!(renderer.render(&doc, &[]).is_ok(), "{payload}");
    }
}

#[test]
fn a_house_style_must_have_exactly_the_shipped_keys() {
    let shipped = include_str!("../../../reports/theme.toml");
    assert!(HouseStyle::from_toml(shipped).is_ok());
    assert!(HouseStyle::from_toml(&shipped.replace("paper =", "papier =")).is_err());
    assert!(HouseStyle::from_toml(&shipped.replace("#0b4a7f", "blue")).is_err());
    assert!(HouseStyle::from_toml(&format!("{shipped}\nmore = 1\n")).is_err());
    assert!(HouseStyle::from_toml(&shipped.replace("\"a4\"", "\"a4x\"")).is_err());
    assert!(HouseStyle::from_toml(&shipped.replace("\"Noto Sans\"", "\"Comic Sans\"")).is_err());
    assert!(HouseStyle::from_toml(&shipped.replace("logo = \"\"", "logo = \"<svg\"")).is_err());
}

#[test]
fn the_theme_reads_nothing_and_evaluates_nothing() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../reports/theme");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let code: String = text
            .lines()
            .filter(|it| !it.trim_start().starts_with("//"))
            .flat_map(str::split_whitespace)
            .collect::<Vec<_>>()
            .concat();
        // A picture may only be made of bytes that came as data (the logo), never of a file.
        assert_eq!(
            code.matches("image(").count(),
            code.matches("image(bytes(").count()
        );
        for word in [
            "eval(", "plugin(", "read(", "@preview", "csv(", "toml(", "yaml(", "xml(",
        ] {
            assert!(!code.contains(word), "{word}");
        }
        seen += 1;
    }
    assert_eq!(seen, 6);
}
