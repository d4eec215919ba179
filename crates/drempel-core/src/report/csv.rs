//! The open data of a table: long form, one line per cell and measure, codes instead of labels, a status column.

use super::tables;
use super::{Figures, Material, Value};
use crate::hir::Measure;
use crate::lower::{Cells, LoweredTable};
use drempel_syntax::ast::ShareBase;

/// The name of a measure in the open data: `number of persons`, `sum of cost`.
#[must_use]
pub fn measure_key(measure: &Measure, program: &crate::hir::Program) -> String {
    let column = |id| {
        program
            .column(id)
            .map_or_else(String::new, |it| it.name.value.clone())
    };
    match measure {
        Measure::Number(unit) => format!("number of {}s", unit.name()),
        Measure::Sum(id) => format!("sum of {}", column(*id)),
        Measure::Mean(id) => format!("mean of {}", column(*id)),
        Measure::Change { since } => format!("change since {since}"),
        Measure::Share(ShareBase::Row) => "share within row".into(),
        Measure::Share(ShareBase::Column) => "share within column".into(),
        Measure::Share(ShareBase::Table) => "share within table".into(),
        Measure::PerThousand { unit, of } => {
            format!("{}s per 1000 of {}", unit.name(), column(*of))
        }
    }
}

/// A field: quoted where it must be, and never the beginning of a formula.
fn field(text: &str) -> String {
    let text = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

/// The name of a dimension's column.
pub(super) fn dimension_key(
    material: &Material<'_>,
    dimension: &crate::lower::LoweredDimension,
) -> String {
    material.checked.program().short_name(dimension.of)
}

/// One table as CSV (RFC 4180, UTF-8). Money in euro with two decimals, shares in percent,
/// rates with one decimal; empty where nothing is shown. A share that
/// is printed as its least value has status `or more`.
#[must_use]
pub fn table_csv(
    material: &Material<'_>,
    figures: Figures<'_>,
    position: usize,
    lowered: &LoweredTable,
) -> String {
    let program = material.checked.program();
    let Some(table) = material.table(lowered) else {
        return String::new();
    };
    let mut out: Vec<String> = lowered
        .dimensions
        .iter()
        .map(|it| field(&dimension_key(material, it)))
        .collect();
    out.extend(["measure".into(), "value".into(), "status".into()]);
    let mut text = out.join(",") + "\r\n";
    let printed = match &lowered.cells {
        Cells::Printed(it) | Cells::Unprinted(it) => it,
    };
    for at in material.coordinates.get(position).into_iter().flatten() {
        if at
            .iter()
            .zip(printed)
            .any(|(it, printed)| it.is_none() && !printed)
        {
            continue;
        }
        for measure in &table.measures {
            let value = tables::value(
                material,
                figures,
                position,
                lowered,
                table,
                &measure.value,
                at,
            );
            let mut line: Vec<String> = at
                .iter()
                .zip(&lowered.dimensions)
                .map(|(it, dimension)| match it {
                    None => "Total".to_owned(),
                    Some(it) => dimension
                        .categories
                        .get(usize::from(*it))
                        .map_or_else(String::new, |it| field(it)),
                })
                .collect();
            line.push(field(&measure_key(&measure.value, program)));
            let (value, status) = match value {
                Value::Shown(it) => {
                    let capped = matches!(measure.value, Measure::Share(_))
                        && tables::cap(lowered) == Some(it);
                    let status = if capped { "or more" } else { "shown" };
                    (plain(&measure.value, it), status)
                }
                Value::Hidden => (String::new(), "hidden"),
                Value::Impossible => (String::new(), "impossible"),
            };
            line.extend([value, status.to_owned()]);
            text.push_str(&(line.join(",") + "\r\n"));
        }
    }
    text
}

fn plain(measure: &Measure, value: i64) -> String {
    match measure {
        Measure::Sum(_) | Measure::Mean(_) => {
            let sign = if value < 0 { "-" } else { "" };
            format!(
                "{sign}{}.{:02}",
                value.unsigned_abs() / 100,
                value.unsigned_abs() % 100
            )
        }
        Measure::PerThousand { .. } => {
            let sign = if value < 0 { "-" } else { "" };
            format!(
                "{sign}{}.{}",
                value.unsigned_abs() / 10,
                value.unsigned_abs() % 10
            )
        }
        Measure::Number(_) | Measure::Share(_) | Measure::Change { .. } => value.to_string(),
    }
}
