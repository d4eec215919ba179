//! The command from files to files: every option, every refusal, and an attacker who only sees what is published.

use crate::{Args, run};
use clap::Parser;
use drempel_syntax::ast::Language;
use drempel_syntax::diag::{Format, render};
use drempel_syntax::span::Sources;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

#[derive(Parser)]
struct Cli {
    #[command(flatten)]
    args: Args,
}

/// A folder with files, and the command run in it.
struct Place(tempfile::TempDir);

const GEO: &str = "code,parent\nNL,\nN,NL\nS,NL\nn1,N\nn2,N\ns1,S\ns2,S\n";

type Row = BTreeMap<String, String>;

impl Place {
    fn new() -> Self {
        let it = Self(tempfile::tempdir().unwrap());
        it.file("geo.csv", GEO);
        it
    }

    fn file(&self, name: &str, text: &str) -> &Self {
        fs::write(self.0.path().join(name), text).unwrap();
        self
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// The arguments, with `@name` for a file of the folder.
    fn args(&self, line: &str) -> Args {
        let at = format!("{}/", self.0.path().display());
        let words = line.split_whitespace().map(|it| it.replace('@', &at));
        Cli::try_parse_from(std::iter::once("protect".to_owned()).chain(words))
            .unwrap_or_else(|error| panic!("{error}"))
            .args
    }

    fn ok(&self, line: &str) -> crate::Summary {
        run(&self.args(line)).unwrap_or_else(|it| panic!("{}", it.message.english()))
    }

    /// The code of the refusal; nothing was written.
    fn code(&self, line: &str) -> &'static str {
        let fault = run(&self.args(line)).unwrap_err();
        assert!(!self.path("out").exists(), "something was written");
        fault.code.id
    }

    fn rows(&self, name: &str) -> Vec<Row> {
        let mut reader = csv::Reader::from_path(self.path(name)).unwrap();
        let header = reader.headers().unwrap().clone();
        let names: Vec<String> = header.iter().map(str::to_owned).collect();
        reader
            .records()
            .map(|it| {
                let it = it.unwrap();
                let of = names.iter().cloned();
                of.zip(it.iter().map(str::to_owned)).collect()
            })
            .collect()
    }
}

/// Micro data: unit, region, age, law and cost, from a seed.
fn micro(rows: usize, seed: u64) -> String {
    let mut state = seed
        .wrapping_mul(2_862_933_555_777_941_757)
        .wrapping_add(3_037_000_493);
    let mut below = |most: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % most
    };
    let mut text = String::from("pid,geo,age,law,cost\n");
    for row in 0..rows {
        let geo = ["n1", "n1", "n1", "n2", "s1", "s1", "s2"][below(7) as usize];
        let age = ["0", "18", "18", "65", "65", "65"][below(6) as usize];
        let law = ["wmo", "jeugd"][below(2) as usize];
        let cost = format!("{}.{:02}", below(900) * below(9), below(100));
        let unit = if below(4) == 0 && row > 0 {
            row - 1
        } else {
            row
        };
        text += &format!("p{unit},{geo},{age},{law},{cost}\n");
    }
    text
}

const BASE: &str = "--unit pid --hierarchy geo=@geo.csv --dimension age --minimum 5 --zeros public --require not-exact --out @out";

/// Both files agree with each other and with themselves.
fn agree(place: &Place, folder: &str, additive: bool) -> (Vec<Row>, Vec<Row>) {
    let shown = place.rows(&format!("{folder}/cells.csv"));
    let truth = place.rows(&format!("{folder}/confidential/cells.csv"));
    assert_eq!(shown.len(), truth.len());
    let number = |it: &Row, name: &str| it[name].parse::<f64>().unwrap();
    for (cell, own) in shown.iter().zip(&truth) {
        assert_eq!((&cell["geo"], &cell["age"]), (&own["geo"], &own["age"]));
        assert_eq!(cell["status"], own["status"]);
        if cell["status"] == "hidden" {
            assert!(cell["value"].is_empty());
            assert!(["primary", "complementary"].contains(&own["why"].as_str()));
            let (lo, value, up) = (number(own, "lo"), number(own, "value"), number(own, "up"));
            assert!(lo <= value && value <= up);
            assert!(own["why"] != "primary" || lo < up);
        } else {
            assert_eq!(cell["status"], "shown");
            assert!(!cell["value"].is_empty() && own["why"].is_empty());
            assert!(own["lo"].is_empty() && own["up"].is_empty());
        }
    }
    if additive {
        let value: BTreeMap<(&str, &str), f64> = truth
            .iter()
            .map(|it| {
                (
                    (it["geo"].as_str(), it["age"].as_str()),
                    number(it, "value"),
                )
            })
            .collect();
        for (&(geo, age), total) in &value {
            let parts: &[&str] = match geo {
                "NL" => &["N", "S"],
                "N" => &["n1", "n2"],
                "S" => &["s1", "s2"],
                _ => &[],
            };
            let sum: f64 = parts.iter().map(|it| value[&(*it, age)]).sum();
            assert!(parts.is_empty() || (sum - total).abs() < 1e-6);
            if age == "Total" {
                let ages = value.iter().filter(|it| it.0.0 == geo && it.0.1 != "Total");
                assert!((ages.map(|it| it.1).sum::<f64>() - total).abs() < 1e-6);
            }
        }
    }
    (shown, truth)
}

/// What can be computed from the published cells by sums alone, whole numbers of at least one: intervals to a fixed point.
fn attack(shown: &[Row]) -> Vec<(i64, i64)> {
    let at = |geo: &str, age: &str| {
        shown
            .iter()
            .position(|it| it["geo"] == geo && it["age"] == age)
            .unwrap()
    };
    let mut known: Vec<(i64, i64)> = shown
        .iter()
        .map(|it| it["value"].parse().map_or((1, 1_000_000), |it| (it, it)))
        .collect();
    let geos = [("NL", ["N", "S"]), ("N", ["n1", "n2"]), ("S", ["s1", "s2"])];
    let mut sums: Vec<(usize, Vec<usize>)> = Vec::new();
    let mut ages: Vec<&str> = shown.iter().map(|it| it["age"].as_str()).collect();
    ages.sort_unstable();
    ages.dedup();
    for age in &ages {
        for (whole, parts) in geos {
            sums.push((at(whole, age), parts.iter().map(|it| at(it, age)).collect()));
        }
    }
    for geo in ["NL", "N", "S", "n1", "n2", "s1", "s2"] {
        let parts = ages
            .iter()
            .filter(|it| **it != "Total")
            .map(|it| at(geo, it));
        sums.push((at(geo, "Total"), parts.collect()));
    }
    for _ in 0..200 {
        for (whole, parts) in &sums {
            let (lo, up) = parts.iter().fold((0, 0), |sum, it| {
                (sum.0 + known[*it].0, sum.1 + known[*it].1)
            });
            let here = &mut known[*whole];
            *here = (here.0.max(lo), here.1.min(up));
            let (from, through) = *here;
            for it in parts {
                let own = known[*it];
                let (others_lo, others_up) = (lo - own.0, up - own.1);
                known[*it] = (own.0.max(from - others_up), own.1.min(through - others_lo));
            }
        }
    }
    known
}

#[test]
fn the_command_of_the_manual_writes_both_files() {
    let place = Place::new();
    place.file("micro.csv", &micro(120, 1));
    let summary = place.ok(&format!("@micro.csv {BASE} --count records --report json"));
    let (shown, _) = agree(&place, "out", true);
    assert_eq!(shown.len(), 7 * 4);
    assert_eq!(shown[0]["geo"], "NL");
    assert_eq!(shown[0]["value"], "120");
    let all = summary.all();
    assert_eq!(all.cells, 28);
    assert_eq!(all.shown + all.primary + all.complementary, 28);
    let json = summary.json();
    assert_eq!(json["hidden"], all.primary + all.complementary);
    assert!(json["cpu_seconds"]["choose"].is_number() || cfg!(not(unix)));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode =
            |name: &str| fs::metadata(place.path(name)).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode("out/confidential"), 0o700);
        assert_eq!(mode("out/confidential/cells.csv"), 0o600);
        assert_eq!(mode("out/confidential/CONFIDENTIAL.txt"), 0o600);
    }
    let first = fs::read_to_string(place.path("out/cells.csv")).unwrap();
    assert!(first.starts_with("geo,age,value,status\nNL,Total,120,shown\n"));
    // Again, into the same folder: the same bytes, and files of others stay.
    place.file("out/mine.txt", "mine");
    place.ok(&format!("@micro.csv {BASE} --count records"));
    assert_eq!(
        first,
        fs::read_to_string(place.path("out/cells.csv")).unwrap()
    );
    assert!(place.path("out/mine.txt").exists());
    assert_eq!(fs::read_dir(place.path("out")).unwrap().count(), 3);
}

#[test]
fn nothing_is_exact_for_who_adds_up_what_is_published() {
    for seed in 0..60 {
        let place = Place::new();
        place.file("micro.csv", &micro(40 + 3 * seed as usize, seed));
        for what in ["records", "pid"] {
            place.ok(&format!("@micro.csv {BASE} --count {what}"));
            let (shown, truth) = agree(&place, "out", what == "records");
            if what == "pid" {
                continue;
            }
            let known = attack(&shown);
            for ((interval, own), cell) in known.iter().zip(&truth).zip(&shown) {
                if own["why"] == "primary" {
                    assert!(interval.0 < interval.1, "{seed} {what} {cell:?}");
                }
                if cell["status"] == "shown" && own["value"] != "0" {
                    assert!(own["value"].parse::<i64>().unwrap() >= 5);
                }
                // What is certified is not more than what an attacker must hold possible.
                if cell["status"] == "hidden" {
                    let number = |name: &str| own[name].parse::<i64>().unwrap();
                    assert!(interval.0 <= number("lo") && number("up") <= interval.1);
                }
            }
        }
    }
}

#[test]
fn columns_follow_the_order_of_the_command_line() {
    let place = Place::new();
    place.file("micro.csv", &micro(80, 2));
    place.ok("@micro.csv --dimension law --hierarchy geo=@geo.csv --dimension age --minimum 5 --require not-exact --out @out");
    let text = fs::read_to_string(place.path("out/cells.csv")).unwrap();
    assert!(text.starts_with("law,geo,age,value,status\nTotal,NL,Total,80,shown\n"));
    assert_eq!(text.lines().count(), 1 + 3 * 7 * 4);
}

#[test]
fn units_that_have_several_values_count_once() {
    let place = Place::new();
    place.file(
        "micro.csv",
        &(0..30).fold("pid,geo,age\n".to_owned(), |text, it| {
            let geo = ["n1", "n2", "s1", "s2"][it % 4];
            let more = if it % 5 == 0 {
                format!("{it},{geo},65\n")
            } else {
                String::new()
            };
            text + &format!("{it},{geo},{}\n{more}", [0, 18][it % 2])
        }),
    );
    let summary = place.ok(&format!("@micro.csv {BASE} --count pid"));
    assert_eq!(summary.warnings[0].code.id, "D1108");
    let (shown, truth) = agree(&place, "out", false);
    assert_eq!(shown[0]["value"], "30");
    let all = truth
        .iter()
        .filter(|it| it["geo"] == "NL" && it["age"] != "Total");
    assert_eq!(
        all.map(|it| it["value"].parse::<i64>().unwrap())
            .sum::<i64>(),
        36
    );
}

#[test]
fn amounts_are_exact_and_dominated_cells_hidden() {
    let place = Place::new();
    place.file("micro.csv", &micro(150, 3));
    for rule in [
        "--p-percent 10",
        "--dominance 1,50 --dominance 2,85",
        "--minimum 5 --p-percent 15",
    ] {
        place.ok(&format!("@micro.csv --unit pid --hierarchy geo=@geo.csv --dimension age --measure cost --zeros public {rule} --out @out"));
        let (_, truth) = agree(&place, "out", true);
        assert!(truth[0]["value"].contains('.'));
    }
    // One unit with half of a cell by two records: its contributions count together.
    place.file(
        "few.csv",
        "pid,age,cost\na,1,30.10\na,1,30.20\nb,1,20\nc,1,25.5\nd,2,10\ne,2,10\nf,2,10\ng,2,10.05\n",
    );
    place.ok("@few.csv --unit pid --dimension age --measure cost --dominance 1,50 --zeros public --out @out");
    let rows = place.rows("out/confidential/cells.csv");
    assert_eq!(rows[1]["value"], "105.80");
    assert_eq!(rows[1]["why"], "primary");
    place.ok("@few.csv --dimension age --measure cost --dominance 1,50 --zeros public --out @out");
    assert_eq!(place.rows("out/confidential/cells.csv")[1]["why"], "");
}

#[test]
fn negative_amounts_are_judged_by_their_size() {
    let place = Place::new();
    place.file("micro.csv", "pid,age,cost\na,1,-90\nb,1,50\nc,1,45\nd,2,10\ne,2,11\nf,2,12\ng,2,9\nh,3,8\ni,3,9\nj,3,7\n");
    place.ok("@micro.csv --unit pid --dimension age --measure cost --dominance 1,45 --zeros public --out @out");
    let rows = place.rows("out/confidential/cells.csv");
    assert_eq!(rows[1]["value"], "5");
    assert_eq!(rows[1]["why"], "primary");
}

#[test]
fn rounding_and_requirements_are_followed() {
    let place = Place::new();
    place.file("micro.csv", &micro(150, 4));
    let summary = place.ok("@micro.csv --hierarchy geo=@geo.csv --dimension age --minimum 5 --round 5 --zeros public --out @out");
    assert_eq!(summary.warnings[0].code.id, "D1107");
    for it in place.rows("out/cells.csv") {
        assert!(it["value"].is_empty() || it["value"].parse::<i64>().unwrap() % 5 == 0);
    }
    for (require, holds) in [
        ("values:4", (|lo, up| up - lo >= 3) as fn(i64, i64) -> bool),
        ("reach-minimum", |_, up| up >= 8),
    ] {
        place.ok(&format!("@micro.csv --hierarchy geo=@geo.csv --dimension age --minimum 8 --require {require} --zeros public --out @out"));
        let (_, truth) = agree(&place, "out", true);
        for it in truth.iter().filter(|it| it["why"] == "primary") {
            let number = |name: &str| it[name].parse::<i64>().unwrap();
            assert!(holds(number("lo"), number("up")), "{require} {it:?}");
        }
    }
    place.ok("@micro.csv --hierarchy geo=@geo.csv --dimension law --dimension age --minimum 5 --out @out --require not-exact");
    let empty = place.rows("out/confidential/cells.csv");
    assert!(
        empty
            .iter()
            .filter(|it| it["value"] == "0")
            .all(|it| it["why"] == "primary")
    );
}

#[test]
fn a_ready_made_table_is_protected_and_its_totals_checked() {
    let place = Place::new();
    let inner = "geo,age,freq\nn1,0,3\nn1,18,20\nn2,0,14\nn2,18,9\ns1,0,8\ns1,18,11\ns2,18,7\n";
    place.file("inner.csv", inner);
    place.file("total.csv", &format!("{inner}NL,Total,72\nN,0,17\nS,0,8\n"));
    place.file("wrong.csv", &format!("{inner}NL,Total,73\n"));
    place.file("twice.csv", &format!("{inner}n1,0,3\n"));
    place.file("part.csv", "geo,age,freq\nn1,0,-3\n");
    let rest = "--hierarchy geo=@geo.csv --dimension age --minimum 5 --zeros public --require not-exact --out @out";
    for name in ["wrong", "twice", "part"] {
        let code = place.code(&format!("--table @{name}.csv --value freq {rest}"));
        assert_eq!(code, "D1103", "{name}");
    }
    for name in ["inner", "total"] {
        place.ok(&format!("--table @{name}.csv --value freq {rest}"));
        let (shown, truth) = agree(&place, "out", true);
        assert_eq!(shown.len(), 21);
        assert_eq!(shown[0]["value"], "72");
        assert_eq!(truth.iter().filter(|it| it["why"] == "primary").count(), 1);
    }
    place.file(
        "turnover.csv",
        "size,n,tot,max\na,2,10.5,6\nb,9,100,20\nc,5,80.25,75\nTotal,16,190.75,75\n",
    );
    place.ok("--table @turnover.csv --value tot --dimension size --contributors n --largest max --minimum 3 --dominance 1,85 --zeros public --out @out");
    let rows = place.rows("out/confidential/cells.csv");
    let why: Vec<&str> = rows.iter().map(|it| it["why"].as_str()).collect();
    assert_eq!(why[1], "primary");
    assert_eq!(why[3], "primary");
}

#[test]
fn linked_tables_are_one_problem() {
    let place = Place::new();
    place.file("micro.csv", &micro(150, 5));
    place.file(
        "other.csv",
        "code,parent\nall,\nbig,all\nsmall,all\nn1,big\ns1,big\nn2,small\ns2,small\n",
    );
    place.file(
        "linked.toml",
        "[[dimension]]\nname = \"size\"\ncolumn = \"geo\"\nhierarchy = \"other.csv\"\nlevels = 1\n\n[[table]]\nname = \"by-age\"\ndimensions = [\"geo\", \"age\"]\n\n[[table]]\nname = \"by-size\"\ndimensions = [\"size\", \"age\"]\n",
    );
    place.ok(&format!(
        "@micro.csv {BASE} --count records --linked @linked.toml"
    ));
    agree(&place, "out/by-age", true);
    let one = place.rows("out/by-age/cells.csv");
    let two = place.rows("out/by-size/cells.csv");
    assert_eq!((one.len(), two.len()), (28, 12));
    // The same figure is shown in both or hidden in both.
    for it in two.iter().filter(|it| it["size"] == "all") {
        let same = one
            .iter()
            .find(|other| other["geo"] == "NL" && other["age"] == it["age"])
            .unwrap();
        assert_eq!(
            (&same["status"], &same["value"]),
            (&it["status"], &it["value"])
        );
    }
    assert!(
        place
            .path("out/by-size/confidential/CONFIDENTIAL.txt")
            .exists()
    );
}

#[test]
fn an_argus_hierarchy_is_read() {
    let place = Place::new();
    place.file("micro.csv", &micro(90, 6));
    place.file("geo.hrc", "N\n@n1\n@n2\nS\n@s1\n@s2\n");
    place.ok("@micro.csv --hierarchy geo=@geo.hrc --minimum 5 --zeros public --require not-exact --out @out");
    let codes: Vec<String> = place
        .rows("out/cells.csv")
        .iter()
        .map(|it| it["geo"].clone())
        .collect();
    assert_eq!(codes, ["Total", "N", "n1", "n2", "S", "s1", "s2"]);
}

#[test]
fn what_is_wrong_has_a_code_and_nothing_is_written() {
    let place = Place::new();
    place
        .file("micro.csv", "pid,geo,age,cost\n1,n1,0,1.5\n2,n1,,2\n")
        .file("good.csv", "pid,geo,age,cost\n1,n1,0,x\n2,n2,0,2\n");
    place
        .file("a.csv", "code,parent\nNL,\nN,X\n")
        .file("b.csv", "code,parent\nNL,\nNL,\n")
        .file("c.csv", "code,parent\nNL,\nXX,\n");
    place
        .file("d.csv", "code,parent\nNL,\na,b\nb,a\n")
        .file("e.csv", "code,parent\n")
        .file("f.csv", "code,up\n")
        .file("g.csv", "code,parent\nNL,\n,NL\n")
        .file("h.hrc", "a\n@@b\n");
    place
        .file(
            "linked.toml",
            "[[table]]\nname = \"../x\"\ndimensions = [\"age\"]\n",
        )
        .file("bad.toml", "tabel = 1\n")
        .file("ragged.csv", "geo,age\nn1\n");
    place
        .file("total.csv", "age\nTotal\nx\n")
        .file("region.csv", "geo\nN\n")
        .file("other.csv", "geo\nq\n");
    let rest = "--minimum 5 --zeros public --require not-exact --out @out";
    for (line, code) in [
        ("@none.csv --dimension age", "D0001"),
        ("@micro.csv --dimension agee", "D0003"),
        ("@micro.csv --dimension age", "D0013"),
        ("@ragged.csv --dimension age", "D0002"),
        ("@good.csv --dimension age --measure cost", "D0004"),
        ("@good.csv", "D0014"),
        ("@good.csv --dimension age --dimension age", "D0014"),
        ("@good.csv --dimension age --p-percent 10", "D0014"),
        (
            "@good.csv --dimension age --p-percent 0 --measure cost",
            "D0014",
        ),
        (
            "@good.csv --dimension age --dominance 50 --measure cost",
            "D0014",
        ),
        ("@good.csv --dimension age --count geo --unit pid", "D0014"),
        ("@good.csv --hierarchy geo=@a.csv", "D1101"),
        ("@good.csv --hierarchy geo=@b.csv", "D1101"),
        ("@good.csv --hierarchy geo=@c.csv", "D1101"),
        ("@good.csv --hierarchy geo=@d.csv", "D1101"),
        ("@good.csv --hierarchy geo=@e.csv", "D1101"),
        ("@good.csv --hierarchy geo=@f.csv", "D0003"),
        ("@good.csv --hierarchy geo=@g.csv", "D1101"),
        ("@good.csv --hierarchy geo=@h.hrc", "D1101"),
        ("@region.csv --hierarchy geo=@geo.csv", "D1102"),
        ("@other.csv --hierarchy geo=@geo.csv", "D1102"),
        ("@total.csv --dimension age", "D1102"),
        ("@good.csv --linked @linked.toml", "D1106"),
        ("@good.csv --linked @bad.toml", "D1106"),
        (
            "--table @good.csv --value pid --dimension geo --contributors pid --p-percent 5",
            "D0014",
        ),
    ] {
        assert_eq!(place.code(&format!("{line} {rest}")), code, "{line}");
    }
    let both = "@good.csv --dimension age --zeros public --out @out";
    assert_eq!(place.code(both), "D0014");
    assert!(Path::new(&place.path("good.csv")).exists());
}

#[test]
fn a_value_of_a_row_is_never_repeated() {
    let place = Place::new();
    place
        .file("geo.csv", "code,parent\nall,\na,all\nb,all\n")
        .file("shifted.csv", "pid,geo,age\n1,a,x\n2,999990019,b\n");
    let rest = "--unit pid --minimum 5 --out @out";
    let line = format!("@shifted.csv --hierarchy geo=@geo.csv --dimension age {rest}");
    let fault = run(&place.args(&line)).unwrap_err();
    assert_eq!(fault.code.id, "D1102");
    for language in [Language::En, Language::Nl] {
        let sources = Sources::default();
        let said = render(&fault, &sources, Format::Plain, language);
        assert!(
            said.contains("geo") && !said.contains("999990019"),
            "{said}"
        );
    }
}

#[test]
fn what_would_protect_less_than_was_meant_is_refused_or_counts_units() {
    let place = Place::new();
    // Five rows of one person in `n1`, and five persons in `s1`.
    place.file(
        "rep.csv",
        "pid,geo\n1,n1\n1,n1\n1,n1\n1,n1\n1,n1\n2,s1\n3,s1\n4,s1\n5,s1\n6,s1\n7,n2\n8,n2\n9,n2\n10,s2\n11,s2\n12,s2\n",
    );
    let rule = "--dimension geo --minimum 3 --zeros public --require not-exact --out @out";
    place.ok(&format!("@rep.csv --unit pid {rule}"));
    let rows = place.rows("out/cells.csv");
    let status = |code: &str| {
        let row = rows.iter().find(|it| it["geo"] == code).unwrap();
        row["status"].clone()
    };
    assert_eq!(status("n1"), "hidden", "one person, whatever the rows");
    fs::remove_dir_all(place.path("out")).unwrap();
    let none = "--dimension geo --out @out";
    assert_eq!(place.code(&format!("@rep.csv {none}")), "D0014", "no rule");
    let value = format!("@rep.csv --value pid {rule}");
    assert_eq!(place.code(&value), "D0014", "--value without --table");
    let both = format!("@rep.csv --count records --measure pid {rule}");
    assert_eq!(place.code(&both), "D0014", "two things at once");
}

#[test]
fn a_row_may_stand_for_several_records() {
    let place = Place::new();
    place.file("freq.csv", "geo,n\nn1,20\nn2,2\ns1,30\ns2,40\n");
    let mut spread = String::from("geo\n");
    for (geo, n) in [("n1", 20), ("n2", 2), ("s1", 30), ("s2", 40)] {
        spread.push_str(&format!("{geo}\n").repeat(n));
    }
    place.file("spread.csv", &spread);
    let rule = "--hierarchy geo=@geo.csv --minimum 5 --zeros public --require not-exact";
    place.ok(&format!("@freq.csv --frequency n {rule} --out @one"));
    place.ok(&format!("@spread.csv {rule} --out @two"));
    assert_eq!(place.rows("one/cells.csv"), place.rows("two/cells.csv"));
    place.file("bad.csv", "geo,n\nn1,20\nn2,2.5\n");
    let fault = run(&place.args(&format!("@bad.csv --frequency n {rule} --out @out"))).unwrap_err();
    assert_eq!(fault.code.id, "D0004");
    assert!(
        fault.message.english().contains("line 3"),
        "{}",
        fault.message.english()
    );
    let unit = format!("@freq.csv --frequency n --unit n {rule} --out @out");
    assert_eq!(place.code(&unit), "D0014");
}

#[test]
fn a_total_under_another_name_is_no_value() {
    let place = Place::new();
    place.file(
        "tot.csv",
        "r,k,n\na,x,6\nb,x,7\nTOT,x,13\na,y,9\nb,y,4\nTOT,y,13\n",
    );
    let rule =
        "--dimension r --dimension k --minimum 5 --zeros public --require not-exact --out @out";
    assert_eq!(
        place.code(&format!("--table @tot.csv --value n {rule}")),
        "D1102"
    );
}

#[test]
fn figures_that_are_rounded_together_add_up() {
    let place = Place::new();
    place.file("micro.csv", &micro(900, 5));
    let line = "@micro.csv --unit pid --hierarchy geo=@geo.csv --dimension age --count records --minimum 3 --zeros public --require not-exact --round 5 --additive --out @out";
    place.ok(line);
    let (shown, truth) = agree(&place, "out", true);
    let of = |geo: &str, age: &str| {
        let row = shown
            .iter()
            .find(|it| it["geo"] == geo && it["age"] == age)
            .unwrap();
        row["value"].parse::<i64>().ok()
    };
    let mut sums = 0;
    for row in &shown {
        let parts: &[&str] = match row["geo"].as_str() {
            "NL" => &["N", "S"],
            "N" => &["n1", "n2"],
            "S" => &["s1", "s2"],
            _ => continue,
        };
        let parts: Option<i64> = parts.iter().map(|it| of(it, &row["age"])).sum();
        if let (Some(total), Some(parts)) = (of(&row["geo"], &row["age"]), parts) {
            assert_eq!(total, parts, "{row:?}");
            sums += 1;
        }
    }
    assert!(sums > 5);
    for (cell, own) in shown.iter().zip(&truth) {
        if let Ok(figure) = cell["value"].parse::<i64>() {
            let exact: i64 = own["value"].parse().unwrap();
            assert!(figure % 5 == 0 && (figure - exact).abs() < 5);
        }
    }
}

#[test]
fn a_cube_that_cannot_be_rounded_together_is_refused() {
    let place = Place::new();
    let mut text = "a,b,c,freq\n".to_owned();
    for cell in 0..8 {
        let (a, b, c) = (cell / 4, cell / 2 % 2, cell % 2);
        text.push_str(&format!("{a},{b},{c},{}\n", 4 + i32::from(a + b + c == 1)));
    }
    place.file("cube.csv", &text);
    let line = "--table @cube.csv --value freq --dimension a --dimension b --dimension c --minimum 3 --zeros public --round 2 --out @out";
    assert_eq!(place.code(&format!("{line} --additive")), "D1110");
    place.ok(line);
}

#[test]
fn ready_made_tables_are_linked() {
    let place = Place::new();
    place
        .file(
            "age.csv",
            "geo,age,n\nn1,0,2\nn1,1,9\nn2,0,8\nn2,1,7\ns1,0,11\ns1,1,6\n",
        )
        .file(
            "law.csv",
            "geo,law,freq\nn1,x,5\nn1,y,6\nn2,x,9\nn2,y,6\ns1,x,1\ns1,y,16\n",
        )
        .file(
            "off.csv",
            "geo,law,freq\nn1,x,5\nn1,y,6\nn2,x,9\nn2,y,7\ns1,x,1\ns1,y,16\n",
        );
    let spec = |second: &str, more: &str| {
        format!(
            "[[table]]\nname = \"by-age\"\nfile = \"age.csv\"\ndimensions = [\"geo\", \"age\"]\n\n[[table]]\nname = \"by-law\"\n{second}dimensions = [\"geo\", \"law\"]\n{more}"
        )
    };
    place
        .file(
            "linked.toml",
            &spec("file = \"law.csv\"\n", "value = \"freq\"\n"),
        )
        .file(
            "off.toml",
            &spec("file = \"off.csv\"\n", "value = \"freq\"\n"),
        )
        .file("none.toml", &spec("", ""))
        .file(
            "second.toml",
            &spec("file = \"law.csv\"\nsecond = \"q\"\n", ""),
        )
        .file(
            "key.toml",
            &spec("file = \"law.csv\"\n", "values = \"freq\"\n"),
        )
        .file("micro.csv", "geo,age\nn1,0\n");
    let rest = "--hierarchy geo=@geo.csv --minimum 3 --zeros public --require not-exact --out @out";
    for (line, code) in [
        ("--linked @off.toml --value n", "D1103"),
        ("--linked @none.toml --value n", "D1106"),
        ("--linked @key.toml --value n", "D1106"),
        ("--linked @second.toml --value n", "D1106"),
        ("--linked @linked.toml", "D1106"),
        ("@micro.csv --linked @linked.toml --value n", "D1106"),
        ("--linked @linked.toml --value n --count records", "D0014"),
    ] {
        assert_eq!(place.code(&format!("{line} {rest}")), code, "{line}");
    }
    place.ok(&format!("--linked @linked.toml --value n {rest}"));
    let (one, two) = (
        place.rows("out/by-age/cells.csv"),
        place.rows("out/by-law/cells.csv"),
    );
    assert_eq!((one.len(), two.len()), (21, 21));
    for it in two.iter().filter(|it| it["law"] == "Total") {
        let same = one
            .iter()
            .find(|other| other["geo"] == it["geo"] && other["age"] == "Total");
        assert_eq!(same.unwrap()["status"], it["status"]);
        assert_eq!(same.unwrap()["value"], it["value"]);
    }
    assert!(one.iter().chain(&two).any(|it| it["status"] == "hidden"));
}
