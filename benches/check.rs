//! How long it takes to parse, resolve and check a policy, by its number of lines.
//!
//! Prints, for generated policies of 100, 1,000 and 10,000 lines, the median of several runs and the time per line relative to
//! the smallest one, all measured in one process. `docs/benchmarks.md` says how to run it.

use drempel_core::check::{At, check};
use drempel_core::front;
use drempel_core::lists::{ListData, Lists};
use drempel_plan::period::Period;
use drempel_syntax::span::Sources;
use jiff::civil::date;
use std::time::{Duration, Instant};

const BASE: &str = include_str!("../crates/drempel-core/fixtures/base.drempel");

/// The base policy with so many more sources, thresholds, tables and labels that it has about this many lines.
fn generated(lines: usize) -> String {
    let mut text = BASE.to_owned();
    let mut at = 0;
    while text.lines().count() + 40 < lines {
        at += 1;
        text.push_str(&format!(
            r#"source loans{at} from "data/loans{at}_{{period}}.csv" {{
  kind        register
  owner       "Library"
  collected   for planning
  unit        person by person
  unit        household by household
  as of       end of period
  stale       after 120 days
  format      csv separated by comma
  column      person     identifier
  column      household  identifier
  column      place      area buurt of areas
  column      kind       dimension book, film, game
}}
threshold standard{at} extends standard {{
  at least    18 persons in every cell
}}
table loans{at}_by_wijk "Borrowers by district and kind, part {at}" {{
  from        loans{at}
  for         planning
  population  "Residents who borrowed"
  rows        wijk of place
  columns     kind
  show        number of persons
  totals      rows, columns
  threshold   standard{at}
}}
report loans{at} "Who borrows? {at}" {{
  for         planning
  used for    capacity planning
  period      quarter
  audience    college
  openness    internal because "steering information"
  language    en
  format      pdf, csv
  tables      loans{at}_by_wijk
}}
labels en {{
  header      loans{at}.kind as "Kind"
  column      loans{at}.kind  book as "book", film as "film", game as "game"
}}
"#
        ));
    }
    text
}

fn list(rows: &[&[&str]]) -> ListData {
    ListData {
        rows: rows
            .iter()
            .map(|row| row.iter().map(|it| (*it).to_owned()).collect())
            .collect(),
        ..ListData::default()
    }
}

fn lists() -> Lists {
    let areas = list(&[
        &["BU0101", "WK01", "GM01"],
        &["BU0102", "WK01", "GM01"],
        &["BU0201", "WK02", "GM01"],
    ]);
    let postcodes = list(&[
        &["7511AA", "7511", "751"],
        &["7511AB", "7511", "751"],
        &["7521AA", "7521", "752"],
    ]);
    Lists {
        by_name: [("areas".into(), areas), ("postcodes".into(), postcodes)].into(),
    }
}

/// Parses, resolves and checks; gives the time and how many errors there are.
fn once(text: &str, lists: &Lists) -> (Duration, usize) {
    let lists = lists.clone();
    let start = Instant::now();
    let mut sources = Sources::default();
    let file = sources.add("policy.drempel", text);
    let (program, found) = front(&sources, &[file]);
    let at = At {
        today: Some(date(2026, 10, 20)),
        period: "2026-Q3".parse::<Period>().ok(),
        report: None,
    };
    let wrong = match check(program, lists, at, found) {
        Ok(_) => 0,
        Err(all) => all.len(),
    };
    (start.elapsed(), wrong)
}

#[allow(clippy::print_stdout, reason = "a bench prints its figures")]
fn main() {
    let lists = lists();
    let mut first = None;
    println!(
        "{:>8}  {:>10}  {:>12}  {:>8}",
        "lines", "median ms", "us per line", "relative"
    );
    for lines in [100, 1_000, 10_000] {
        let text = generated(lines.max(BASE.lines().count()));
        let count = text.lines().count();
        let runs = if lines == 10_000 { 9 } else { 31 };
        let mut times: Vec<Duration> = Vec::new();
        for _ in 0..runs {
            let (time, wrong) = once(&text, &lists);
            assert_eq!(wrong, 0, "the generated policy is right");
            times.push(time);
        }
        times.sort();
        let middle = times.get(times.len() / 2).copied();
        let median = middle.unwrap_or_default().as_secs_f64();
        let each = median * 1e6 / count as f64;
        let base = *first.get_or_insert(each);
        println!(
            "{count:>8}  {:>10.2}  {each:>12.2}  {:>8.2}",
            median * 1e3,
            each / base
        );
    }
}
