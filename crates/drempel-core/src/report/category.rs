//! What categories are called, and which of them are several together.

use super::Material;
use super::tables::heading;
use super::words::{self, say};
use crate::check::labels;
use crate::lower::{LoweredDimension, LoweredTable};
use drempel_plan::engine::UNKNOWN;

/// The label of a category.
pub(super) fn category(material: &Material<'_>, dimension: &LoweredDimension, at: u16) -> String {
    let language = material.language();
    let program = material.checked.program();
    let Some(code) = dimension.categories.get(usize::from(at)) else {
        return String::new();
    };
    if code == UNKNOWN {
        return words::unknown(language).to_owned();
    }
    let members = dimension.members(usize::from(at));
    let own = |level: usize, code: &str| {
        let (list, _) = program.list_of(dimension.of)?;
        let data = material
            .checked
            .lists()
            .get(&program.lists.get(list.0)?.name.value)?;
        let key = (language, level, code.to_owned());
        data.labels.get(&key).cloned()
    };
    let level = program.list_of(dimension.of).map_or(0, |it| it.1);
    if members.len() > 1 {
        // A branch is called as it is one level up; neighbouring classes by all of their names.
        let branch = own(level + 1, code);
        return branch.unwrap_or_else(|| match program.list_of(dimension.of) {
            Some(_) => code.clone(),
            None => members
                .iter()
                .map(|it| {
                    let label = labels::value_label(program, language, dimension.of, it);
                    label.unwrap_or(it)
                })
                .collect::<Vec<_>>()
                .join(" + "),
        });
    }
    if let Some(label) = labels::value_label(program, language, dimension.of, code) {
        return label.to_owned();
    }
    own(level, code).unwrap_or_else(|| code.clone())
}

/// Which categories were put together, per dimension.
pub(super) fn together(material: &Material<'_>, lowered: &LoweredTable) -> Vec<String> {
    let language = material.language();
    let mut notes = Vec::new();
    for dimension in lowered.dimensions.iter().filter(|it| it.parts.is_some()) {
        let several = (0_u16..)
            .zip(dimension.categories.iter())
            .filter_map(|(at, _)| {
                let members = dimension.members(usize::from(at));
                let label = category(material, dimension, at);
                match (
                    members.len(),
                    material.checked.program().list_of(dimension.of),
                ) {
                    (0 | 1, _) => None,
                    (number, Some(_)) => Some(format!("{label} ({number})")),
                    (_, None) => Some(label),
                }
            });
        let all = several.collect::<Vec<_>>().join(", ");
        let of = heading(material, dimension).to_lowercase();
        notes.push(say(
            language,
            &format!("Samengenomen bij {of}, omdat er anders meer verborgen zou zijn: {all}."),
            &format!("Put together in {of}, because more would be hidden otherwise: {all}."),
        ));
    }
    notes
}
