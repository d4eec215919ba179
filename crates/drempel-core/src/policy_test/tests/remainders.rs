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
    all_shown(piece, &[(name, &[at])])
}

/// Whether all of these cells are shown.
fn all_shown(piece: &str, wanted: &[(&str, &[Option<u16>])]) -> bool {
    let (checked, _) = checked(piece);
    let program = checked.program();
    // The tables of the base policy divide the same clients further.
    let own = [
        "by_district",
        "by_postcode",
        "everybody",
        "one",
        "two",
        "three",
    ];
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
    wanted.iter().all(|(name, at)| {
        let mut printed = input.tables.iter();
        let position = printed.position(|it| it.printed && it.name == *name);
        let position = position.expect("a table of this name");
        let mut cells = input.tables[position].cells.iter();
        let cell = cells.position(|it| it.coordinates == *at);
        let figure = protected.figure(position, cell.expect("a cell"), 0);
        matches!(figure, Some(Figure::Shown(_)))
    })
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

/// Tables of clients with exact counts, each with its condition and its rows and columns.
fn exact(tables: &[(&str, &str, &str, &str)]) -> String {
    let table = |(name, only, rows, columns): &(&str, &str, &str, &str)| {
        let clause = |word: &str, what: &str| match what {
            "" => String::new(),
            _ => format!("  {word:<12}{what}\n"),
        };
        let (from, stated) = match *rows {
            "income_area" => (
                "clients joined with profiles",
                "correlation is not cause, area is not person",
            ),
            _ => ("clients", ""),
        };
        let totals = if columns.is_empty() {
            "rows"
        } else {
            "rows, columns"
        };
        [
            format!("table {name} \"Clients {name}\" {{\n"),
            clause("from", from),
            "  for         planning\n  population  \"Residents with support\"\n".to_owned(),
            clause("only", only),
            clause("rows", rows),
            clause("columns", columns),
            "  show        number of persons\n".to_owned(),
            clause("totals", totals),
            "  threshold   exact\n".to_owned(),
            clause("state", stated),
            "}\n".to_owned(),
        ]
        .concat()
    };
    let threshold = "threshold exact {\n  at least    13 persons and 8 households in every cell\n  keep hidden counts not exact\n}\n";
    let tables: Vec<String> = tables.iter().map(table).collect();
    format!("{threshold}{}", tables.concat())
}

/// A test with clients by number and what they have in common.
fn with(given: &[(u32, &str)]) -> String {
    let row = |(number, what): &(u32, &str)| {
        let (unit, source) = match what.starts_with("pc6") {
            true => ("areas", "profiles"),
            false => ("persons", "clients"),
        };
        format!("  given       {number} {unit} in {source} where {what}\n")
    };
    let rows: Vec<String> = given.iter().map(row).collect();
    format!(
        "test \"it\" {{\n{}  expect      one shown\n}}\n",
        rows.concat()
    )
}

#[test]
fn part_of_a_district_is_left_by_a_further_column() {
    for other in [5, 50] {
        let tables = exact(&[
            ("one", "", "wijk of buurt", "channel"),
            ("two", "buurt is \"BU0101\"", "channel", ""),
        ]);
        let rows = with(&[
            (
                200,
                "buurt is \"BU0101\", channel is letter or phone or web, pc4 is \"7511\"",
            ),
            (
                other,
                "buurt is \"BU0102\", channel is letter, pc4 is \"7511\"",
            ),
            (95, "buurt is \"BU0102\", channel is phone, pc4 is \"7511\""),
            (60, "buurt is \"BU0102\", channel is web, pc4 is \"7511\""),
            (
                200,
                "buurt is \"BU0201\", channel is letter or phone or web, pc4 is \"7511\"",
            ),
        ]);
        let wanted: [(&str, &[Option<u16>]); 2] =
            [("one", &[Some(0), Some(0)]), ("two", &[Some(0)])];
        assert_eq!(all_shown(&[tables, rows].concat(), &wanted), other == 50);
    }
}

#[test]
fn part_of_a_class_is_left_where_its_areas_have_a_condition() {
    // Of both postcodes with low incomes the clients with letters are counted; few of them phoned.
    for phone in [8, 60] {
        let tables = exact(&[
            ("one", "", "income_area", "law"),
            ("two", "channel is letter", "pc4", "law"),
        ]);
        let rows = with(&[
            (2, "pc6 is \"7511AA\" or \"7521AA\", income_index is \"50\""),
            (
                200,
                "channel is letter, law is wmo or jeugd, pc4 is \"7511\"",
            ),
            (
                phone,
                "channel is phone, law is wmo or jeugd, pc4 is \"7511\"",
            ),
            (
                200,
                "channel is letter, law is wmo or jeugd, pc4 is \"7521\"",
            ),
            (
                phone,
                "channel is phone, law is wmo or jeugd, pc4 is \"7521\"",
            ),
        ]);
        let wanted: [(&str, &[Option<u16>]); 3] = [
            ("one", &[Some(0), Some(0)]),
            ("two", &[Some(0), Some(0)]),
            ("two", &[Some(1), Some(0)]),
        ];
        assert_eq!(all_shown(&[tables, rows].concat(), &wanted), phone == 60);
    }
}

#[test]
fn three_overlapping_conditions_leave_what_two_of_them_share() {
    // Letters and phone, phone and web, letters and web: half of the first two less the third is those who phoned.
    for phone in [5, 50] {
        let more = "source clients …\n- column      channel\n+ column      channel        dimension letter, phone, web, desk\nlabels en …\n- column      clients.channel\n+ column      clients.channel  letter as \"letter\", phone as \"phone\", web as \"web\", desk as \"desk\"\n";
        let tables = exact(&[
            ("one", "channel is letter or phone", "wijk of buurt", ""),
            ("two", "channel is phone or web", "wijk of buurt", ""),
            ("three", "channel is letter or web", "wijk of buurt", ""),
        ]);
        let rows = with(&[
            (100, "channel is letter, buurt is \"BU0101\""),
            (phone, "channel is phone, buurt is \"BU0101\""),
            (100, "channel is web, buurt is \"BU0101\""),
            (100, "channel is desk, buurt is \"BU0101\""),
            (
                400,
                "channel is letter or phone or web or desk, buurt is \"BU0201\"",
            ),
        ]);
        let wanted: [(&str, &[Option<u16>]); 3] = [
            ("one", &[Some(0)]),
            ("two", &[Some(0)]),
            ("three", &[Some(0)]),
        ];
        assert_eq!(
            all_shown(&[more, &tables, &rows].concat(), &wanted),
            phone == 50
        );
    }
}

#[test]
fn areas_of_two_lists_with_the_same_inhabitants_leave_what_their_conditions_do() {
    // Everybody of the first district lives in the first postcode, and nobody else does.
    for phone in [5, 50] {
        let tables = exact(&[
            ("one", "channel is letter or phone", "wijk of buurt", ""),
            ("two", "channel is letter", "pc4", ""),
        ]);
        let rows = with(&[
            (
                100,
                "channel is letter, buurt is \"BU0101\", pc4 is \"7511\"",
            ),
            (
                phone,
                "channel is phone, buurt is \"BU0101\", pc4 is \"7511\"",
            ),
            (
                200,
                "channel is letter or phone, buurt is \"BU0201\", pc4 is \"7521\"",
            ),
        ]);
        let wanted: [(&str, &[Option<u16>]); 2] = [("one", &[Some(0)]), ("two", &[Some(0)])];
        assert_eq!(all_shown(&[tables, rows].concat(), &wanted), phone == 50);
    }
}

#[test]
fn a_class_that_nobody_of_a_neighbourhood_can_have_is_impossible() {
    // The only postcode of the first neighbourhood has low incomes.
    let tables = exact(&[
        ("one", "", "income_area", "wijk of buurt"),
        ("two", "", "pc4", ""),
    ]);
    let rows = with(&[
        (1, "pc6 is \"7511AA\", income_index is \"50\""),
        (1, "pc6 is \"7521AA\", income_index is \"150\""),
        (100, "buurt is \"BU0101\", pc4 is \"7511\""),
        (100, "buurt is \"BU0201\", pc4 is \"7511\" or \"7521\""),
    ]);
    let wanted: [(&str, &[Option<u16>]); 2] = [("one", &[Some(0), Some(0)]), ("two", &[Some(0)])];
    assert!(all_shown(&[tables, rows].concat(), &wanted));
}
