//! Text stays text: names and values that look like code of some kind, in every place a policy or its data can put them.
//!
//! In: payloads. Out: the PDF as a reader sees it, the open data and the model. Always: what was put in is seen as it was
//! written, nothing of it was carried out, and what cannot be shown is refused with its place.

use super::made::{areas, counts, policy, render};
use super::pdf::read;
use super::project::Project;
use super::structure::seen;
use drempel_core::report::{Template, render_diagnostic};
use drempel_plan::doc::{Block, DocCell, Inline, Renderer as _};
use drempel_typst::{HouseStyle, PdfRenderer};

/// Texts that some program between the policy and the reader might take for code.
const PAYLOADS: [&str; 34] = [
    "#read(\"/etc/passwd\")",
    "#import \"@preview/cetz:0.3.0\"",
    "#include \"main.typ\"",
    "#eval(\"1+1\")",
    "#panic(\"x\")",
    "#{ let x = 7 * 7; x }",
    "#set page(width: 1cm)",
    "#sys.inputs",
    "$x^2 + integral$",
    "*bold* _emphasis_",
    "`raw` ```rust fn```",
    "<label>",
    "@ref",
    "= Heading",
    "== Second heading",
    "- item",
    "+ item",
    "/ term: text",
    "// comment",
    "/* comment */",
    "\\u{41}",
    "\\ line --- dash ...",
    "{{ 7*7 }}",
    "{% include \"/etc/passwd\" %}",
    "{# comment #}",
    "<script>alert(1)</script>",
    "&lt;b&gt;",
    "=HYPERLINK(\"http://x.example\";\"y\")",
    "+1+cmd|'/c calc'!A1",
    "-2+3",
    "@SUM(A1:A9)",
    "[link](javascript:alert(1))",
    "[link](https://x.example/)",
    "**strong** \"quoted\", comma; semicolon",
];

/// The longest word that a heading may hold without stopping the report.
fn long_word() -> String {
    "Langewoordensamenstelling".repeat(12)
}

/// In the quotes of a policy.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// As the code of an area, and its label, one row each.
fn as_categories() -> Project {
    let of: Vec<(&str, usize)> = PAYLOADS
        .iter()
        .zip(20..)
        .map(|(it, count)| (*it, count))
        .collect();
    areas(&of, "")
}

#[test]
fn categories_of_data_stay_text_in_the_pdf() {
    let it = as_categories().release().unwrap();
    let pdf = read(&render(&it));
    let headers: Vec<String> = pdf
        .root
        .tagged("TH")
        .iter()
        .filter(|it| it.attributes.get("Scope").is_some_and(|it| it == "Row"))
        .map(|it| seen(&it.whole_text()))
        .collect();
    for payload in PAYLOADS {
        assert!(headers.contains(&seen(payload)), "{payload} in {headers:?}");
    }
    assert_eq!(
        headers.len(),
        PAYLOADS.len() + 1,
        "one row each, and a total"
    );
    assert!(
        pdf.root
            .tagged("Link")
            .iter()
            .all(|it| !it.whole_text().contains("link"))
    );
}

#[test]
fn categories_of_data_are_no_formulas_in_the_open_data() {
    let it = as_categories().release().unwrap();
    let mut reader = csv::ReaderBuilder::new().from_reader(it.files["people.csv"].as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), PAYLOADS.len() + 1);
    for (field, row) in rows
        .iter()
        .flat_map(|row| row.iter().map(move |it| (it, row)))
    {
        let number = field.parse::<f64>().is_ok() && row.get(2) == Some(field);
        let formula = field.starts_with(['=', '+', '-', '@', '\t', '\r']);
        assert!(number || !formula, "{field} begins a formula");
    }
    for payload in PAYLOADS {
        let flagged = format!("'{payload}");
        let expected = if payload.starts_with(['=', '+', '-', '@']) {
            &flagged
        } else {
            payload
        };
        assert!(
            rows.iter().any(|it| it.get(0) == Some(expected)),
            "{payload}"
        );
    }
    let meaning: serde_json::Value = serde_json::from_str(&it.files["meaning.json"]).unwrap();
    let codes = meaning["tables"][0]["dimensions"][0]["categories"]
        .as_array()
        .unwrap();
    for payload in PAYLOADS {
        assert!(
            codes.iter().any(|it| it == payload),
            "{payload}: JSON needs no mark"
        );
    }
}

#[test]
fn names_of_the_policy_stay_text_in_the_pdf() {
    for payload in PAYLOADS
        .iter()
        .map(|it| (*it).to_owned())
        .chain([long_word()])
    {
        let text = quoted(&payload);
        let mut project = counts(&[("north", 87), ("south", 66)], "");
        project.policy = project
            .policy
            .replace("table people \"People\"", &format!("table people {text}"))
            .replace("report made \"Report\"", &format!("report made {text}"))
            .replace("policy \"Made\"", &format!("policy {text}"))
            .replace(
                "purpose planning \"Planning\"",
                &format!("purpose planning {text}"),
            )
            .replace("\"Residents\"", &text)
            .replace("\"Department\"", &text)
            .replace("\"Municipality of Voorbeeld\"", &text)
            .replace("\"In north\"", &text)
            .replace("\"Place\"", &text);
        let it = project
            .release()
            .unwrap_or_else(|why| panic!("{payload}: {why}"));
        assert_eq!(it.doc.meta.title, payload);
        let pdf = read(&render(&it));
        let wanted = seen(&payload);
        assert!(
            seen(&pdf.root.tagged("Title")[0].whole_text()) == wanted,
            "{payload}"
        );
        assert!(
            seen(&pdf.root.tagged("Caption")[0].whole_text()).contains(&wanted),
            "{payload}"
        );
        let headers: Vec<String> = pdf
            .root
            .tagged("TH")
            .iter()
            .map(|it| seen(&it.whole_text()))
            .collect();
        assert_eq!(
            headers.iter().filter(|it| **it == wanted).count(),
            2,
            "{payload} in {headers:?}"
        );
        assert!(seen(&pdf.text).matches(&wanted).count() >= 6, "{payload}");
    }
}

/// All inlines of the narrative.
fn inlines(story: &[Block]) -> Vec<&Inline> {
    story
        .iter()
        .flat_map(|it| match it {
            Block::Paragraph(parts) => parts.iter().collect::<Vec<_>>(),
            Block::List(items) => items.iter().flatten().collect(),
            Block::Facts(_) => Vec::new(),
        })
        .collect()
}

#[test]
fn data_is_never_evaluated_by_the_narrative() {
    let mut project = as_categories();
    project.template = Some(Template {
        name: "narrative.md".into(),
        text: "{% for name in tables.people %}{{ name }}\n\n{% endfor %}**Own** *words* [here](https://own.example/)\n".into(),
    });
    let it = project.release().unwrap();
    let story = inlines(&it.doc.story);
    for payload in PAYLOADS {
        let text = Inline::Text(payload.to_owned());
        assert!(story.contains(&&text), "{payload} in {story:?}");
    }
    let own: Vec<&&Inline> = story
        .iter()
        .filter(|it| !matches!(it, Inline::Text(_)))
        .collect();
    assert_eq!(
        own.len(),
        3,
        "only the words of the template are marked: {own:?}"
    );
    assert!(
        it.doc.story.iter().all(|it| !matches!(it, Block::List(_))),
        "data makes no list"
    );
}

#[test]
fn control_characters_are_refused_with_their_place() {
    for letter in ['\u{0}', '\u{7}', '\u{1b}', '\u{9b}', '\u{7f}'] {
        let mut it = counts(&[("north", 87), ("south", 66)], "")
            .release()
            .unwrap();
        let renderer = PdfRenderer::new(HouseStyle::shipped().unwrap());
        it.doc.tables[0].rows[1].header = format!("No{letter}rth");
        let error = renderer.render(&it.doc, &[]).unwrap_err();
        let said = render_diagnostic(&error);
        assert_eq!(said.code.id, "D0011");
        assert!(
            said.message.english().contains("row 2 of table `people`"),
            "{}",
            said.message.english()
        );
        assert!(
            !said.message.english().contains("rth"),
            "{}",
            said.message.english()
        );
        it.doc.tables[0].rows[1].header = "North".into();
        it.doc.tables[0].rows[1].cells[0] = DocCell::Shown(format!("8{letter}5"));
        let said = render_diagnostic(&renderer.render(&it.doc, &[]).unwrap_err());
        assert!(
            said.message
                .english()
                .contains("row 2, column 1 of table `people`"),
            "{}",
            said.message.english()
        );
    }
}

#[test]
fn letters_that_turn_the_order_of_others_are_refused_in_the_model() {
    let renderer = PdfRenderer::new(HouseStyle::shipped().unwrap());
    for letter in [
        '\u{202e}', '\u{202a}', '\u{2066}', '\u{200f}', '\u{200b}', '\u{2060}', '\u{feff}',
    ] {
        let mut it = counts(&[("north", 87), ("south", 66)], "")
            .release()
            .unwrap();
        it.doc.tables[0].rows[1].header = format!("No{letter}rth");
        let said = render_diagnostic(&renderer.render(&it.doc, &[]).unwrap_err());
        assert_eq!(said.code.id, "D0011");
        assert!(
            said.message.english().contains("row 2 of table `people`"),
            "{}",
            said.message.english()
        );
    }
}

#[test]
fn every_text_of_the_model_is_looked_at_before_it_is_set() {
    // A control character in any text of the model, one at a time: each is refused with a place, none by Typst.
    let it = super::made::with_map(&[("WK01", 187), ("WK02", 11), ("WK03", 66)])
        .release()
        .unwrap();
    let renderer = PdfRenderer::new(HouseStyle::shipped().unwrap());
    let whole = serde_json::to_value(&it.doc).unwrap();
    let mut places = Vec::new();
    texts(&whole, String::new(), &mut places);
    let mut missed = Vec::new();
    for place in &places {
        // Names that are never set, and fixed words.
        let skip = [
            "kind",
            "/schema",
            "/meta/report",
            "/meta/period",
            "/meta/date",
            "/meta/language",
            "/meta/status",
            "/name",
        ];
        if skip.iter().any(|it| place.ends_with(it)) {
            continue;
        }
        let mut changed = whole.clone();
        let text = changed.pointer_mut(place).unwrap();
        *text = format!("{}\u{7}", text.as_str().unwrap()).into();
        let doc = serde_json::from_value(changed).unwrap();
        match renderer.render(&doc, &[]) {
            Err(drempel_plan::doc::RenderError::MissingGlyph { .. }) => {}
            other => missed.push(format!("{place}: {:?}", other.map(|_| "rendered"))),
        }
    }
    assert!(missed.is_empty(), "\n  {}", missed.join("\n  "));
    assert!(places.len() > 60, "{}", places.len());
}

/// Pointers to all texts of a JSON value.
fn texts(value: &serde_json::Value, at: String, found: &mut Vec<String>) {
    match value {
        serde_json::Value::String(_) => found.push(at),
        serde_json::Value::Array(list) => {
            for (number, it) in list.iter().enumerate() {
                texts(it, format!("{at}/{number}"), found);
            }
        }
        serde_json::Value::Object(object) => {
            for (key, it) in object {
                texts(
                    it,
                    format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")),
                    found,
                );
            }
        }
        _ => {}
    }
}

#[test]
fn invisible_letters_in_a_policy_are_refused() {
    for letter in ['\u{202e}', '\u{200b}', '\u{7}', '\u{0}'] {
        let text = policy("", "", "").replace("\"Residents\"", &format!("\"Resi{letter}dents\""));
        let why = Project::new(&text).release().unwrap_err();
        assert!(why.contains("D0114"), "{why}");
    }
}
