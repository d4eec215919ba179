//! The second quarter against the first: each protection is weakened, and the audit must object.
//!
//! The city publishes new applications per neighbourhood, for the quarter and for the year to date, without rounding. The
//! year to date of the fourth quarter minus that of the third is the number of those who came in the fourth only.

use super::weakened::{TODAY, cell, compiled, project, run};
use crate::pipeline::Protected;
use crate::vault::Vault;
use drempel_core::assemble;
use drempel_plan::engine::Engine as _;
use drempel_plan::period::Period;
use drempel_plan::protect::{Limits, ProtectionInput};
use drempel_sdc::{AuditFailure, audit_release};

const FIRST: Period = Period::Quarter(2026, 3);
const SECOND: Period = Period::Quarter(2026, 4);

/// The policy of the example with the tables of applications only, per neighbourhood, and valid in both quarters.
fn policy(text: &str) -> String {
    let mut made = String::new();
    let mut done = false;
    let mut year = false;
    for line in text.lines() {
        year = line.starts_with("table applications_year") || (year && line != "}");
        if line.starts_with("  round       counts to 5") {
            made.push_str("  keep        at least 2 possible values for every hidden count\n");
        } else if line.starts_with("  tables ") {
            if !done {
                made.push_str("  tables      applications_by_buurt, applications_year\n");
            }
            done = true;
        } else if year && line.starts_with("  rows ") {
            made.push_str("  rows        buurt of applications.buurt\n");
        } else if !line.starts_with("  template ") {
            made.push_str(line);
            made.push('\n');
        }
    }
    made
}

/// Every hidden printed figure shown again, one at a time: those that the audit accepts.
fn accepted(protected: &Protected, input: &ProtectionInput) -> Vec<usize> {
    let hidden = protected.report.confidential();
    let able = hidden.iter().enumerate().filter(|(_, it)| {
        let mut pattern = protected.report.pattern();
        let cell = cell(protected, &it.place).unwrap();
        pattern.unhide(it.place.table, cell, it.place.measure);
        audit_release(input, &pattern).is_ok()
    });
    able.map(|(at, _)| at).collect()
}

#[test]
fn the_audit_objects_to_each_weakened_protection_of_the_second_quarter() {
    let (_folder, project) = project(153, &policy);
    let first = compiled(&project, TODAY, FIRST);
    let third = run(&project, &first, FIRST, &Vault::default()).unwrap();
    let entry = Vault::entry(
        first.checked.program(),
        &third.lowered,
        "kwartaal 2026-Q3",
        &[7; 32],
        &third.assembled,
        &third.report,
    );
    let vault = Vault::of(vec![entry]);

    // The year to date is protected against the one that was released before.
    let later = compiled(&project, jiff::civil::date(2027, 1, 20), SECOND);
    let fourth = run(&project, &later, SECOND, &vault).unwrap();
    let input = &fourth.assembled.input;
    assert!(!input.known.is_empty() && !input.before.is_empty());
    assert_eq!(
        accepted(&fourth, input),
        Vec::<usize>::new(),
        "with what the third quarter told, every hidden figure is needed"
    );
    let mut forgetful = input.clone();
    forgetful.known.clear();
    forgetful.before.clear();
    let only_by_the_first = accepted(&fourth, &forgetful);
    assert!(
        !only_by_the_first.is_empty(),
        "some figures are hidden only because of what the third quarter told"
    );

    // Without the comparison of digests, a corrected record contradicts what was told, and that is a failure.
    let file = project.root.join("data/applications_2026-Q3.csv");
    let text = std::fs::read_to_string(&file).unwrap();
    let corrected = text.trim_end().rsplit_once('\n').unwrap().0.to_owned() + "\n";
    std::fs::write(&file, corrected).unwrap();
    let refusal = run(&project, &first, FIRST, &vault).unwrap_err();
    assert!(refusal.starts_with("D0902"), "{refusal}");
    let program = first.checked.program();
    let lowered =
        drempel_core::lower::lower(&first.checked, first.report(None).unwrap(), FIRST).unwrap();
    let output = crate::engines::embedded()
        .execute(
            &lowered.engine,
            &project.root,
            &drempel_plan::engine::Silent,
        )
        .unwrap();
    let again = assemble::assemble(
        program,
        &lowered,
        &output,
        &vault.earlier(program),
        Limits::default(),
    )
    .unwrap();
    let verdict = audit_release(&again.input, &third.report.pattern());
    assert!(
        matches!(verdict, Err(AuditFailure::Infeasible { .. })),
        "{verdict:?}"
    );
}
