//! How long it takes to parse, resolve and check a policy, by its number of lines.
//!
//! Prints, for generated policies of 100, 1,000 and 10,000 lines, the median of several runs and the time per line relative to
//! the smallest one, all measured in one process. With the path of the program in `DREMPEL` it also times whole processes:
//! the start, and texts that no person writes. `docs/benchmarks.md` says how to run it.

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
        crosswalks: std::collections::BTreeMap::new(),
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

/// Median wall time of a whole process, in milliseconds, and its exit code.
fn process(program: &str, words: &[&str]) -> (f64, Option<i32>) {
    let mut times = Vec::new();
    let mut exit = None;
    for _ in 0..15 {
        let start = Instant::now();
        let done = std::process::Command::new(program).args(words).output();
        times.push(start.elapsed());
        exit = done.ok().and_then(|it| it.status.code());
    }
    times.sort();
    let median = times
        .get(times.len() / 2)
        .map_or(0.0, Duration::as_secs_f64);
    (median * 1e3, exit)
}

#[allow(clippy::print_stdout, reason = "a bench prints its figures")]
fn processes(program: &str) -> std::io::Result<()> {
    let minimal = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/minimal");
    println!(
        "\n{:<44}  {:>9}  {:>4}",
        "whole process, median of 15", "ms", "exit"
    );
    let say = |what: &str, words: &[&str]| {
        let (time, exit) = process(program, words);
        println!("{what:<44}  {time:>9.1}  {:>4}", exit.unwrap_or(-1));
    };
    say("--version", &["--version"]);
    say(
        "check, the minimal example",
        &["check", "--project", minimal, "--today", "2026-10-20"],
    );
    let folder = std::env::temp_dir().join("drempel-bench");
    std::fs::create_dir_all(&folder)?;
    let base = std::fs::read_to_string(format!("{minimal}/minimal.drempel"))?;
    let join = |at: usize| format!("allow join loans with s{at} {{\n}}\n");
    let refused = |at: usize| format!("refuse join loans with s{at}\n");
    let cases: [(&str, String); 4] = [
        (
            "check, a million open brackets",
            format!("drempel 1\n{}", "{".repeat(1_000_000)),
        ),
        (
            "check, a line of 100 MB",
            format!("drempel 1\n{}", "a".repeat(100_000_000)),
        ),
        (
            "check, 100,000 joins",
            base.clone() + &(0..100_000).map(join).collect::<String>(),
        ),
        (
            "check, 15,000 unknown sources",
            base + &(0..15_000).map(refused).collect::<String>(),
        ),
    ];
    for (what, text) in cases {
        let file = folder.join("odd.drempel");
        std::fs::write(&file, text)?;
        let file = file.display().to_string();
        say(what, &["check", &file, "--project", minimal]);
    }
    std::fs::remove_dir_all(&folder)
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
        let median = times
            .get(times.len() / 2)
            .map_or(0.0, Duration::as_secs_f64);
        let each = median * 1e6 / count as f64;
        let base = *first.get_or_insert(each);
        println!(
            "{count:>8}  {:>10.2}  {each:>12.2}  {:>8.2}",
            median * 1e3,
            each / base
        );
    }
    if let Ok(program) = std::env::var("DREMPEL")
        && let Err(error) = processes(&program)
    {
        println!("the program could not be timed: {error}");
    }
}
