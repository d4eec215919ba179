//! One change of each kind, both ways.

use super::*;
use Verdict::{Incomparable, Looser, Stricter};
use drempel_syntax::ast::Language;

/// One difference: what it is about, the verdict from old to new and back, the lines where it stands.
struct Case<'a> {
    old: &'a str,
    new: &'a str,
    of: (Kind, &'a str),
    there: Verdict,
    back: Verdict,
    lines: (&'a str, &'a str),
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn one_way(case: &Case<'_>, swap: bool) {
    let (old, new, wanted, (before, after)) = if swap {
        (case.new, case.old, case.back, (case.lines.1, case.lines.0))
    } else {
        (case.old, case.new, case.there, case.lines)
    };
    let (comparison, a, b) = compared(old, new);
    let told =
        super::super::text::human(&comparison, Texts { old: &a, new: &b }, Language::En).join("\n");
    let (kind, name) = case.of;
    assert_eq!(
        comparison.of(kind, name),
        wanted,
        "{old}\n--\n{new}\n{told}"
    );
    let found = comparison.findings.iter().any(|it| {
        it.kind == kind
            && it.name == name
            && (it.verdict == wanted || wanted == Incomparable)
            && squeezed(&line(&a, it.before)).starts_with(before)
            && squeezed(&line(&b, it.after)).starts_with(after)
    });
    assert!(found, "no finding at `{before}` and `{after}`:\n{told}");
    assert_ne!(comparison.verdict(), Verdict::Equal);
}

fn both_ways(case: &Case<'_>) {
    one_way(case, false);
    one_way(case, true);
}

/// Old and new stand for themselves; the new one is looser, and back it is stricter.
fn looser(of: (Kind, &str), old: &str, new: &str, lines: (&str, &str)) {
    both_ways(&Case {
        old,
        new,
        of,
        there: Looser,
        back: Stricter,
        lines,
    });
}

fn neither(of: (Kind, &str), old: &str, new: &str, lines: (&str, &str)) {
    both_ways(&Case {
        old,
        new,
        of,
        there: Incomparable,
        back: Incomparable,
        lines,
    });
}

const BASE: &str = "";
/// The test of the base, for tables that have other dimensions.
const TEST: &str = "test \"few clients stay hidden\" {\n  given       9 persons in clients where buurt is \"BU0101\", law is wmo, each in a separate household\n  expect      no hidden cell computable from what is shown\n}\n";
const WITH_CHANNEL: &str = "table clients_by_wijk …\n- columns\n+ columns     law, channel\n";
const WIJK: (Kind, &str) = (Kind::Table, "clients_by_wijk");
const COST: (Kind, &str) = (Kind::Table, "cost_by_income");
const STANDARD: (Kind, &str) = (Kind::Threshold, "standard");

#[test]
fn a_lower_minimum_of_any_unit_is_looser() {
    let new = "threshold standard {\n  at least    8 persons and 8 households in every cell\n  hide        a cell with 1 household above 50 percent of the amount\n  round       counts to 5\n  round       amounts to 1000 euro\n}\n";
    for of in [WIJK, COST, STANDARD] {
        looser(of, BASE, new, ("at least 13", "at least 8"));
    }
    let none = "threshold standard {\n  at least    13 persons in every cell\n  hide        a cell with 1 household above 50 percent of the amount\n  round       counts to 5\n  round       amounts to 1000 euro\n}\n";
    looser(WIJK, BASE, none, ("at least 13", "threshold standard"));
}

#[test]
fn a_minimum_that_is_inherited_counts_for_the_table() {
    let standard = "threshold standard extends strict {\n  at least    13 persons and 8 households in every cell\n  hide        a cell with 1 household above 50 percent of the amount\n  round       counts to 5\n  round       amounts to 1000 euro\n}\n";
    let strict = "threshold strict {\n  at least    18 persons in every cell\n}\n";
    // Stands before the thresholds of the base.
    let old = format!("{strict}{standard}");
    let whole = complete::merged(standard).replace(standard, &old);
    let (a, texts) = checked(&[&whole]);
    let (b, _) = checked(&[complete::BASE]);
    let comparison = compare(&a, &b);
    let mut findings = comparison.findings.iter();
    let found = findings.find(|it| it.kind == WIJK.0 && it.name == WIJK.1);
    let found = found.expect("the table is compared");
    assert_eq!(found.verdict, Looser);
    assert!(line(&texts, found.before).starts_with("at least    18 persons"));
    assert_eq!(compare(&b, &a).of(WIJK.0, WIJK.1), Stricter);
}

#[test]
fn rules_of_concentration_removed_or_weakened_are_looser() {
    let weaker = "threshold standard …\n- hide\n+ hide        a cell with 1 household above 60 percent of the amount\n";
    looser(
        COST,
        BASE,
        weaker,
        ("hide a cell with 1", "hide a cell with 1"),
    );
    let second = "threshold standard …\n+ hide        a cell with 2 households together above 85 percent of the amount\n";
    looser(
        COST,
        second,
        BASE,
        ("hide a cell with 2", "hide a cell with 1"),
    );
    let near = "threshold standard …\n+ hide        a cell where one contribution can be estimated within 10 percent\n";
    let nearer = near.replace("10 percent", "5 percent");
    looser(
        COST,
        near,
        BASE,
        ("hide a cell where", "threshold standard"),
    );
    looser(
        COST,
        near,
        &nearer,
        ("hide a cell where", "hide a cell where"),
    );
    // A table without amounts is not touched.
    let (comparison, ..) = compared(BASE, weaker);
    assert_eq!(comparison.of(WIJK.0, WIJK.1), Verdict::Equal);
}

#[test]
fn two_households_under_the_limit_of_one_are_stricter() {
    // The largest two hold at least what the largest one holds.
    let two = "threshold standard …\n- hide\n+ hide        a cell with 2 households together above 50 percent of the amount\n";
    looser(
        COST,
        two,
        BASE,
        ("hide a cell with 2", "hide a cell with 1"),
    );
    let (comparison, ..) = compared(BASE, two);
    assert_eq!(comparison.of(COST.0, COST.1), Stricter);
}

#[test]
fn contributions_of_another_unit_are_incomparable() {
    let persons = "threshold standard …\n- hide\n+ hide        a cell with 1 person above 50 percent of the amount\n";
    neither(
        COST,
        BASE,
        persons,
        ("hide a cell with 1 household", "hide a cell with 1 person"),
    );
}

#[test]
fn a_group_rule_removed_or_weakened_is_looser() {
    let group = |what: &str| {
        format!(
            "threshold standard …\n+ hide        a group of which {what} share one value of channel\n"
        )
    };
    let ninety = group("90 percent or more");
    looser(WIJK, &ninety, BASE, ("hide a group", "threshold standard"));
    looser(
        WIJK,
        &ninety,
        &group("95 percent or more"),
        ("hide a group", "hide a group"),
    );
    neither(
        WIJK,
        &ninety,
        &group("all or none"),
        ("hide a group", "hide a group"),
    );
    let law = ninety.replace("of channel", "of law");
    neither(WIJK, &ninety, &law, ("hide a group", "hide a group"));
}

#[test]
fn public_zeros_are_looser() {
    let public = "threshold standard …\n+ zeros       public\n";
    looser(WIJK, BASE, public, ("threshold standard", "zeros public"));
}

#[test]
fn totals_that_do_not_stay_additive_any_more_are_looser_and_the_other_way_round_is_something_else()
{
    let together = "threshold standard …\n- round       counts\n+ round       counts to 5 and keep totals additive\n";
    both_ways(&Case {
        old: together,
        new: BASE,
        of: WIJK,
        there: Looser,
        back: Incomparable,
        lines: ("round counts", "round counts"),
    });
}

#[test]
fn fewer_possible_values_are_looser() {
    let four =
        "threshold standard …\n+ keep        at least 4 possible values for every hidden count\n";
    looser(WIJK, BASE, four, ("round counts", "keep at least 4"));
}

#[test]
fn a_smaller_base_of_rounding_is_looser_and_a_larger_one_stricter_if_its_bins_are_made_of_the_smaller_ones()
 {
    let amounts = |base: &str| {
        format!(
            "threshold standard …\n- round       amounts\n+ round       amounts to {base} euro\n"
        )
    };
    both_ways(&Case {
        old: BASE,
        new: &amounts("100"),
        of: COST,
        there: Looser,
        back: Incomparable,
        lines: ("round amounts", "round amounts"),
    });
    let fifteen = "threshold standard {\n  at least    23 persons and 23 households in every cell\n  hide        a cell with 1 household above 50 percent of the amount\n  round       counts to 15\n  round       amounts to 1000 euro\n}\n";
    looser(
        WIJK,
        fifteen,
        BASE,
        ("round counts to 15", "round counts to 5"),
    );
    let ten = fifteen.replace("23 ", "15 ").replace("to 15", "to 10");
    let (comparison, ..) = compared(BASE, &ten);
    assert_eq!(comparison.of(WIJK.0, WIJK.1), Incomparable);
    let (comparison, ..) = compared(&ten, BASE);
    assert_eq!(comparison.verdict(), Looser);
}

#[test]
fn stricter_in_one_way_and_looser_in_another_is_incomparable_for_the_table_and_looser_for_the_exit_code()
 {
    let new = "threshold standard {\n  at least    18 persons and 8 households in every cell\n  hide        a cell with 1 household above 60 percent of the amount\n  round       counts to 5\n  round       amounts to 1000 euro\n}\n";
    let (comparison, ..) = compared(BASE, new);
    assert_eq!(comparison.of(COST.0, COST.1), Incomparable);
    assert_eq!(comparison.of(WIJK.0, WIJK.1), Stricter);
    assert_eq!(comparison.verdict(), Looser);
}

#[test]
fn a_finer_level_of_a_table_is_looser() {
    let finer = "table clients_by_wijk …\n- rows\n+ rows        buurt\nlabels en …\n+ header      buurt as \"Neighbourhood\"\n";
    let coarse = "labels en …\n+ header      buurt as \"Neighbourhood\"\n";
    let finer = format!("{finer}{TEST}");
    looser(WIJK, coarse, &finer, ("rows wijk of buurt", "rows buurt"));
}

#[test]
fn more_columns_totals_and_measures_are_looser() {
    let fewer = "table clients_by_wijk …\n- columns\n- totals\n+ totals      rows\n";
    looser(
        WIJK,
        BASE,
        WITH_CHANNEL,
        ("table clients_by_wijk", "columns law, channel"),
    );
    let rows_only = "table clients_by_wijk …\n- totals\n+ totals      rows\n";
    looser(
        WIJK,
        rows_only,
        BASE,
        ("table clients_by_wijk", "totals rows, columns"),
    );
    // The totals over the columns were not printed: what remains is not simply less.
    both_ways(&Case {
        old: &format!("{fewer}{TEST}"),
        new: rows_only,
        of: WIJK,
        there: Looser,
        back: Incomparable,
        lines: ("table clients_by_wijk", "columns law"),
    });
    let without = "table cost_by_income …\n- show        sum\n";
    looser(
        COST,
        without,
        BASE,
        ("table cost_by_income", "show sum of cost"),
    );
}

#[test]
fn a_filter_that_differs_is_incomparable_even_if_it_is_narrower() {
    let one = "table clients_by_wijk …\n+ only        channel is letter\n";
    let two = "table clients_by_wijk …\n+ only        channel is letter or phone\n";
    neither(
        WIJK,
        BASE,
        one,
        ("table clients_by_wijk", "only channel is letter"),
    );
    neither(WIJK, two, one, ("only channel", "only channel"));
}

#[test]
fn a_caveat_that_is_left_out_is_looser() {
    let both = "table clients_by_wijk …\n+ state       correlation is not cause\n";
    looser(
        WIJK,
        both,
        BASE,
        ("state correlation", "table clients_by_wijk"),
    );
}

#[test]
fn a_new_table_is_looser() {
    let more = "table by_channel \"Clients by channel\" {\n  from        clients\n  for         planning\n  population  \"Residents with support\"\n  rows        channel\n  show        number of persons\n  totals      rows\n  threshold   standard\n}\nreport quarterly …\n- tables\n+ tables      clients_by_wijk, cost_by_income, by_channel\n";
    looser(
        (Kind::Table, "by_channel"),
        BASE,
        more,
        ("-", "table by_channel"),
    );
    looser(
        (Kind::Report, "quarterly"),
        BASE,
        more,
        ("report quarterly", "tables clients_by_wijk"),
    );
}

#[test]
fn a_wider_audience_openness_or_use_is_looser() {
    let report = (Kind::Report, "quarterly");
    let council = "report quarterly …\n- audience\n+ audience    college, council\n";
    looser(
        report,
        BASE,
        council,
        ("report quarterly", "audience college, council"),
    );
    let used = "report quarterly …\n- used for\n+ used for    capacity planning, budgeting\n";
    looser(
        report,
        BASE,
        used,
        ("report quarterly", "used for capacity planning, budgeting"),
    );
    let other = "report quarterly …\n- audience\n+ audience    council\n";
    let (comparison, ..) = compared(BASE, other);
    assert_eq!(comparison.of(report.0, report.1), Incomparable);
    assert_eq!(comparison.verdict(), Looser);
}

const CLIENTS: (Kind, &str) = (Kind::Source, "clients");
const PROFILES: (Kind, &str) = (Kind::Source, "profiles");
const PLANNING: (Kind, &str) = (Kind::Purpose, "planning");
const JOIN: (Kind, &str) = (Kind::Join, "clients with profiles");

#[test]
fn a_report_that_is_public_is_looser() {
    let public = "report quarterly …\n- audience\n- openness\n+ audience    council\n+ openness    public because \"decided by the college\"\n";
    let internal = "report quarterly …\n- audience\n+ audience    council\n";
    let licence = "source profiles …\n- licence     for internal\n";
    let report = (Kind::Report, "quarterly");
    looser(
        report,
        &format!("{internal}{licence}"),
        &format!("{public}{licence}"),
        ("openness internal", "openness public"),
    );
}

#[test]
fn a_use_that_is_not_ruled_out_any_more_is_looser() {
    let fewer = "purpose planning …\n- never\n+ never       fraud detection\n";
    looser(
        PLANNING,
        BASE,
        fewer,
        ("never fraud detection, contact", "purpose planning"),
    );
}

#[test]
fn a_new_ground_for_a_special_category_is_looser() {
    let more = "purpose planning …\n+ special     criminal data under \"GDPR art. 10\"\n";
    looser(
        PLANNING,
        BASE,
        more,
        ("purpose planning", "special criminal data"),
    );
}

#[test]
fn data_of_another_purpose_that_is_accepted_is_looser() {
    let more = "purpose billing \"Paying for support\" {\n  basis       public task under \"Wmo 2015 art. 2.6.1\"\n}\n";
    let accepts = format!(
        "{more}purpose planning …\n+ accepts     billing under assessment \"VT-2\" of 2026-05-21\n"
    );
    looser(
        PLANNING,
        more,
        &accepts,
        ("purpose planning", "accepts billing"),
    );
    looser(
        (Kind::Purpose, "billing"),
        BASE,
        more,
        ("-", "purpose billing"),
    );
    let other = "purpose planning …\n- accepts\n+ accepts     profiling under assessment \"VT-9\" of 2026-05-20\n";
    neither(
        PLANNING,
        BASE,
        other,
        ("accepts profiling", "accepts profiling"),
    );
}

#[test]
fn another_text_or_basis_of_a_purpose_is_incomparable() {
    let text = complete::BASE.replace(
        "Insight into the demand for support",
        "Insight into residents",
    );
    neither(
        PLANNING,
        BASE,
        &text,
        ("purpose planning", "purpose planning"),
    );
    let basis = "purpose planning …\n- basis\n+ basis       legal obligation under \"Wmo 2015 art. 2.1.2\"\n";
    neither(
        PLANNING,
        BASE,
        basis,
        ("basis public task", "basis legal obligation"),
    );
}

#[test]
fn a_finer_join_is_looser_and_its_tables_hold_other_units() {
    let coarse = "allow join clients with profiles …\n- on\n+ on          clients.pc3 with profiles.pc6 coarsened to pc3\nsource clients …\n+ column      pc3            area pc3 of postcodes\n";
    let fine = "source clients …\n+ column      pc3            area pc3 of postcodes\n";
    looser(JOIN, coarse, fine, ("on clients.pc3", "on clients.pc4"));
    let (comparison, ..) = compared(fine, coarse);
    assert_eq!(comparison.of(COST.0, COST.1), Incomparable);
}

#[test]
fn a_join_that_is_new_or_for_more_purposes_is_looser() {
    let purpose = "purpose billing \"Paying for support\" {\n  basis       public task under \"Wmo 2015 art. 2.6.1\"\n  accepts     profiling under assessment \"VT-2\" of 2026-05-21\n  accepts     planning under assessment \"VT-3\" of 2026-05-21\n}\n";
    let more = format!(
        "{purpose}allow join clients with profiles …\n- for\n+ for         planning, billing\n"
    );
    looser(
        JOIN,
        purpose,
        &more,
        ("allow join", "for planning, billing"),
    );
    let other = "source homes from \"data/homes.csv\" {\n  kind        register\n  owner       \"Housing\"\n  collected   for planning\n  unit        household by household_key\n  as of       2026-01-01\n  stale       after 30 months\n  column      household_key  identifier\n  column      tenure         dimension rent, own\n}\n";
    let join = format!(
        "{other}allow join clients with homes {{\n  on          household_key\n  for         planning\n  match       many to one\n  keep        every row of clients\n}}\n"
    );
    looser(
        (Kind::Join, "clients with homes"),
        other,
        &join,
        ("-", "allow join clients with homes"),
    );
    looser((Kind::Source, "homes"), BASE, other, ("-", "source homes"));
}

#[test]
fn a_refusal_that_is_gone_or_narrower_is_looser() {
    let kind = "refuse      source of kind suwinet because \"SUWI art. 9\"\n";
    looser(
        (Kind::Refusal, "source of kind suwinet"),
        kind,
        BASE,
        ("refuse source of kind suwinet", "-"),
    );
    let column = "refuse      column clients.channel as filter\n";
    looser(
        (Kind::Refusal, "column clients.channel as filter"),
        column,
        BASE,
        ("refuse column", "-"),
    );
}

#[test]
fn retention_and_staleness_that_last_longer_are_looser() {
    let stale = "source clients …\n- stale\n+ stale       after 150 days\n";
    looser(CLIENTS, BASE, stale, ("stale after 120", "stale after 150"));
    let policy = (Kind::Policy, "Social support, insight per quarter");
    let text = complete::BASE.replace("retention   report 10 years", "retention   report 15 years");
    looser(
        policy,
        BASE,
        &text,
        ("retention report 10", "retention report 15"),
    );
    let months = complete::BASE.replace(
        "retention   report 10 years",
        "retention   report 120 months",
    );
    let (comparison, ..) = compared(BASE, &months);
    assert_eq!(comparison.verdict(), Verdict::Equal);
    let days = complete::BASE.replace(
        "retention   report 10 years",
        "retention   report 3652 days",
    );
    neither(
        policy,
        BASE,
        &days,
        ("retention report 10", "retention report 3652"),
    );
}

#[test]
fn fewer_roles_that_approve_are_looser() {
    let policy = (Kind::Policy, "Social support, insight per quarter");
    let three = complete::BASE.replace(
        "by privacy officer and controller",
        "by privacy officer and controller and \"information security officer\"",
    );
    looser(
        policy,
        &three,
        BASE,
        ("approval by privacy officer and controller", "policy"),
    );
}

#[test]
fn a_licence_with_more_leeway_is_looser() {
    let internal = "source profiles …\n- licence     for internal\n";
    looser(
        PROFILES,
        BASE,
        internal,
        ("licence for internal", "source profiles"),
    );
    let finer =
        "source profiles …\n- licence     publish\n+ licence     publish at pc4 or coarser\n";
    looser(
        PROFILES,
        BASE,
        finer,
        ("licence publish at pc3", "licence publish at pc4"),
    );
    let longer =
        "source profiles …\n- licence     \"L-1\"\n+ licence     \"L-1\" through 2028-12-31\n";
    looser(
        PROFILES,
        BASE,
        longer,
        (
            "licence \"L-1\" through 2027",
            "licence \"L-1\" through 2028",
        ),
    );
    let claim = "source profiles …\n- claims\n+ claims      anonymous, assessed 2026-05-20, reassess before 2027-11-20\n";
    looser(
        PROFILES,
        BASE,
        claim,
        ("claims anonymous", "claims anonymous"),
    );
}

#[test]
fn a_source_that_tells_and_reads_more_is_looser() {
    let column =
        "source clients …\n+ column      age            measure number from 0 through 120\n";
    looser(CLIENTS, BASE, column, ("source clients", "column age"));
    let collected = "source clients …\n- collected\n+ collected   for planning, profiling\n";
    looser(
        CLIENTS,
        BASE,
        collected,
        ("source clients", "collected for planning, profiling"),
    );
    let error = "source profiles …\n+ known       error \"one in ten is wrong\"\n";
    looser(PROFILES, error, BASE, ("known error", "source profiles"));
    let values = "source clients …\n- column      channel\n+ column      channel        dimension letter, phone, web, desk\nlabels en …\n- column      clients.channel\n+ column      clients.channel  letter as \"letter\", phone as \"phone\", web as \"website\", desk as \"desk\"\n";
    neither(CLIENTS, BASE, values, ("column channel", "column channel"));
}

#[test]
fn classes_that_divide_otherwise_are_incomparable() {
    let classes = "classes income_area of profiles.income_index {\n  class       low         below 90\n  class       high        90 or more\n}\n";
    neither(
        (Kind::Classes, "income_area"),
        BASE,
        classes,
        ("class low", "class low"),
    );
    neither(
        COST,
        BASE,
        classes,
        ("rows income_area", "rows income_area"),
    );
}

#[test]
fn classes_of_the_latest_value_or_a_share_that_divide_otherwise_are_incomparable() {
    let dated = "source clients …\n  column      cost\n+ column      start          date\n+ column      end            date\n";
    let latest = |by: &str| {
        format!(
            "{dated}classes last_channel per person of clients {{\n  latest      value of channel by {by}\n}}\n{}",
            by_class("last_channel")
        )
    };
    neither(
        (Kind::Classes, "last_channel"),
        &latest("start"),
        &latest("end"),
        ("classes last_channel", "classes last_channel"),
    );
    let share = |values: &str| {
        format!(
            "classes by_law per household of clients {{\n  share       persons where channel is {values}\n  class       low         below 50 percent\n  class       high        50 percent or more\n}}\n{}",
            by_class("by_law")
        )
    };
    neither(
        (Kind::Classes, "by_law"),
        &share("letter"),
        &share("letter or web"),
        ("classes by_law", "classes by_law"),
    );
}

fn by_class(name: &str) -> String {
    format!(
        "table t \"T\" {{\n  from        clients\n  for         planning\n  population  \"Residents\"\n  rows        {name}\n  show        number of persons\n  threshold   standard\n}}\n"
    )
}

#[test]
fn a_rate_that_is_shown_is_looser() {
    let table = |rate: &str| {
        format!(
            "table t \"T\" {{\n  from        clients joined with profiles\n  for         planning\n  population  \"Residents\"\n  rows        pc3 of pc4\n  show        number of persons\n{rate}  threshold   standard\n}}\nlabels en …\n  header      wijk\n+ header      pc3 as \"Area\"\n"
        )
    };
    looser(
        (Kind::Table, "t"),
        &table(""),
        &table("  show        persons per 1000 of profiles.dwellings\n"),
        ("table t", "show persons per 1000"),
    );
}

#[test]
fn a_change_that_is_shown_is_looser() {
    looser(
        WIJK,
        BASE,
        "table clients_by_wijk …\n  show        number of persons\n+ show        change since \"2025-Q3\"\n",
        ("table clients_by_wijk", "show change since"),
    );
}

#[test]
fn small_counts_as_one_figure_are_neither_stricter_nor_looser() {
    let threshold = |clause: &str| {
        format!(
            "threshold standard {{\n{clause}  hide        a cell with 1 household above 50 percent of the amount\n  round       counts to 5\n  round       amounts to 1000 euro\n}}\n{TEST}"
        )
    };
    neither(
        STANDARD,
        &threshold("  show        counts from 1 through 4 as 5\n"),
        &threshold("  show        counts from 1 through 7 as 5\n"),
        (
            "show counts from 1 through 4",
            "show counts from 1 through 7",
        ),
    );
    // Without the minimum that hid them it is looser, whatever else it is.
    let (found, _, _) = compared(
        BASE,
        &threshold("  show        counts from 1 through 4 as 5\n"),
    );
    assert_eq!(found.verdict(), Looser);
    assert_eq!(found.of(STANDARD.0, STANDARD.1), Incomparable);
}

#[test]
fn large_shares_as_one_figure_are_stricter_the_lower_they_begin() {
    let threshold = |percent: u8| {
        format!(
            "threshold standard …\n+ show        shares of {percent} percent or more as {percent} percent or more\n"
        )
    };
    looser(
        STANDARD,
        &threshold(90),
        BASE,
        ("show shares of 90", "threshold standard"),
    );
    looser(
        STANDARD,
        &threshold(90),
        &threshold(95),
        ("show shares of 90", "show shares of 95"),
    );
}

const INHABITANTS: &str = "source inhabitants from \"data/inhabitants.csv\" {\n  kind        register\n  owner       \"Research department\"\n  collected   for planning\n  describes   areas at wijk\n  unit        area by wijk\n  as of       2026-01-01\n  stale       after 24 months\n  column      wijk           area wijk of areas\n  column      number         weight\n}\n";

#[test]
fn areas_that_are_left_out_are_stricter_the_more_they_are() {
    let threshold = |clause: &str| format!("{INHABITANTS}threshold standard …\n{clause}");
    let below = |number: u8| {
        threshold(&format!(
            "+ leave       out areas with inhabitants.number below {number}\n"
        ))
    };
    looser(
        STANDARD,
        &below(50),
        &threshold("  at least\n"),
        ("leave out areas", "threshold standard"),
    );
    looser(
        STANDARD,
        &below(50),
        &below(30),
        ("leave out areas", "leave out areas"),
    );
}

#[test]
fn other_persons_who_are_left_out_are_incomparable() {
    let with = |clause: &str| {
        format!(
            "source clients …\n  column      cost\n+ column      objection      dimension no, yes\nthreshold standard …\n{clause}"
        )
    };
    neither(
        STANDARD,
        &with("  at least\n"),
        &with("+ leave       out persons where objection is yes\n"),
        ("threshold standard", "leave out persons"),
    );
}

#[test]
fn an_exception_is_looser_the_more_cells_it_shows_and_the_longer() {
    let of = (Kind::Exception, "agreed");
    let exception = |cells: &str, until: &str| {
        format!(
            "exception \"agreed\" {{\n{cells}  because     \"x\"\n  valid       through {until}\n  approval    by privacy officer and controller\n}}\n{TEST}"
        )
    };
    let one = "  cells       clients_by_wijk at law is wmo\n";
    let two = "  cells       clients_by_wijk at law is wmo\n  cells       clients_by_wijk at law is jeugd\n";
    looser(of, TEST, &exception(one, "2026-12-31"), ("-", "exception"));
    looser(
        of,
        &exception(one, "2026-11-30"),
        &exception(one, "2026-12-31"),
        ("valid", "valid"),
    );
    looser(
        of,
        &exception(one, "2026-12-31"),
        &exception(two, "2026-12-31"),
        ("exception", "cells clients_by_wijk at law is jeugd"),
    );
}

#[test]
fn what_was_published_elsewhere() {
    let table = |more: &str| {
        format!(
            "table elsewhere \"Clients by district, as published\" {{\n  from        clients\n  for         planning\n  population  \"Residents with support\"\n  rows        wijk of buurt\n  show        number of persons\n  threshold   standard\n{more}}}\n"
        )
    };
    let file = "  published   in \"public/a.csv\"\n";
    let with = table(file);
    let of = (Kind::Table, "elsewhere");
    // What is known besides makes a policy stricter, and forgetting it looser.
    both_ways(&Case {
        old: BASE,
        new: &with,
        of,
        there: Stricter,
        back: Looser,
        lines: ("", "table elsewhere"),
    });
    let rounded = table("  published   in \"public/a.csv\", rounded to 5\n");
    neither(of, &with, &rounded, ("published in", "published in"));
    let finer = with.replace("wijk of buurt", "buurt");
    neither(of, &with, &finer, ("published in", "published in"));
    both_ways(&Case {
        old: &with,
        new: &table(""),
        of,
        there: Looser,
        back: Incomparable,
        lines: ("published in", "table elsewhere"),
    });
}

#[test]
fn a_second_unit_of_concentration() {
    let of = STANDARD;
    looser(
        of,
        "threshold standard …\n+ hide        a cell with 1 person above 30 percent of the amount\n",
        BASE,
        ("hide a cell with 1 person", ""),
    );
}
