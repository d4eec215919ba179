//! The lineage as lines of text: per table what it reads and for what.

use super::{Lineage, TableNode, Use};

/// How a use is written: `clients.buurt at wijk, over clients – profiles`.
pub(super) fn said(it: &Use) -> String {
    let mut line = it.of.clone();
    if let Some(level) = &it.level {
        line += &format!(" at {level}");
    }
    if let Some(over) = &it.over {
        line += &format!(", over {over}");
    }
    line
}

fn size(it: &TableNode) -> String {
    let categories: Vec<String> = it.categories.iter().map(usize::to_string).collect();
    format!(
        "{} categories, {} cells with totals",
        categories.join(" x "),
        it.cells
    )
}

/// Lines; a table starts at the margin.
#[must_use]
pub fn text(lineage: &Lineage) -> Vec<String> {
    let mut lines = Vec::new();
    for table in &lineage.tables {
        lines.push(format!("{}  ({})", table.name, size(table)));
        lines.push(format!("  shows       {}", table.measures.join(", ")));
        for it in &table.uses {
            let role = match it.role {
                "key of the join" => "join key",
                role => role,
            };
            lines.push(format!("  {role:<10}  {}", said(it)));
            if let Some(class) = lineage.classes.iter().find(|class| class.name == it.of) {
                lines.push(format!(
                    "  {:<10}    {} of {}",
                    "",
                    class.how,
                    class.columns.join(", ")
                ));
            }
        }
        lines.push(format!("  threshold   {}", table.threshold));
        if !table.reports.is_empty() {
            lines.push(format!("  report      {}", table.reports.join(", ")));
        }
        lines.push(String::new());
    }
    lines.pop();
    lines
}
