//! Reads crosswalks: CSV with one column per level and one with the shares.
//!
//! In: the file, the code lists. Out: per area of the first level the areas of the second with their weights. Always: every
//! area of the first level has a part above zero, and no area is named that the code lists do not have.

use crate::failure;
use drempel_core::hir::{Crosswalk, Program};
use drempel_core::lists::{Lists, Shares};
use drempel_syntax::codes;
use drempel_syntax::diag::Diagnostic;
use drempel_syntax::say;
use drempel_syntax::text::Text;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

/// Digits that a share may have after the point.
const DIGITS: usize = 6;

/// Reads every crosswalk of a policy whose code lists could be read.
pub(super) fn read(root: &Path, program: &Program, lists: &mut Lists) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for it in &program.crosswalks {
        match one(root, program, lists, it) {
            Some(Ok(shares)) => {
                lists.crosswalks.insert(it.name.value.clone(), shares);
            }
            Some(Err(problem)) => problems.push(problem.label(it.file.span, "this crosswalk")),
            None => {}
        }
    }
    problems
}

/// A share without its point: `0.25` is 250,000.
fn weight(text: &str) -> Option<i64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |it: &str| it.bytes().all(|it| it.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(part) || part.len() > DIGITS {
        return None;
    }
    let padded = format!("{part:0<DIGITS$}");
    let scale = 10_i64.checked_pow(u32::try_from(DIGITS).ok()?)?;
    whole
        .parse::<i64>()
        .ok()?
        .checked_mul(scale)?
        .checked_add(padded.parse::<i64>().ok()?)
}

fn one(
    root: &Path,
    program: &Program,
    lists: &Lists,
    it: &Crosswalk,
) -> Option<Result<Shares, Diagnostic>> {
    let between = it.between?;
    let share = it.share.as_ref()?;
    let (from_list, to_list) = (
        program.lists.get(between.from.0.0)?,
        program.lists.get(between.to.0.0)?,
    );
    let (from, to) = (
        from_list.levels.get(between.from.1)?,
        to_list.levels.get(between.to.1)?,
    );
    let known: [BTreeSet<String>; 2] = [
        lists.get(&from_list.name.value)?.codes(between.from.1),
        lists.get(&to_list.name.value)?.codes(between.to.1),
    ]
    .map(|it| it.iter().cloned().collect());
    // Levels of the same name (areas of two years) are told apart by their code lists.
    let heading = |list: &str, level: &str| {
        if from.value == to.value {
            format!("{list}.{level}")
        } else {
            level.to_owned()
        }
    };
    let headings = [
        heading(&from_list.name.value, &from.value),
        heading(&to_list.name.value, &to.value),
        share.value.clone(),
    ];
    Some(parts(root, it.file.value.as_str(), &headings, &known))
}

fn parts(
    root: &Path,
    name: &str,
    headings: &[String; 3],
    known: &[BTreeSet<String>; 2],
) -> Result<Shares, Diagnostic> {
    let damaged = |message: Text| Diagnostic::new(&codes::D0009, message);
    let text = std::fs::read(root.join(name)).map_err(|error| {
        failure::file(&codes::D0001, name, &error).help("crosswalks are read before any data")
    })?;
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_slice());
    let header = reader
        .headers()
        .map_err(|_| damaged(say!("`{}` has no readable first line", name)))?
        .clone();
    let mut at = [0; 3];
    for (place, wanted) in at.iter_mut().zip(headings) {
        let mut found = header.iter().enumerate().filter(|(_, it)| it == wanted);
        *place = found
            .next()
            .ok_or_else(|| {
                Diagnostic::new(&codes::D0003, say!("`{}` has no column `{}`", name, wanted)).help(
                    say!(
                        "its columns are: {}",
                        header.iter().collect::<Vec<_>>().join(", ")
                    ),
                )
            })?
            .0;
        if found.next().is_some() {
            return Err(damaged(say!(
                "`{}` has the column `{}` twice",
                name,
                wanted
            )));
        }
    }
    let [from, to, share] = at;
    let mut made: BTreeMap<String, BTreeMap<String, i64>> = BTreeMap::new();
    for (number, row) in reader.records().enumerate() {
        let number = number + 1;
        let row = row.map_err(|_| damaged(say!("`{}` is damaged in row {}", name, number)))?;
        let cell = |at: usize| row.get(at).unwrap_or("").trim();
        for ((at, heading), known) in [from, to].into_iter().zip(headings).zip(known) {
            if !known.contains(cell(at)) {
                return Err(damaged(say!(
                    "`{}` has a code in row {} that the code list of `{}` does not have",
                    name,
                    number,
                    heading
                ))
                .help("take a crosswalk of the same year and area as the code lists"));
            }
        }
        let weight = weight(cell(share)).ok_or_else(|| {
            damaged(say!(
                "`{}` has something else than a share in row {}",
                name,
                number
            ))
            .help("write a share or a number of at least zero, with a point and at most six digits after it: `0.25` or `312`")
        })?;
        let before = made
            .entry(cell(from).to_owned())
            .or_default()
            .insert(cell(to).to_owned(), weight);
        if before.is_some() {
            return Err(damaged(say!(
                "`{}` names the same two areas twice, the second time in row {}",
                name,
                number
            )));
        }
    }
    let empty = |code: &&String| {
        made.get(*code)
            .is_none_or(|it| it.values().all(|it| *it == 0))
    };
    let lost = known.iter().take(1).flatten().filter(empty).count();
    if lost > 0 {
        return Err(
            damaged(say!("`{}` has no part above zero for {} areas", name, lost))
                .note("their figures would be lost, and every sum would be too small")
                .help("add a row for each area of the level that the crosswalk leads from"),
        );
    }
    let whole = |it: &BTreeMap<String, i64>| {
        it.values()
            .try_fold(0_i64, |sum, it| sum.checked_add(*it))
            .is_some()
    };
    if !made.values().all(whole) {
        return Err(damaged(say!("`{}` has shares that are too large", name)));
    }
    Ok(Arc::new(
        made.into_iter()
            .map(|(code, parts)| (code, parts.into_iter().collect()))
            .collect(),
    ))
}

#[cfg(test)]
mod tests {
    use super::weight;

    #[test]
    fn a_share_is_a_plain_number() {
        assert_eq!(weight("0.25"), Some(250_000));
        assert_eq!(weight("312"), Some(312_000_000));
        for wrong in [
            "",
            "-1",
            "0,5",
            "1e3",
            ".5",
            "0.1234567",
            "NaN",
            "9999999999999999",
        ] {
            assert_eq!(weight(wrong), None, "{wrong}");
        }
    }
}
