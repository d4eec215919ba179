//! What is written: cells for everybody, and the confidential record in a folder that only its owner can read.
//!
//! In: a protection and a folder. Out: files, all of them or none: they are written beside their places first, and moved there
//! when all are complete. Files of others in the folder are not touched.

use crate::fault;
use drempel_sdc::table::{CellView, ConfidentialCell, Protection, Status, TableView, Why, decimal};
use drempel_syntax::diag::Diagnostic;
use std::fs;
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

/// The folder with true figures.
pub(crate) const CONFIDENTIAL: &str = "confidential";
/// The file with the cells.
pub(crate) const CELLS: &str = "cells.csv";
/// The file that says what the folder is.
const NOTICE: &str = "CONFIDENTIAL.txt";
/// The same in every row, so that a part of the file says it too.
const MARK: &str = "confidential";

const TEXT: &str = "\
CONFIDENTIAL: TRUE FIGURES

cells.csv in this folder holds the true figures of all cells, also of those that are hidden in the published
table. Whoever has it can undo the protection. Do not publish it, do not send it, do not copy it into a report.
Only the owner of this folder can read it. Remove it when the protection has been checked.

VERTROUWELIJK: WARE CIJFERS

cells.csv in deze map bevat de ware cijfers van alle cellen, ook die in de gepubliceerde tabel verborgen zijn.
Wie dit bestand heeft, kan de bescherming ongedaan maken. Publiceer of verstuur het niet en neem het niet over in
een rapport. Alleen de eigenaar van deze map kan het lezen. Verwijder het als de bescherming is nagekeken.

Columns: the code per dimension; value, the true value; status in the published table; why a cell is hidden:
primary (a rule) or complementary (it protects others); lo and up, for a hidden cell: the smallest and the largest
value that are proven to be possible for whoever sees the published cells.
";

/// Writes everything. `linked`: each table in a folder of its own.
pub(crate) fn write(
    out: &Path,
    protection: &Protection,
    linked: bool,
) -> Result<(), Box<Diagnostic>> {
    let made = first_missing(out);
    let written = all(out, protection, linked);
    if written.is_err()
        && let Some(made) = made
    {
        // Only folders, and only empty ones, that were not there before.
        remove_empty(out, &made);
    }
    written.map_err(|(path, error)| fault::write(&path, &error))
}

type Failed = (PathBuf, io::Error);

fn all(out: &Path, protection: &Protection, linked: bool) -> Result<(), Failed> {
    let at = |path: &Path| {
        let path = path.to_path_buf();
        move |error: io::Error| (path, error)
    };
    fs::create_dir_all(out).map_err(at(out))?;
    // Only its owner can read it, from the start.
    let beside = tempfile::Builder::new()
        .prefix(".protect-")
        .tempdir_in(out)
        .map_err(at(out))?;
    let mut moves: Vec<(PathBuf, PathBuf)> = Vec::new();
    let mut folders: Vec<PathBuf> = Vec::new();
    let decimals = protection.decimals();
    let tables = protection.tables().zip(protection.confidential().tables());
    for (number, (view, (_, cells))) in tables.enumerate() {
        let folder = if linked {
            out.join(view.name())
        } else {
            out.to_path_buf()
        };
        let private = folder.join(CONFIDENTIAL);
        let target = folder.join(CELLS);
        let file = beside.path().join(format!("{number}-{CELLS}"));
        public(&file, view, decimals).map_err(at(&target))?;
        moves.push((file, target));
        let target = private.join(CELLS);
        let file = beside.path().join(format!("{number}-{MARK}-{CELLS}"));
        confidential(&file, view, cells, decimals).map_err(at(&target))?;
        moves.push((file, target));
        let target = private.join(NOTICE);
        let file = beside.path().join(format!("{number}-{NOTICE}"));
        own_file(&file)
            .and_then(|mut it| {
                it.write_all(TEXT.as_bytes())?;
                it.sync_all()
            })
            .map_err(at(&target))?;
        moves.push((file, target));
        folders.push(private);
    }
    for folder in &folders {
        own_folder(folder).map_err(at(folder))?;
    }
    for (_, target) in &moves {
        if target.is_dir() {
            let error = io::Error::from(io::ErrorKind::IsADirectory);
            return Err((target.clone(), error));
        }
    }
    for (file, target) in &moves {
        fs::rename(file, target).map_err(at(target))?;
    }
    Ok(())
}

/// The outermost folder of a path that is not there yet.
fn first_missing(path: &Path) -> Option<PathBuf> {
    let missing = path
        .ancestors()
        .take_while(|it| !it.as_os_str().is_empty() && !it.exists());
    missing.last().map(Path::to_path_buf)
}

fn remove_empty(path: &Path, through: &Path) {
    for it in path.ancestors() {
        if fs::remove_dir(it).is_err() || it == through {
            return;
        }
    }
}

/// A file that only its owner can read and write.
fn own_file(path: &Path) -> io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path)
}

/// A folder that only its owner can enter; one that is there already is closed to others.
fn own_folder(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        // What a link points to may be anybody's.
        Ok(it) if !it.is_dir() => return Err(io::Error::from(io::ErrorKind::NotADirectory)),
        Ok(_) => {}
        Err(_) => {
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            let mut builder = fs::DirBuilder::new();
            #[cfg(unix)]
            {
                use std::os::unix::fs::DirBuilderExt as _;
                builder.mode(0o700);
            }
            builder.create(path)?;
        }
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(path, fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

fn status(cell: &CellView<'_>) -> &'static str {
    match cell.status() {
        Status::Shown => "shown",
        Status::Hidden => "hidden",
    }
}

fn finish(writer: csv::Writer<BufWriter<fs::File>>) -> io::Result<()> {
    let file = writer
        .into_inner()
        .map_err(|it| io::Error::from(it.error().kind()))?;
    let file = file
        .into_inner()
        .map_err(|it| io::Error::from(it.error().kind()))?;
    file.sync_all()
}

fn public(path: &Path, view: TableView<'_>, decimals: u32) -> io::Result<()> {
    let mut out = csv::Writer::from_writer(BufWriter::new(fs::File::create_new(path)?));
    out.write_record(view.dimensions().chain(["value", "status"]))?;
    for cell in view.cells() {
        let value = cell
            .value()
            .map_or_else(String::new, |it| decimal(it, decimals));
        out.write_record(cell.codes().chain([value.as_str(), status(&cell)]))?;
    }
    finish(out)
}

fn confidential<'p>(
    path: &Path,
    view: TableView<'p>,
    cells: impl Iterator<Item = ConfidentialCell<'p>>,
    decimals: u32,
) -> io::Result<()> {
    let mut out = csv::Writer::from_writer(BufWriter::new(own_file(path)?));
    let headings = ["value", "status", "why", "lo", "up", "notice"];
    out.write_record(view.dimensions().chain(headings))?;
    for (shown, cell) in view.cells().zip(cells) {
        let value = decimal(cell.truth(), decimals);
        let why = match cell.why() {
            Some(Why::Primary) => "primary",
            Some(Why::Complementary) => "complementary",
            None => "",
        };
        let interval = cell.interval();
        let bound = |it: Option<i64>| it.map_or_else(String::new, |it| decimal(it, decimals));
        let (lo, up) = (
            bound(interval.map(|it| it.0)),
            bound(interval.map(|it| it.1)),
        );
        out.write_record(cell.codes().chain([
            value.as_str(),
            status(&shown),
            why,
            lo.as_str(),
            up.as_str(),
            MARK,
        ]))?;
    }
    finish(out)
}
