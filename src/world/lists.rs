//! Reads code lists: CSV with one column per level, and one per level and label language (`wijk_naam`).

use crate::failure;
use drempel_core::hir::{CodeList, Program};
use drempel_core::lists::{ListData, Lists};
use drempel_syntax::codes;
use drempel_syntax::diag::Diagnostic;
use drempel_syntax::say;
use drempel_syntax::text::Text;
use std::collections::BTreeSet;
use std::path::Path;

/// Reads every list of a policy.
pub(super) fn read(root: &Path, program: &Program) -> (Lists, Vec<Diagnostic>) {
    let mut lists = Lists::default();
    let mut problems = Vec::new();
    for list in &program.lists {
        match one(root, list) {
            Ok(data) => {
                lists.by_name.insert(list.name.value.clone(), data);
            }
            Err(problem) => problems.push(problem.label(list.file.span, "this code list")),
        }
    }
    (lists, problems)
}

/// Characters that are not shown, or that change the order in which others are shown.
fn unseen(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(letter, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

fn one(root: &Path, list: &CodeList) -> Result<ListData, Diagnostic> {
    let name = list.file.value.as_str();
    let damaged = |message: Text| Diagnostic::new(&codes::D0009, message);
    let text = std::fs::read(root.join(name)).map_err(|error| {
        failure::file(&codes::D0001, name, &error).help("code lists are read before any data")
    })?;
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_slice());
    let header = reader
        .headers()
        .map_err(|_| damaged(say!("`{}` has no readable first line", name)))?
        .clone();
    let column = |wanted: &str| header.iter().position(|it| it == wanted);
    let mut levels = Vec::new();
    for level in &list.levels {
        levels.push(column(&level.value).ok_or_else(|| {
            Diagnostic::new(
                &codes::D0003,
                say!("`{}` has no column `{}`", name, level.value),
            )
            .label(level.span, "a level is a column of the file")
            .help(say!(
                "its columns are: {}",
                header.iter().collect::<Vec<_>>().join(", ")
            ))
        })?);
    }
    let mut labelled = Vec::new();
    for (language, suffix) in &list.labels {
        for (position, level) in list.levels.iter().enumerate() {
            let wanted = format!("{}_{}", level.value, suffix.value);
            let at = column(&wanted).ok_or_else(|| {
                Diagnostic::new(&codes::D0003, say!("`{}` has no column `{}`", name, wanted)).label(
                    suffix.span,
                    "labels of a level stand in the column LEVEL_NAME",
                )
            })?;
            labelled.push((*language, position, at));
        }
    }
    let mut data = ListData::default();
    let mut seen = BTreeSet::new();
    for (number, row) in reader.records().enumerate() {
        let row = row.map_err(|_| damaged(say!("`{}` is damaged in row {}", name, number + 1)))?;
        let codes: Vec<String> = levels
            .iter()
            .map(|it| row.get(*it).unwrap_or("").trim_end().to_owned())
            .collect();
        if codes.iter().any(String::is_empty) {
            return Err(damaged(say!(
                "`{}` has an empty code in row {}",
                name,
                number + 1
            )));
        }
        if codes
            .iter()
            .any(|it| it == "?" || it.contains(drempel_plan::engine::SET_SEPARATOR))
        {
            return Err(damaged(say!(
                "`{}` has a code in row {} that Drempel uses itself",
                name,
                number + 1
            )));
        }
        let texts = levels.iter().chain(labelled.iter().map(|(_, _, at)| at));
        if let Some(at) = texts
            .copied()
            .find(|at| row.get(*at).is_some_and(|it| it.chars().any(unseen)))
        {
            return Err(damaged(say!(
                "`{}` has an invisible character in row {}, column `{}`",
                name,
                number + 1,
                header.get(at).unwrap_or("")
            ))
            .help("delete it: it can make a name read differently from what it is"));
        }
        for (language, level, at) in &labelled {
            if let (Some(code), Some(label)) = (codes.get(*level), row.get(*at)) {
                data.labels
                    .insert((*language, *level, code.clone()), label.trim().to_owned());
            }
        }
        if codes.first().is_some_and(|it| !seen.insert(it.clone())) {
            return Err(damaged(say!(
                "`{}` has a code twice, the second time in row {}",
                name,
                number + 1
            )));
        }
        data.rows.push(codes);
    }
    if data.rows.is_empty() {
        return Err(damaged(say!("`{}` holds no codes", name)));
    }
    if let Some(level) = data.contradiction() {
        let name_of = list.levels.get(level).map_or("", |it| it.value.as_str());
        return Err(damaged(say!(
            "`{}` puts one code into two different `{}`",
            name,
            name_of
        ))
        .help("each code of a level belongs to one code of the next level"));
    }
    Ok(data)
}
