//! The lineage of the base policy.

use super::{Lineage, lineage, picture, text};
use crate::check::tests::complete::{BASE, lists};
use crate::check::{At, check};
use crate::front;
use drempel_syntax::span::Sources;

fn of(text: &str) -> Lineage {
    let mut sources = Sources::default();
    let file = sources.add("policy.drempel", text);
    let (program, found) = front(&sources, &[file]);
    lineage(
        &check(program, lists(), At::default(), found)
            .expect("a right policy")
            .0,
    )
}

#[test]
fn every_column_that_a_table_reads_is_there_with_what_for() {
    let made = of(BASE);
    let table = made
        .tables
        .iter()
        .find(|it| it.name == "cost_by_income")
        .unwrap();
    let told: Vec<String> = table
        .uses
        .iter()
        .map(|it| format!("{} {}", it.role, text::said(it)))
        .collect();
    for wanted in [
        "rows income_area, over clients – profiles",
        "columns clients.channel",
        "added up clients.cost",
        "key of the join clients.pc4 ",
        "weight profiles.dwellings, over clients – profiles",
    ] {
        assert!(
            told.iter().any(|it| format!("{it} ").starts_with(wanted)),
            "{wanted}: {told:#?}"
        );
    }
    assert!(
        told.iter().any(|it| it.starts_with("protection")),
        "{told:#?}"
    );
    assert_eq!(
        table.cells,
        table.categories.iter().map(|it| it + 1).product::<usize>()
    );
}

#[test]
fn every_use_is_of_a_column_or_class_that_is_there_and_no_column_is_idle() {
    let made = of(BASE);
    for it in made.tables.iter().flat_map(|it| &it.uses) {
        let known = made.columns.iter().any(|column| column.name == it.of)
            || made.classes.iter().any(|class| class.name == it.of);
        assert!(known, "{}", it.of);
    }
    for column in &made.columns {
        let used = made
            .tables
            .iter()
            .any(|it| it.uses.iter().any(|it| it.of == column.name))
            || made
                .classes
                .iter()
                .any(|it| it.columns.contains(&column.name));
        assert!(used, "{}", column.name);
    }
}

#[test]
fn the_picture_has_every_name_and_nothing_that_acts() {
    let mut made = of(BASE);
    made.tables[0].name = "a<script>&\"b".into();
    let drawn = picture(&made);
    for it in &made.columns {
        assert!(drawn.contains(&it.name));
    }
    assert!(drawn.contains("a&lt;script&gt;&amp;&quot;b") && !drawn.contains("<script"));
    let nodes = made.columns.len() + made.classes.len() + made.tables.len();
    assert_eq!(drawn.matches("<g><title>").count(), nodes);
    assert!(text(&made).iter().all(|it| it.chars().count() < 120));
}
