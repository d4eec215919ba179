//! Totals of tables that have no column in common: what their conditions leave is protected like a cell.

use super::*;

/// Two tables of other rows: one by district, one by income.
fn tables(first: &str, second: &str, more: &str) -> String {
    let table = |name: &str, only: &str, rows: &str, from: &str| {
        let only = if only.is_empty() {
            String::new()
        } else {
            format!("  only        {only}\n")
        };
        format!(
            "table {name} \"Clients {name}\" {{\n  from        {from}\n  for         planning\n  population  \"Residents with support\"\n{only}  rows        {rows}\n  show        number of persons\n  totals      rows\n  threshold   exact\n}}\n"
        )
    };
    format!(
        "threshold exact {{\n  at least    13 persons and 8 households in every cell\n  keep hidden counts not exact\n}}\n{}{}{more}",
        table("by_district", first, "wijk of buurt", "clients"),
        table("by_postcode", second, "pc4", "clients"),
    )
}

/// Clients of two districts and two postcodes.
fn given(letter: u32, phone: u32, web: u32) -> String {
    let some = |number: u32, channel: &str| {
        format!(
            "  given       {number} persons in clients where channel is {channel}, law is wmo, pc4 is \"7511\" or \"7521\", buurt is \"BU0101\" or \"BU0201\"\n"
        )
    };
    [
        some(letter, "letter"),
        some(phone, "phone"),
        some(web, "web"),
    ]
    .concat()
}

/// Whether a cell of a table with one dimension is shown.
fn is_shown(piece: &str, name: &str, at: Option<u16>) -> bool {
    let (checked, _) = checked(piece);
    let program = checked.program();
    // The tables of the base policy divide the same clients further.
    let own = ["by_district", "by_postcode", "everybody"];
    let tables: Vec<TableId> = (0..program.tables.len())
        .filter(|it| own.contains(&program.tables[*it].name.value.as_str()))
        .map(TableId)
        .collect();
    let lowered = lower::lower_tables(program, checked.lists(), &tables, period()).expect("a plan");
    let mut tests = program.tests.iter();
    let test = tests.find(|it| it.title.value == "it").expect("a test");
    let raw = rows(program, checked.lists(), test, &lowered);
    let output = drempel_naive::run(&lowered.engine, &raw).expect("rows that fit");
    let assembled = assemble::assemble(program, &lowered, &output, &[], Limits::default());
    let input = assembled.expect("tables that agree").input;
    let protected = drempel_sdc::seal(&input).expect("tables that can be protected");
    let mut printed = input.tables.iter();
    let position = printed.position(|it| it.printed && it.name == name);
    let position = position.expect("a table of this name");
    let mut cells = input.tables[position].cells.iter();
    let cell = cells.position(|it| it.coordinates == [at]).expect("a cell");
    matches!(protected.figure(position, cell, 0), Some(Figure::Shown(_)))
}

fn total_shown(piece: &str, name: &str) -> bool {
    is_shown(piece, name, None)
}

/// Which totals are shown: of the table by district, and of the one by postcode.
fn totals_shown(piece: &str) -> (bool, bool) {
    (
        total_shown(piece, "by_district"),
        total_shown(piece, "by_postcode"),
    )
}

#[test]
fn one_total_is_hidden_where_two_of_them_leave_a_small_group() {
    let piece = |phone: u32| {
        let rows = given(100, phone, 100);
        let test = format!(
            "test \"it\" {{\n{rows}  expect      by_district shown\n  expect      by_postcode shown\n}}\n"
        );
        tables("channel is letter or phone", "channel is letter", &test)
    };
    let (all, some) = totals_shown(&piece(5));
    assert!(!(all && some), "five who phoned follow from two totals");
    assert!(all || some, "one total is enough");
    assert_eq!(totals_shown(&piece(50)), (true, true));
}

#[test]
fn three_totals_leave_what_none_of_them_counts() {
    // All, those with letters, those who phoned: the rest used the web.
    let whole = "table everybody \"All clients\" {\n  from        clients\n  for         planning\n  population  \"Residents with support\"\n  rows        wijk of buurt\n  show        number of persons\n  totals      rows\n  threshold   exact\n}\n";
    let all_shown = |web: u32| {
        let rows = given(100, 100, web);
        let test = format!(
            "{whole}test \"it\" {{\n{rows}  expect      by_district shown\n  expect      by_postcode shown\n  expect      everybody shown\n}}\n"
        );
        let piece = tables("channel is letter", "channel is phone", &test);
        let (first, second) = totals_shown(&piece);
        first && second && total_shown(&piece, "everybody")
    };
    assert!(
        !all_shown(5),
        "five who used the web follow from three totals"
    );
    assert!(all_shown(50));
}

#[test]
fn a_condition_on_a_finer_level_leaves_part_of_a_coarser_one() {
    // Of the first district one neighbourhood is counted by postcode; the other one has five clients.
    let piece = |other: u32| {
        let test = format!(
            "test \"it\" {{\n  given       100 persons in clients where buurt is \"BU0101\", pc4 is \"7511\" or \"7521\"\n  given       {other} persons in clients where buurt is \"BU0102\", pc4 is \"7511\"\n  given       90 persons in clients where buurt is \"BU0201\", pc4 is \"7511\" or \"7521\"\n  expect      by_district shown\n  expect      by_postcode shown\n}}\n"
        );
        tables("", "buurt is \"BU0101\"", &test)
    };
    for other in [5, 50] {
        let piece = piece(other);
        let shown = is_shown(&piece, "by_district", Some(0)) && total_shown(&piece, "by_postcode");
        assert_eq!(shown, other == 50);
    }
}

#[test]
fn two_parts_of_one_thing_in_the_same_columns_leave_a_third() {
    // Five clients of the first district phoned; of the second many did.
    let piece = |phone: u32| {
        let some = |number: u32, channel: &str, buurt: &str| {
            format!(
                "  given       {number} persons in clients where channel is {channel}, pc4 is \"7511\" or \"7521\", buurt is \"{buurt}\"\n"
            )
        };
        let rows = [
            some(100, "letter or web", "BU0101"),
            some(phone, "phone", "BU0101"),
            some(150, "letter or phone or web", "BU0201"),
        ]
        .concat();
        let test = format!(
            "test \"it\" {{\n{rows}  expect      by_district shown\n  expect      by_postcode shown\n}}\n"
        );
        tables("channel is letter or phone", "channel is letter", &test)
            .replace("rows        pc4", "rows        wijk of buurt")
    };
    for phone in [5, 50] {
        let piece = piece(phone);
        let shown = |name: &str| is_shown(&piece, name, Some(0));
        assert_eq!(shown("by_district") && shown("by_postcode"), phone == 50);
    }
}
