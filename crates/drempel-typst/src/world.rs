//! The closed world: what Typst may see. In memory, no files, no network, no packages, no clock.

use drempel_plan::doc::{Attachment, RenderError};
use std::collections::BTreeMap;
use std::sync::LazyLock;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World};

/// The theme's parts. The entry is the theme's own with the attachments put after it, as fixed text.
const PARTS: [(&str, &str); 6] = [
    (
        "main.typ",
        concat!(
            include_str!("../../../reports/theme/main.typ"),
            include_str!("attach.typ")
        ),
    ),
    ("page.typ", include_str!("../../../reports/theme/page.typ")),
    ("text.typ", include_str!("../../../reports/theme/text.typ")),
    (
        "tables.typ",
        include_str!("../../../reports/theme/tables.typ"),
    ),
    (
        "figures.typ",
        include_str!("../../../reports/theme/figures.typ"),
    ),
    (
        "control.typ",
        include_str!("../../../reports/theme/control.typ"),
    ),
];

/// The only fonts there are.
static FONTS: LazyLock<Vec<Font>> = LazyLock::new(|| {
    let files: [&'static [u8]; 5] = [
        include_bytes!("../../../reports/fonts/NotoSans-Regular.ttf"),
        include_bytes!("../../../reports/fonts/NotoSans-Bold.ttf"),
        include_bytes!("../../../reports/fonts/NotoSans-Italic.ttf"),
        include_bytes!("../../../reports/fonts/NotoSans-BoldItalic.ttf"),
        include_bytes!("../../../reports/fonts/NotoSansMono-Regular.ttf"),
    ];
    files
        .into_iter()
        .flat_map(|it| Font::iter(Bytes::new(it)))
        .collect()
});

/// The fonts of the theme.
pub(crate) fn fonts() -> &'static [Font] {
    &FONTS
}

/// One document's world.
pub(crate) struct Closed {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    main: FileId,
    sources: BTreeMap<String, Source>,
    files: BTreeMap<String, Bytes>,
}

fn path(name: &str) -> Result<FileId, RenderError> {
    let path = VirtualPath::new(name).map_err(|_| RenderError::Refused {
        reason: format!("`{name}` is not the name of a file"),
    })?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

fn name_of(id: FileId) -> String {
    id.get().vpath().get_without_slash().to_owned()
}

impl Closed {
    pub(crate) fn new(
        data: &[u8],
        style: &[u8],
        attachments: &[Attachment],
    ) -> Result<Self, RenderError> {
        let mut sources = BTreeMap::new();
        for (name, text) in PARTS {
            sources.insert(name.to_owned(), Source::new(path(name)?, text.to_owned()));
        }
        let mut files = BTreeMap::new();
        files.insert("data.json".to_owned(), Bytes::new(data.to_vec()));
        files.insert("theme.json".to_owned(), Bytes::new(style.to_vec()));
        let list: Vec<serde_json::Value> = attachments
            .iter()
            .map(|it| serde_json::json!({"name": it.name, "mime": it.mime, "description": it.description}))
            .collect();
        let list = serde_json::to_vec(&list).map_err(|error| RenderError::Refused {
            reason: error.to_string(),
        })?;
        files.insert("attachments.json".to_owned(), Bytes::new(list));
        for it in attachments {
            let taken = sources.contains_key(&it.name) || files.contains_key(&it.name);
            if taken || it.name.contains('/') {
                return Err(RenderError::Refused {
                    reason: format!("an attachment cannot be called `{}`", it.name),
                });
            }
            files.insert(it.name.clone(), Bytes::new(it.bytes.clone()));
        }
        // Row headers are a feature that Typst marks as temporary: this is the one place that switches it on.
        let library = Library::builder()
            .with_features([Feature::A11yExtras].into_iter().collect())
            .build();
        Ok(Self {
            library: LazyHash::new(library),
            book: LazyHash::new(FontBook::from_fonts(fonts())),
            main: path("main.typ")?,
            sources,
            files,
        })
    }
}

impl World for Closed {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.sources
            .get(&name_of(id))
            .cloned()
            .ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files
            .get(&name_of(id))
            .cloned()
            .ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        fonts().get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
