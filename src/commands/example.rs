//! `drempel example NAME --into DIR`: a whole project with data.

use crate::failure::{self, Failure};
use crate::generate;
use crate::terminal::Terminal;
use crate::world;
use drempel_syntax::codes;
use std::path::Path;

const ENSCHEDE: [(&str, &str); 4] = [
    ("enschede.drempel", include_str!("../../examples/enschede/enschede.drempel")),
    ("drempel.toml", include_str!("../../examples/enschede/drempel.toml")),
    ("theme.toml", include_str!("../../examples/enschede/theme.toml")),
    ("narrative.md", include_str!("../../examples/enschede/narrative.md")),
];

/// Writes the files and the data of the example into a folder.
pub fn files(terminal: Terminal, folder: &Path, size: generate::Size) -> Result<(), Failure> {
    for (name, text) in ENSCHEDE {
        world::write(&folder.join(name), text.as_bytes())?;
    }
    generate::enschede(folder, size, &mut |what| terminal.say(&format!("making {what}"))).map_err(|error| {
        Failure::plain(failure::file(&codes::D0002, &folder.display().to_string(), &error))
    })
}
