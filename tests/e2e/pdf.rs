//! A PDF as a reader with a screen reader gets it: the tree of structure with the text of each element, and what is
//! attached.
//!
//! In: bytes. Out: owned data. Always: nothing of Typst or of our renderer is used to read what they wrote.

use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, Name, Object, ObjectIdentifier, Stream, String as Quoted};
use std::collections::BTreeMap;

/// An element of the structure.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Node {
    /// `Table`, `TH`, `H1`, …
    pub tag: String,
    /// Alternative text.
    pub alt: Option<String>,
    /// Attributes (`Scope`, `ColSpan`, …) as text.
    pub attributes: BTreeMap<String, String>,
    /// Its own text, without that of its children.
    pub text: String,
    /// Elements in it.
    pub children: Vec<Node>,
}

/// A file inside the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attached {
    /// Name.
    pub name: String,
    /// `Data`, …
    pub relationship: String,
    /// Description.
    pub description: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// A document.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// Language, `nl-NL`.
    pub language: String,
    /// Whether a viewer shows the title instead of the file's name.
    pub shows_title: bool,
    /// XMP metadata.
    pub metadata: String,
    /// Whether it says that it is tagged.
    pub marked: bool,
    /// Root of the structure.
    pub root: Node,
    /// All text of all pages in the order of drawing, also what is no part of the structure.
    pub text: String,
    /// Attachments.
    pub attached: Vec<Attached>,
}

impl Node {
    /// This element and everything in it, in order.
    pub fn all(&self) -> Vec<&Node> {
        let mut found = vec![self];
        found.extend(self.children.iter().flat_map(Node::all));
        found
    }

    /// Elements with a tag.
    pub fn tagged(&self, tag: &str) -> Vec<&Node> {
        self.all().into_iter().filter(|it| it.tag == tag).collect()
    }

    /// Its text with that of everything in it.
    pub fn whole_text(&self) -> String {
        self.all()
            .iter()
            .map(|it| it.text.as_str())
            .collect::<Vec<_>>()
            .join("")
    }
}

/// A text of a PDF: UTF-16 with its mark, UTF-8 with its mark, or nearly Latin-1.
fn text(bytes: &[u8]) -> String {
    match bytes {
        [0xFE, 0xFF, rest @ ..] => {
            let units: Vec<u16> = rest
                .chunks(2)
                .map(|it| u16::from_be_bytes([it[0], it[1]]))
                .collect();
            String::from_utf16_lossy(&units)
        }
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        other => other.iter().map(|it| char::from(*it)).collect(),
    }
}

fn string(dict: &Dict<'_>, key: &str) -> Option<String> {
    dict.get::<Quoted<'_>>(key).map(|it| text(it.as_bytes()))
}

fn name(dict: &Dict<'_>, key: &str) -> String {
    dict.get::<Name<'_>>(key)
        .map_or_else(String::new, |it| it.as_str().to_owned())
}

/// Objects of a value that may be one or many.
fn many<'a>(object: Object<'a>) -> Vec<Object<'a>> {
    match object {
        Object::Array(list) => list.iter::<Object<'_>>().collect(),
        one => vec![one],
    }
}

/// From glyphs to text, after a font's `ToUnicode`.
type Letters = BTreeMap<u16, String>;

fn letters(map: &str) -> Letters {
    let hex = |it: &str| -> Vec<u16> {
        let digits: Vec<char> = it.trim_matches(['<', '>']).chars().collect();
        digits
            .chunks(4)
            .filter_map(|it| u16::from_str_radix(&it.iter().collect::<String>(), 16).ok())
            .collect()
    };
    let mut made = Letters::new();
    for (kind, end) in [("beginbfchar", "endbfchar"), ("beginbfrange", "endbfrange")] {
        for part in map.split(kind).skip(1) {
            let part = part.split(end).next().unwrap_or("");
            for line in part.lines() {
                let words: Vec<Vec<u16>> = line.split_whitespace().map(hex).collect();
                match words.as_slice() {
                    [glyph, unicode] if kind == "beginbfchar" => {
                        made.insert(glyph[0], String::from_utf16_lossy(unicode));
                    }
                    [from, to, unicode] => {
                        for step in 0..=(to[0] - from[0]) {
                            made.insert(
                                from[0] + step,
                                String::from_utf16_lossy(&[unicode[0] + step]),
                            );
                        }
                    }
                    _ => {}
                }
            }
        }
    }
    made
}

/// Text of one page: per marked piece, and all.
fn page_text(page: &hayro_syntax::page::Page<'_>) -> (BTreeMap<i32, String>, String) {
    let mut fonts: BTreeMap<String, Letters> = BTreeMap::new();
    for (key, _) in page.resources().fonts.entries() {
        let map = page
            .resources()
            .fonts
            .get::<Dict<'_>>(key.as_ref())
            .and_then(|it| it.get::<Stream<'_>>("ToUnicode"))
            .and_then(|it| Some(String::from_utf8_lossy(&it.decoded().ok()?).into_owned()));
        fonts.insert(key.as_str().to_owned(), letters(&map.unwrap_or_default()));
    }
    let (mut pieces, mut all) = (BTreeMap::<i32, String>::new(), String::new());
    let mut font = String::new();
    // Open marks: the number of a piece, and the text that stands in for what is drawn.
    let mut open: Vec<(Option<i32>, Option<String>)> = Vec::new();
    let mut operations = page.operations();
    while let Some(it) = operations.next() {
        let operands: Vec<Object<'_>> = it.operands().cloned().collect();
        let drawn: Vec<Vec<u8>> = match (&it.operator[..], operands.as_slice()) {
            (b"Tf", [Object::Name(name), ..]) => {
                font = name.as_str().to_owned();
                continue;
            }
            (b"BDC", [_, Object::Dict(properties)]) => {
                let actual = string(properties, "ActualText");
                if let Some(actual) = &actual {
                    let piece = open.iter().rev().find_map(|it| it.0);
                    all.push_str(actual);
                    if let Some(piece) = properties.get::<i32>("MCID").or(piece) {
                        pieces.entry(piece).or_default().push_str(actual);
                    }
                }
                open.push((properties.get::<i32>("MCID"), actual));
                continue;
            }
            (b"BDC" | b"BMC", _) => {
                open.push((None, None));
                continue;
            }
            (b"EMC", _) => {
                open.pop();
                continue;
            }
            (b"Tj", [Object::String(drawn)]) => vec![drawn.as_bytes().to_vec()],
            (b"TJ", [Object::Array(list)]) => list
                .iter::<Object<'_>>()
                .filter_map(|it| it.into_string())
                .map(|it| it.as_bytes().to_vec())
                .collect(),
            _ => continue,
        };
        if open.iter().any(|it| it.1.is_some()) {
            continue;
        }
        let map = &fonts[&font];
        let drawn: String = drawn
            .iter()
            .flat_map(|it| it.chunks(2))
            .filter_map(|it| map.get(&u16::from_be_bytes([it[0], *it.get(1)?])))
            .map(String::as_str)
            .collect();
        all.push_str(&drawn);
        if let Some(piece) = open.iter().rev().find_map(|it| it.0) {
            pieces.entry(piece).or_default().push_str(&drawn);
        }
    }
    (pieces, all)
}

type Pieces = BTreeMap<(ObjectIdentifier, i32), String>;

fn element(dict: &Dict<'_>, pieces: &Pieces, page: Option<ObjectIdentifier>) -> Node {
    let page = dict.get_ref("Pg").map(Into::into).or(page);
    let mut node = Node {
        tag: name(dict, "S"),
        alt: string(dict, "Alt"),
        ..Node::default()
    };
    for it in dict.get::<Object<'_>>("A").map_or_else(Vec::new, many) {
        let Some(attributes) = it.into_dict() else {
            continue;
        };
        for key in attributes.keys() {
            let value = match attributes.get::<Object<'_>>(key.as_ref()) {
                Some(Object::Name(it)) => it.as_str().to_owned(),
                Some(Object::Number(it)) => it.as_i64().to_string(),
                Some(Object::Array(it)) => it
                    .iter::<Object<'_>>()
                    .filter_map(|it| it.into_string())
                    .map(|it| text(it.as_bytes()))
                    .collect::<Vec<_>>()
                    .join(" "),
                _ => continue,
            };
            node.attributes.insert(key.as_str().to_owned(), value);
        }
    }
    for kid in dict.get::<Object<'_>>("K").map_or_else(Vec::new, many) {
        match kid {
            Object::Number(it) => {
                let piece = i32::try_from(it.as_i64()).unwrap();
                if let Some(text) = page.and_then(|it| pieces.get(&(it, piece))) {
                    node.text.push_str(text);
                }
            }
            Object::Dict(kid) => {
                if let Some(piece) = kid.get::<i32>("MCID") {
                    let page = kid.get_ref("Pg").map(Into::into).or(page);
                    if let Some(text) = page.and_then(|it| pieces.get(&(it, piece))) {
                        node.text.push_str(text);
                    }
                } else if kid.contains_key("S") {
                    node.children.push(element(&kid, pieces, page));
                }
            }
            _ => {}
        }
    }
    node
}

/// Reads a document.
pub fn read(bytes: &[u8]) -> Document {
    let pdf = Pdf::new(bytes.to_vec()).unwrap();
    let root: Dict<'_> = pdf.xref().get(pdf.xref().root_id()).unwrap();
    let mut pieces = Pieces::new();
    let mut all = String::new();
    for page in pdf.pages().iter() {
        let (found, text) = page_text(page);
        all.push_str(&text);
        all.push('\n');
        let page = page.raw().obj_id().unwrap();
        pieces.extend(found.into_iter().map(|(piece, text)| ((page, piece), text)));
    }
    let mut node = Node {
        tag: "StructTreeRoot".into(),
        ..Node::default()
    };
    if let Some(tree) = root.get::<Dict<'_>>("StructTreeRoot") {
        for it in tree.get::<Object<'_>>("K").map_or_else(Vec::new, many) {
            node.children
                .extend(it.into_dict().map(|it| element(&it, &pieces, None)));
        }
    }
    let attached = root.get::<Array<'_>>("AF").map_or_else(Vec::new, |list| {
        list.iter::<Dict<'_>>()
            .map(|it| {
                let file = it
                    .get::<Dict<'_>>("EF")
                    .unwrap()
                    .get::<Stream<'_>>("F")
                    .unwrap();
                Attached {
                    name: string(&it, "UF").unwrap(),
                    relationship: name(&it, "AFRelationship"),
                    description: string(&it, "Desc").unwrap_or_default(),
                    bytes: file.decoded().unwrap().into_owned(),
                }
            })
            .collect()
    });
    let flag = |dict: &str, key: &str| {
        root.get::<Dict<'_>>(dict)
            .and_then(|it| it.get::<bool>(key))
            .unwrap_or(false)
    };
    Document {
        language: string(&root, "Lang").unwrap_or_default(),
        shows_title: flag("ViewerPreferences", "DisplayDocTitle"),
        metadata: root
            .get::<Stream<'_>>("Metadata")
            .and_then(|it| Some(String::from_utf8_lossy(&it.decoded().ok()?).into_owned()))
            .unwrap_or_default(),
        marked: flag("MarkInfo", "Marked"),
        root: node,
        text: all,
        attached,
    }
}
