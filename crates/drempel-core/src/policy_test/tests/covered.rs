//! What tests exercise, the warning for what they do not, and the format of JUnit.

use super::*;
use crate::policy_test::coverage::{Kind, Lack, coverage, untested};
use drempel_syntax::caret;

/// What lacks something: the lines of a piece, or names, each with what it lacks.
fn lacks(piece: &str) -> Vec<(String, Vec<Lack>)> {
    let (checked, _) = checked(piece);
    let verdicts = run(&checked, period());
    for it in &verdicts {
        assert!(it.passed(), "{}: {:?}", it.title, it.failures);
    }
    let found = coverage(checked.program(), &verdicts);
    let rows = found.uncovered();
    rows.map(|it| (it.what.english(), it.lacks.clone()))
        .collect()
}

const BOTH_SIDES: &str = r#"
test "it" {
  given       12 persons in clients where channel is letter or web, law is wmo, cost is "1000"
  given       12 persons in clients where channel is letter or web, law is wmo, cost is "1000"
  given       2 persons in clients where channel is letter or web, law is wmo, cost is "200000", buurt is "BU0101"
  given       13 persons in clients where channel is phone, cost is "1300", buurt is "BU0201", law is jeugd
  given       2 persons in clients where channel is phone, cost is "9000", buurt is "BU0201", law is jeugd
"#;

#[test]
fn a_clause_needs_a_cell_on_either_side() {
    let nothing =
        lacks("test \"few clients stay hidden\" {\n  given       9 persons in clients\n}\n");
    let clause = |all: &[(String, Vec<Lack>)], what: &str| {
        let found = all.iter().find(|it| it.0 == what);
        found.map_or_else(Vec::new, |it| it.1.clone())
    };
    assert_eq!(
        clause(&nothing, "at least 13 persons"),
        [Lack::Hides, Lack::Shows]
    );
    assert_eq!(clause(&nothing, "clients_by_wijk"), [Lack::Anything]);
    assert_eq!(clause(&nothing, "counts are rounded"), [Lack::Shows]);
    let some = lacks(&format!(
        "{BOTH_SIDES}  expect      cost_by_income at channel is letter hidden because one contribution dominates\n  expect      cost_by_income at channel is phone shown as 15\n  expect      cost_by_income at channel is phone, sum of cost shown as 35000\n}}\n"
    ));
    assert_eq!(clause(&some, "at least 13 persons"), []);
    assert_eq!(
        clause(&some, "at least 8 households"),
        [Lack::Hides, Lack::Shows]
    );
    assert_eq!(
        clause(
            &some,
            "one contribution above 50 percent of the amount is hidden"
        ),
        [Lack::Shows]
    );
    assert_eq!(clause(&some, "amounts are rounded"), []);
}

#[test]
fn the_short_table_counts_by_kind() {
    let (checked, _) = checked(
        "refuse column clients.law as columns because \"x\"\ntable clients_by_wijk …\n- columns\n- totals\n+ totals      rows\ntest \"few clients stay hidden\" {\n  given       9 persons in clients where law is wmo\n  given       20 persons in clients where buurt is \"BU0201\"\n  expect      clients_by_wijk at wijk is \"WK01\" hidden because fewer than 13 persons\n}\n",
    );
    let found = coverage(checked.program(), &run(&checked, period()));
    assert_eq!(found.counts(Kind::Table), (2, 1));
    assert_eq!(found.counts(Kind::Join), (1, 0));
    assert_eq!(found.counts(Kind::Refusal), (1, 1));
    let lines: Vec<String> = found.summary().iter().map(|it| it.english()).collect();
    assert_eq!(lines.len(), 4, "{lines:?}");
    assert!(lines[1].ends_with("1 of 2"), "{lines:?}");
}

#[test]
fn a_threshold_of_which_no_test_expects_anything_is_warned_of() {
    let piece = r#"
threshold wide extends standard {
#         ^^^^ D0804
  at least    18 persons in every cell
}
table t "Clients by channel" {
#     - D0804
  from        clients
  for         planning
  population  "Residents with support"
  rows        channel
  show        number of persons
  threshold   wide
}
threshold unused extends standard {
  at least    23 persons in every cell
}
"#;
    caret::check_all(&complete::merged(piece), |sources, file| {
        let (program, _) = front(sources, &[file]);
        untested(&program)
    });
    let (checked, _) = checked(&format!(
        "{}test \"it\" {{\n  given       9 persons in clients\n  expect      t at channel is letter hidden because fewer than 18 persons\n}}\n",
        piece.replace("# ", "-- ")
    ));
    assert!(untested(checked.program()).is_empty());
}

#[test]
fn junit_is_well_formed_whatever_titles_hold() {
    let (checked, sources) = checked(
        "test \"a <b> & 'c' \\\"d\\\"\" {\n  given       9 persons in clients\n  expect      clients_by_wijk shown\n}\n",
    );
    let verdicts = run(&checked, period());
    let made = junit::junit(&verdicts, &sources, "policy.drempel", Language::En);
    assert!(made.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"drempel\" tests=\"2\" failures=\"1\""), "{made}");
    assert!(
        made.contains("name=\"a &lt;b&gt; &amp; 'c' &quot;d&quot;\""),
        "{made}"
    );
    assert!(
        made.contains("<failure type=\"D0801\" message=\"the cell is hidden\">"),
        "{made}"
    );
    assert_eq!(made.matches("<testcase ").count(), 2);
    // Outside of tags nothing is left that would begin one.
    for it in made.split('<').skip(1) {
        let tag = it.split('>').next().unwrap_or("");
        assert!(
            it.contains('>') && tag.matches('"').count() % 2 == 0,
            "{tag}"
        );
    }
}
