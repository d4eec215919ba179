//! House style: the keys of `reports/theme.toml`, as data.

use std::fmt;

/// A checked house style.
#[derive(Debug, Clone, PartialEq)]
pub struct HouseStyle {
    json: Vec<u8>,
}

/// A house style that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadTheme(pub String);

impl fmt::Display for BadTheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BadTheme {}

/// Sizes of paper, by their names in Typst.
const PAPERS: [&str; 6] = ["a3", "a4", "a5", "iso-b5", "us-letter", "us-legal"];

/// The families of the shipped fonts.
const FAMILIES: [&str; 2] = ["Noto Sans", "Noto Sans Mono"];

/// The shipped house style.
const DEFAULT: &str = include_str!("../../../reports/theme.toml");

impl HouseStyle {
    /// The shipped house style.
    ///
    /// # Errors
    /// [`BadTheme`] if the shipped file is damaged, which a test excludes.
    pub fn shipped() -> Result<Self, BadTheme> {
        Self::from_toml(DEFAULT)
    }

    /// Reads a `theme.toml`. It must have exactly the keys of the shipped one, with values of the same type.
    ///
    /// # Errors
    /// [`BadTheme`] that names the key.
    pub fn from_toml(text: &str) -> Result<Self, BadTheme> {
        let parse = |text: &str| -> Result<toml::Table, BadTheme> {
            text.parse().map_err(|error: toml::de::Error| {
                BadTheme(format!("not TOML: {}", error.message()))
            })
        };
        let given = parse(text)?;
        let wanted = parse(DEFAULT)?;
        for (key, value) in &wanted {
            match given.get(key) {
                None => return Err(BadTheme(format!("the key `{key}` is missing"))),
                Some(it) if it.same_type(value) || (value.is_integer() && it.is_float()) => {}
                Some(_) => {
                    return Err(BadTheme(format!(
                        "the key `{key}` has a value of another type"
                    )));
                }
            }
            if key.starts_with("colour_")
                && !given
                    .get(key)
                    .and_then(toml::Value::as_str)
                    .is_some_and(is_colour)
            {
                return Err(BadTheme(format!(
                    "the key `{key}` is not a colour like `#0b4a7f`"
                )));
            }
        }
        let text = |key: &str| given.get(key).and_then(toml::Value::as_str).unwrap_or("");
        if !PAPERS.contains(&text("paper")) {
            return Err(BadTheme(format!(
                "the key `paper` is not a size that the report can have: {}",
                PAPERS.join(", ")
            )));
        }
        for key in ["font", "font_mono"] {
            if !FAMILIES.contains(&text(key)) {
                return Err(BadTheme(format!(
                    "the key `{key}` is not a font of the report: {}",
                    FAMILIES.join(", ")
                )));
            }
        }
        let logo = text("logo").trim();
        let whole = logo.contains("<svg") && logo.ends_with("</svg>");
        if !logo.is_empty() && !whole {
            return Err(BadTheme("the key `logo` is not a whole SVG".into()));
        }
        if let Some(key) = given.keys().find(|key| !wanted.contains_key(*key)) {
            return Err(BadTheme(format!("the key `{key}` does not exist")));
        }
        let json = serde_json::to_vec(&given).map_err(|error| BadTheme(error.to_string()))?;
        Ok(Self { json })
    }

    pub(crate) fn json(&self) -> &[u8] {
        &self.json
    }
}

fn is_colour(text: &str) -> bool {
    text.strip_prefix('#')
        .is_some_and(|it| it.len() == 6 && it.bytes().all(|b| b.is_ascii_hexdigit()))
}
