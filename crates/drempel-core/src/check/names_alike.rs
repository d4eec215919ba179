//! D0326: no two names of one kind differ only in case, in accents, or in letters that look the same.
//!
//! Names are compared exactly, so such names are two things to Drempel and one to a reader: a rule for the one would be
//! taken for a rule for both. Equal names are told as such (D0311).

use super::Context;
use crate::hir::{ColumnRole, Source};
use drempel_syntax::alike::{Difference, difference, key};
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::say;
use drempel_syntax::span::Spanned;
use std::collections::BTreeMap;

/// Names of one kind, in the order of the text; each is told once, beside the first that it resembles.
fn compare<'a>(names: impl IntoIterator<Item = &'a Spanned<String>>, out: &mut Diagnostics) {
    let mut seen: BTreeMap<String, Vec<&Spanned<String>>> = BTreeMap::new();
    for name in names {
        let same = seen.entry(key(&name.value)).or_default();
        let equal = same.iter().any(|it| it.value == name.value);
        if let Some(first) = same.first().filter(|_| !equal) {
            let (one, other) = (&first.value, &name.value);
            let message = match difference(one, other) {
                Difference::Case => say!("`{}` and `{}` differ in capitals only", one, other),
                Difference::Accents => {
                    say!("`{}` and `{}` differ in accents only", one, other)
                }
                Difference::Letters => say!(
                    "`{}` and `{}` look alike and are written with other letters",
                    one,
                    other
                ),
            };
            out.push(
                Diagnostic::new(&codes::D0326, message)
                    .label(name.span, "looks like the other name")
                    .label(first.span, "the other name")
                    .note("names are compared exactly: these are two different ones")
                    .help("give one of the two another name, or write both alike if they are the same"),
            );
        }
        same.push(name);
    }
}

fn columns(source: &Source, out: &mut Diagnostics) {
    compare(source.columns.iter().map(|it| &it.name), out);
    for column in &source.columns {
        if let ColumnRole::Values(values) = &column.role {
            compare(values, out);
        }
    }
}

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let program = context.program;
    compare(program.purposes.iter().map(|it| &it.name), out);
    compare(program.lists.iter().map(|it| &it.name), out);
    compare(program.crosswalks.iter().map(|it| &it.name), out);
    for list in &program.lists {
        compare(&list.levels, out);
    }
    compare(program.sources.iter().map(|it| &it.name), out);
    for source in &program.sources {
        columns(source, out);
    }
    compare(program.classes.iter().map(|it| &it.name), out);
    for classes in &program.classes {
        compare(classes.bands.iter().map(|it| &it.name), out);
    }
    compare(program.thresholds.iter().map(|it| &it.name), out);
    compare(program.tables.iter().map(|it| &it.name), out);
    compare(program.reports.iter().map(|it| &it.name), out);
}
