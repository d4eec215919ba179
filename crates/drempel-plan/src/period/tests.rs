//! Tests of periods.
use super::*;

#[test]
fn a_quarter_knows_its_days() {
    let it: Period = "2026-Q3".parse().unwrap();
    assert_eq!(it.first_day().to_string(), "2026-07-01");
    assert_eq!(it.last_day().to_string(), "2026-09-30");
    assert_eq!(it.to_string(), "2026-Q3");
    assert_eq!(it.year_to_date().len(), 3);
}

#[test]
fn february_ends_when_it_ends() {
    assert_eq!(
        "2028-02".parse::<Period>().unwrap().last_day().to_string(),
        "2028-02-29"
    );
}

#[test]
fn what_is_not_a_period_is_refused() {
    for text in [
        "",
        "2026-Q5",
        "2026-13",
        "26-Q1",
        "2026Q1",
        "2026-1",
        "２０２６",
    ] {
        assert!(text.parse::<Period>().is_err(), "{text}");
    }
}

#[test]
fn the_last_period_that_ended_before_a_day() {
    use jiff::civil::date;
    let before = |day, length| Period::before(day, length).to_string();
    assert_eq!(before(date(2026, 10, 1), PeriodLength::Quarter), "2026-Q3");
    assert_eq!(before(date(2026, 9, 30), PeriodLength::Quarter), "2026-Q2");
    assert_eq!(before(date(2026, 3, 31), PeriodLength::Quarter), "2025-Q4");
    assert_eq!(before(date(2026, 1, 31), PeriodLength::Month), "2025-12");
    assert_eq!(before(date(2026, 12, 31), PeriodLength::Month), "2026-11");
    assert_eq!(before(date(2026, 12, 31), PeriodLength::Year), "2025");
}
