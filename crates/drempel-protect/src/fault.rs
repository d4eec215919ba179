//! Everything that `drempel protect` says is wrong, and what it warns of: one function per message.
//!
//! In: the facts at hand. Out: coded diagnostics. Files, rows, columns and codes are named; a figure never is.

use drempel_plan::numbers::OutOfRange;
use drempel_sdc::table::{HierarchyError, Prepared, Rules, TableError};
use drempel_sdc::{AuditFailure, SealError};
use drempel_syntax::codes::{self, Code};
use drempel_syntax::diag::{Diagnostic, nearest};
use drempel_syntax::say;
use drempel_syntax::text::Text;
use std::io;
use std::path::Path;

type Fault = Box<Diagnostic>;

fn boxed(it: Diagnostic) -> Fault {
    Box::new(it)
}

fn named(code: &'static Code, path: &Path, error: &io::Error) -> Diagnostic {
    let what = Text::plain(format!("`{}`", path.display()));
    let message = match error.kind() {
        io::ErrorKind::NotFound => say!("{} is not there", what),
        io::ErrorKind::PermissionDenied => {
            say!("{} may not be opened or written by you", what)
        }
        io::ErrorKind::StorageFull => say!("{} cannot be written: the disk is full", what),
        other => say!("{} cannot be used: {}", what, Text::foreign(&other)),
    };
    Diagnostic::new(code, message)
}

/// A file that cannot be read.
pub(crate) fn file(path: &Path, error: &io::Error) -> Fault {
    let code = if error.kind() == io::ErrorKind::NotFound {
        &codes::D0001
    } else {
        &codes::D0002
    };
    boxed(named(code, path, error))
}

/// A file that cannot be written.
pub(crate) fn write(path: &Path, error: &io::Error) -> Fault {
    if path.is_file() && error.kind() == io::ErrorKind::AlreadyExists {
        let message = say!("`{}` is a file, and a folder is asked for", path.display());
        return boxed(
            Diagnostic::new(&codes::D0002, message).help("name another folder with `--out`"),
        );
    }
    boxed(named(&codes::D0002, path, error).help("make the folder writable, or choose another one"))
}

/// A file that is no CSV.
pub(crate) fn csv(path: &Path, error: &csv::Error) -> Fault {
    if let csv::ErrorKind::Io(error) = error.kind() {
        return file(path, error);
    }
    let name = path.display();
    let line = error.position().map_or(0, csv::Position::line);
    let message = match error.kind() {
        csv::ErrorKind::UnequalLengths { .. } => {
            say!(
                "line {} of `{}` has another number of fields than its first line",
                line,
                name
            )
        }
        csv::ErrorKind::Utf8 { .. } => say!("line {} of `{}` is not UTF-8", line, name),
        _ => say!("line {} of `{}` cannot be read", line, name),
    };
    boxed(Diagnostic::new(&codes::D0002, message))
}

/// A column that is not there.
pub(crate) fn column_missing<'h>(
    path: &Path,
    name: &str,
    header: impl Iterator<Item = &'h str>,
) -> Fault {
    let near = nearest(name, header);
    let message = say!("`{}` has no column `{}`", path.display(), name);
    boxed(Diagnostic::new(&codes::D0003, message).near(near))
}

/// A column that is there twice.
pub(crate) fn column_twice(path: &Path, name: &str) -> Fault {
    let message = say!("`{}` has the column `{}` twice", path.display(), name);
    boxed(Diagnostic::new(&codes::D0003, message))
}

/// A hierarchy that is no tree.
pub(crate) fn hierarchy(path: &Path, line: Option<u64>, error: &HierarchyError) -> Fault {
    let what = Text::foreign(error);
    let message = match line {
        Some(line) => say!("line {} of `{}`: {}", line, path.display(), what),
        None => say!("`{}`: {}", path.display(), what),
    };
    boxed(Diagnostic::new(&codes::D1101, message))
}

/// Rows, cells and rules that do not fit together, or cannot be protected.
pub(crate) fn table(source: &str, error: &TableError) -> Fault {
    let what = Text::foreign(error);
    let message = match error.row() {
        Some(row) => say!("row {} of `{}`: {}", row + 1, source, what),
        None => say!("`{}`: {}", source, what),
    };
    let it = Diagnostic::new(code(error), message);
    boxed(match error {
        TableError::Seal(SealError::Malformed(_)) => {
            it.help("please report this; nothing was written")
        }
        TableError::Seal(SealError::CannotProtect(failure)) => cannot(it, failure),
        TableError::Seal(SealError::TooLarge { .. }) => {
            it.help("show fewer tables or coarser categories")
        }
        TableError::Seal(SealError::NotAdditive { .. }) => it.help(
            "leave `--additive` out, so that each figure is rounded on its own, or leave out a dimension",
        ),
        TableError::NotANumber { .. } => {
            it.help("write numbers with a decimal point and without signs between thousands")
        }
        TableError::InnerCode { .. } => {
            it.help("add a finest code for what is not divided further, and use that in the rows")
        }
        TableError::UnknownCode { .. } => it.help("add the code to the hierarchy, or repair the row"),
        TableError::TotalIsValue { .. } => {
            it.help("rename the value, or give the column a hierarchy with another total")
        }
        TableError::OwnTotal { .. } => it.help(
            "call a total `Total`, leave its rows out, or give the column a hierarchy of which it is the root",
        ),
        TableError::TooManySets { .. } => it.help(
            "count records instead of units, or leave out a dimension in which units have several values",
        ),
        TableError::TooLarge { .. } | TableError::TooManyCodes { .. } => {
            it.help("leave out a dimension, or a level of a hierarchy")
        }
        TableError::MissingContributions => {
            it.help("name their columns with `--largest` and `--second`")
        }
        TableError::MissingContributors => it.help("name its column with `--contributors`"),
        TableError::NothingContributed => it.help("name the amount with `--measure`"),
        TableError::NoRule => {
            it.help("give `--minimum`, `--p-percent`, `--dominance` or `--zeros hidden`")
        }
        TableError::Disagree { .. } => it
            .note("what two tables have in common is one figure, and must be the same in both")
            .help("repair the file that is wrong; figures that were rounded or changed before cannot be protected together"),
        TableError::NoJoint { .. } => it
            .note("the tables agree on every cell that they share, but not every set of such tables can come from records")
            .help("give micro data, or one table with all dimensions; figures that were rounded or changed before may be the reason"),
        TableError::NotTheSum { .. } => {
            it.note("cells that are not in the file are taken to be empty")
        }
        _ => it,
    })
}

/// Which figure it is about is told by its codes; how much is known of it is not told.
fn cannot(it: Diagnostic, failure: &AuditFailure) -> Diagnostic {
    match failure {
        AuditFailure::Recomputable(_) => it
            .note("with everything hidden that may be hidden, a figure still follows from what is public")
            .help("hide empty cells (`--zeros hidden`), ask for less (`--require not-exact`), or leave out a dimension"),
        _ => it.help("please report this; nothing was written"),
    }
}

fn code(error: &TableError) -> &'static Code {
    match error {
        TableError::NoDimension
        | TableError::NoRule
        | TableError::DimensionTwice { .. }
        | TableError::MissingContributions
        | TableError::MissingContributors
        | TableError::NothingContributed => &codes::D0014,
        TableError::UnknownColumn { .. } => &codes::D0003,
        TableError::EmptyValue { .. } => &codes::D0013,
        TableError::NotANumber { .. }
        | TableError::TooManyDecimals { .. }
        | TableError::NotACount { .. } => &codes::D0004,
        TableError::Overflow => &codes::D0008,
        TableError::UnknownCode { .. }
        | TableError::InnerCode { .. }
        | TableError::TotalIsValue { .. }
        | TableError::OwnTotal { .. }
        | TableError::OtherCodes { .. } => &codes::D1102,
        TableError::CellTwice { .. }
        | TableError::Negative { .. }
        | TableError::NotTheSum { .. }
        | TableError::Disagree { .. }
        | TableError::NoJoint { .. }
        | TableError::Contributions { .. } => &codes::D1103,
        TableError::TooLarge { .. }
        | TableError::TooManyCodes { .. }
        | TableError::TooManySets { .. }
        | TableError::Seal(SealError::TooLarge { .. }) => &codes::D1104,
        TableError::Seal(SealError::CannotProtect(_)) => &codes::D1105,
        TableError::Seal(SealError::NotAdditive { .. }) => &codes::D1110,
        TableError::Seal(SealError::Malformed(_)) => &codes::D0099,
    }
}

/// A description of linked tables that is no TOML, or not of this form.
pub(crate) fn description(path: &Path, problem: &str) -> Fault {
    let message = say!("`{}` is not right: {}", path.display(), problem);
    boxed(
        Diagnostic::new(&codes::D1106, message)
            .help("write `[[table]]` with a `name` and its `dimensions` for every table, and with a `file` if it is ready-made"),
    )
}

/// A table whose name is no name of a folder.
pub(crate) fn table_name(path: &Path, name: &str) -> Fault {
    let message = say!(
        "a table of `{}` cannot be called `{}`",
        path.display(),
        name
    );
    boxed(
        Diagnostic::new(&codes::D1106, message)
            .help("a folder gets this name: use letters, digits, `-` and `_`"),
    )
}

/// Two tables or dimensions with one name.
pub(crate) fn name_twice(path: &Path, name: &str) -> Fault {
    let message = say!("`{}` declares `{}` twice", path.display(), name);
    boxed(Diagnostic::new(&codes::D1106, message))
}

/// A ready-made table without a file beside others with one, or with a column of its own.
pub(crate) fn without_file(path: &Path, name: &str) -> Fault {
    let message = say!("the table `{}` of `{}` has no `file`", name, path.display());
    boxed(Diagnostic::new(&codes::D1106, message).help(
        "name the file of every ready-made table; tables over micro data have no `file` and no columns of their own",
    ))
}

/// A ready-made table beside micro data.
pub(crate) fn file_and_micro(path: &Path, name: &str) -> Fault {
    let message = say!(
        "the table `{}` of `{}` has a `file`, and micro data is given too",
        name,
        path.display()
    );
    boxed(
        Diagnostic::new(&codes::D1106, message)
            .help("leave out the micro data, or the files of the tables"),
    )
}

/// A ready-made table without values.
pub(crate) fn without_value(path: &Path, name: &str) -> Fault {
    let message = say!(
        "the table `{}` of `{}` has no `value`",
        name,
        path.display()
    );
    boxed(
        Diagnostic::new(&codes::D1106, message)
            .help("name the column with its values there, or with `--value` for all tables"),
    )
}

/// A second largest contribution without the largest.
pub(crate) fn second_alone(path: &Path, name: &str) -> Fault {
    let message = say!(
        "the table `{}` of `{}` has a `second` and no `largest`",
        name,
        path.display()
    );
    boxed(Diagnostic::new(&codes::D1106, message).help("name both columns, or leave out `second`"))
}

/// An option about micro data beside ready-made tables.
pub(crate) fn without_micro(option: &'static str) -> Fault {
    boxed(
        usage(say!(
            "{} is about micro data",
            Text::plain(format!("`{option}`"))
        ))
        .help("leave it out, or leave out the files of the ready-made tables"),
    )
}

fn usage(message: Text) -> Diagnostic {
    Diagnostic::new(&codes::D0014, message)
}

/// Nothing to read.
pub(crate) fn no_source() -> Fault {
    boxed(usage(Text::from("no file with micro data is named")))
}

/// Nothing to divide by.
pub(crate) fn no_dimension() -> Fault {
    boxed(
        usage(Text::from("a table needs a dimension"))
            .help("name one with `--dimension` or `--hierarchy`"),
    )
}

/// Nothing makes a cell unsafe.
pub(crate) fn no_rule() -> Fault {
    boxed(
        usage(Text::from("no rule says which cells are unsafe"))
            .help("give `--minimum`, `--p-percent`, `--dominance` or `--zeros hidden`"),
    )
}

/// An option about a ready-made table without one.
pub(crate) fn without_table(option: &'static str) -> Fault {
    boxed(
        usage(say!(
            "{} is about a ready-made table",
            Text::plain(format!("`{option}`"))
        ))
        .help("name the table with `--table`, or several with `--linked`, instead of micro data, or leave the option out"),
    )
}

/// Two things that a cell would show.
pub(crate) fn count_and_measure() -> Fault {
    boxed(
        usage(Text::from("a cell shows a count or an amount"))
            .help("give `--count` or `--measure`, and not both"),
    )
}

/// A row stands for several records, and something else than records is counted.
pub(crate) fn frequency_of_units() -> Fault {
    boxed(
        usage(Text::from(
            "`--frequency` goes with records that are counted",
        ))
        .help("leave out `--unit` and `--measure`, or give one row per record"),
    )
}

/// A frequency that is no whole number.
pub(crate) fn frequency(path: &Path, line: u64) -> Fault {
    let message = say!(
        "line {} of `{}`: {}",
        line,
        path.display(),
        Text::from("a row stands for a whole number of records")
    );
    boxed(Diagnostic::new(&codes::D0004, message))
}

/// One dimension twice.
pub(crate) fn dimension_twice(name: &str) -> Fault {
    boxed(usage(say!("the dimension `{}` is named twice", name)))
}

/// A dimension that is called like a column of the result.
pub(crate) fn heading(name: &str) -> Fault {
    boxed(
        usage(say!("a dimension cannot be called `{}`", name))
            .note("what is written has a column of that name"),
    )
}

/// Distinct values of a column that is not the unit.
pub(crate) fn count_of_another(column: &str, unit: &str) -> Fault {
    boxed(
        usage(say!("`{}` is counted and `{}` is the unit", column, unit))
            .help("count `records`, or the unit"),
    )
}

/// A number outside its range.
pub(crate) fn number(option: &'static str, error: &OutOfRange) -> Fault {
    boxed(usage(say!(
        "{}: {} is not between {} and {}",
        Text::plain(format!("`{option}`")),
        error.given,
        error.from,
        error.through
    )))
}

/// A requirement that does not exist.
pub(crate) fn requirement(given: &str) -> Fault {
    boxed(
        usage(say!("there is no requirement `{}`", given))
            .help("write `not-exact`, `reach-minimum`, or `values:` with a number of at least 2"),
    )
}

/// A dominance rule that cannot be read.
pub(crate) fn dominance(given: &str) -> Fault {
    boxed(
        usage(say!("`{}` is no dominance rule", given))
            .help("write the number of contributors and a percentage, for example `1,50`"),
    )
}

/// What should be looked at, and does not stop.
pub(crate) fn warnings(rules: &Rules, prepared: &Prepared) -> Vec<Diagnostic> {
    let mut all = Vec::new();
    if let (Some(minimum), Some(base)) = (rules.minimum, rules.round)
        && !rules.concentration()
        && !base.fits(minimum)
    {
        all.push(
            Diagnostic::new(
                &codes::D1107,
                say!("the minimum {} is not the lower edge of a bin of base {}", minimum.get(), base.get()),
            )
            .note("the smallest shown figure then stands for fewer values than the others")
            .help("with base 5 take 3, 8 or 13; with base 3 take 2, 5 or 8; with base 10 take 5 or 15"),
        );
    }
    if !prepared.several().is_empty() {
        all.push(
            Diagnostic::new(
                &codes::D1108,
                say!(
                    "some units have several values of {}",
                    Text::names(prepared.several())
                ),
            )
            .note(
                "distinct units do not add up over them: a total is less than the sum of its parts",
            ),
        );
    }
    for (fine, coarse) in prepared.nested() {
        all.push(
            Diagnostic::new(
                &codes::D1109,
                say!("`{}` seems to determine `{}`", fine, coarse),
            )
            .note("whoever knows that can add up figures that are not protected against it")
            .help("if it is public, give both as one hierarchy"),
        );
    }
    all
}
