//! What a failure tells: the clause that is responsible, with its value, and the synthetic figures in between.

use super::*;

const FEW: &str = r#"
test "it" {
  given       9 persons in clients where buurt is "BU0101", law is wmo
  given       40 persons in clients where buurt is "BU0101", law is jeugd
  given       40 persons in clients where buurt is "BU0201", law is wmo or jeugd
"#;

fn of_few(expectation: &str) -> String {
    failures(&format!("{FEW}  expect      {expectation}\n}}\n"), "it")
}

fn holds_all(told: &str, parts: &[&str]) {
    for part in parts {
        assert!(told.contains(part), "`{part}` is not in\n{told}");
    }
}

#[test]
fn a_hidden_cell_points_at_the_clause_and_tells_its_figures() {
    let told = of_few("clients_by_wijk at wijk is \"WK01\", law is wmo shown");
    holds_all(
        &told,
        &[
            "the cell is hidden",
            "fewer than 13 persons are hidden",
            "it has fewer units than the minimum",
            "the rows of this test are invented; in this cell they are 9 persons and 9 households",
        ],
    );
}

#[test]
fn a_cell_that_protects_another_tells_of_its_row_and_column_and_of_the_rule_elsewhere() {
    // Which cell protects the nine is the choice of disclosure control. With rounding none would be needed.
    let cells = [
        "wijk is \"WK01\", law is jeugd",
        "wijk is \"WK01\"",
        "wijk is \"WK02\", law is wmo",
        "law is wmo",
    ];
    let expect = |at: &&str| format!("  expect      clients_by_wijk at {at} shown\n");
    let lines: String = cells.iter().map(expect).collect();
    let exact = "threshold standard …\n- round       counts\n";
    let told = failures(&format!("{exact}{FEW}{lines}}}\n"), "it");
    holds_all(
        &told,
        &[
            "it protects another hidden cell",
            "fewer than 13 persons are hidden, and this cell protects",
            "beside it, `wijk=WK01, law=wmo` has 9 persons and 9 households, and is hidden: it has fewer units",
            "and is shown as 49",
        ],
    );
}

#[test]
fn a_shown_cell_points_at_the_clause_that_should_have_hidden_it() {
    let told = of_few(
        "clients_by_wijk at wijk is \"WK02\", law is wmo hidden because fewer than 13 persons",
    );
    holds_all(
        &told,
        &[
            "the cell is shown, as 20",
            "fewer than 13 persons are hidden",
        ],
    );
    let told = of_few(
        "clients_by_wijk at wijk is \"WK02\", law is wmo hidden because a group shares one value",
    );
    holds_all(&told, &["this threshold has no rule for that reason"]);
    let told = of_few("clients_by_wijk at wijk is \"WK02\", law is wmo shown as 15");
    holds_all(
        &told,
        &[
            "the cell is shown as 20, not as 15",
            "printed as this clause says",
        ],
    );
}

#[test]
fn amounts_are_told_with_their_largest_contributions() {
    let told = failures(
        r#"
test "it" {
  given       20 persons in clients where channel is letter or web, cost is "100.50"
  given       2 persons in clients where channel is letter or web, cost is "200000"
  given       20 persons in clients where channel is phone
  expect      cost_by_income at channel is letter, sum of cost shown
}
"#,
        "it",
    );
    holds_all(
        &told,
        &[
            "one contribution above 50 percent of the amount is hidden",
            "together 201005 euro, of which the largest contributions are 200000, 100.50, 100.50",
        ],
    );
}

#[test]
fn an_inherited_clause_is_told_where_it_is_written_also_in_another_text() {
    let mut sources = Sources::default();
    let piece = r#"
use "rules/council"
threshold standard extends council {
  at least    8 households in every cell
  hide        a cell with 1 household above 80 percent of the amount
  round       amounts to 1000 euro
}
"#;
    let piece = format!(
        "{piece}{FEW}  expect      clients_by_wijk at wijk is \"WK01\", law is wmo shown\n  expect      clients_by_wijk at wijk is \"WK02\", law is wmo hidden because a zero\n}}\n"
    );
    let file = sources.add("policy.drempel", &complete::merged(&piece));
    let council = "drempel 1\nthreshold council {\n  at least    13 persons in every cell\n  hide        a cell with 1 household above 50 percent of the amount\n  round       counts to 5\n}\n";
    let gathered =
        crate::resolve::gather::gather(&mut sources, &[file], &|_| Ok(council.as_bytes().to_vec()));
    let (program, found) = crate::resolved(&sources, gathered);
    let at = At {
        today: Some(date(2026, 10, 20)),
        period: Some(period()),
        report: None,
    };
    let (checked, _) = check(program, complete::lists(), at, found).expect("a policy");
    let told: String = run(&checked, period())
        .iter()
        .map(|it| render_all(&it.failures, &sources, Format::Plain, Language::En))
        .collect();
    holds_all(
        &told,
        &["council.drempel", "fewer than 13 persons are hidden"],
    );
    // Of two clauses the stricter one is responsible, though the other one stands later.
    let standard = checked
        .program()
        .thresholds
        .iter()
        .find(|it| it.name.value == "standard");
    let standard = standard.expect("a threshold");
    let rule = crate::hir::RuleOf::Dominance(1, drempel_plan::unit::UnitKind::Household);
    let at = responsible::rule_at(standard, rule).expect("a place");
    assert_ne!(at.file, standard.name.span.file);
}
