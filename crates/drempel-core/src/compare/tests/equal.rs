//! What means the same is equal: another order, layout, name, language, division over files.

use super::*;
use drempel_syntax::ast::Language;

fn same(old: &[&str], new: &[&str]) {
    let (a, old) = checked(old);
    let (b, new) = checked(new);
    for comparison in [compare(&a, &b), compare(&b, &a)] {
        let texts = Texts {
            old: &old,
            new: &new,
        };
        let told = super::super::text::human(&comparison, texts, Language::En).join("\n");
        assert_eq!(comparison.verdict(), Verdict::Equal, "{told}");
        assert!(!comparison.findings.is_empty());
    }
}

/// The base policy, laid out and translated.
fn printed(language: drempel_syntax::ast::Language) -> String {
    let mut sources = Sources::default();
    let file = sources.add("base.drempel", complete::BASE);
    let (tree, wrong) = drempel_syntax::parse(&sources, file);
    assert!(!wrong.has_errors());
    drempel_syntax::print(&tree, language)
}

#[test]
fn a_policy_is_equal_to_itself() {
    same(&[complete::BASE], &[complete::BASE]);
}

#[test]
fn layout_and_comments_are_no_difference() {
    let text = complete::BASE.replace(
        "  at least    13",
        "  -- the usual minimum\n      at least 13",
    );
    same(&[complete::BASE], &[&text]);
    same(
        &[complete::BASE],
        &[&printed(drempel_syntax::ast::Language::En)],
    );
}

#[test]
fn the_same_policy_in_dutch_is_equal() {
    let dutch = printed(drempel_syntax::ast::Language::Nl);
    assert!(dutch.contains("drempel 1 nl") && dutch.contains("afronding"));
    same(&[complete::BASE], &[&dutch]);
}

#[test]
fn the_order_of_clauses_declarations_and_values_is_no_difference() {
    let clauses = complete::BASE
        .replace(
            "  round       counts to 5\n  round       amounts to 1000 euro\n",
            "  round       amounts to 1000 euro\n  round       counts to 5\n",
        )
        .replace("13 persons and 8 households", "8 households and 13 persons")
        .replace(
            "fraud detection, contact with residents",
            "contact with residents, fraud detection",
        )
        .replace(
            "dimension letter, phone, web",
            "dimension web, phone, letter",
        )
        .replace(
            "tables      clients_by_wijk, cost_by_income",
            "tables      cost_by_income, clients_by_wijk",
        );
    same(&[complete::BASE], &[&clauses]);
    // The declarations from the last to the first.
    let body = complete::BASE.split_once("\n\n").expect("a header").1;
    let mut blocks: Vec<String> = Vec::new();
    for line in body.lines().filter(|it| !it.starts_with("--")) {
        if line.starts_with(|it: char| it.is_ascii_alphabetic()) {
            blocks.push(String::new());
        }
        let block = blocks.last_mut().expect("a declaration");
        block.push_str(line);
        block.push('\n');
    }
    blocks.reverse();
    same(
        &[complete::BASE],
        &[&format!("drempel 1\n\n{}", blocks.concat())],
    );
}

#[test]
fn rows_and_columns_that_changed_places_are_the_same_cells() {
    let turned = complete::BASE.replace(
        "  rows        income_area\n  columns     channel\n",
        "  rows        channel\n  columns     income_area\n",
    );
    same(&[complete::BASE], &[&turned]);
}

#[test]
fn a_policy_in_two_files_is_equal() {
    let (first, second) = complete::BASE
        .split_once("threshold standard")
        .expect("a threshold");
    let second = format!("drempel 1\n\nthreshold standard{second}");
    same(&[complete::BASE], &[first, &second]);
}

#[test]
fn other_names_with_the_same_meaning_are_equal() {
    for (old, new) in [
        ("standard", "usual"),
        ("clients_by_wijk", "by_district"),
        ("cost_by_income", "money"),
        ("planning", "insight"),
        ("profiling", "profiles_of_supplier"),
        ("income_area", "area_class"),
        ("quarterly", "kwartaal"),
    ] {
        let text: String = complete::BASE.replace(old, new);
        same(
            &[complete::BASE],
            &[&text.replace("capacity insight", "capacity planning")],
        );
    }
    let lists = complete::BASE
        .replace("list areas", "list districts")
        .replace("of areas", "of districts");
    let (a, _) = checked(&[complete::BASE]);
    let (program, _) = {
        let mut sources = Sources::default();
        let file = sources.add("lists.drempel", &lists);
        front(&sources, &[file])
    };
    let mut contents = complete::lists();
    let content = contents.by_name.remove("areas").expect("a list");
    contents.by_name.insert("districts".into(), content);
    let (b, _) = check(
        program,
        contents,
        At::default(),
        drempel_syntax::diag::Diagnostics::default(),
    )
    .expect("a right policy");
    assert_eq!(compare(&a, &b).verdict(), Verdict::Equal);
}

#[test]
fn classes_with_other_names_for_their_bands_are_equal() {
    let text = complete::BASE
        .replace("class       low   ", "class       poor  ")
        .replace("low as \"low\"", "poor as \"low\"");
    same(&[complete::BASE], &[&text]);
}

#[test]
fn a_threshold_that_inherits_what_another_one_writes_is_equal() {
    let text = complete::BASE.replace(
        "threshold standard {\n  at least    13 persons and 8 households in every cell\n",
        "threshold base {\n  at least    13 persons and 8 households in every cell\n  round       counts to 5\n}\nthreshold standard extends base {\n",
    );
    same(&[complete::BASE], &[&text]);
}

#[test]
fn group_rules_that_name_the_same_column_shorter_are_equal() {
    let rule = |of: &str| {
        complete::BASE.replace(
            "  round       counts to 5\n",
            &format!("  hide        a group of which 90 percent or more share one value of {of}\n  round       counts to 5\n"),
        )
    };
    same(&[&rule("channel")], &[&rule("clients.channel")]);
}

/// Figures of earlier releases are found by the place that a source is read from.
#[test]
fn a_source_with_another_name_is_equal() {
    let text = complete::BASE
        .replace("source clients", "source cases")
        .replace("clients.", "cases.")
        .replace("join clients", "join cases")
        .replace("row of clients", "row of cases")
        .replace("from        clients", "from        cases")
        .replace("in clients", "in cases");
    same(&[complete::BASE], &[&text]);
}
