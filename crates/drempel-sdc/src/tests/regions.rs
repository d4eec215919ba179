//! The choice where branch and cut over everything takes too long: against its bound all the same.

use crate::choose::cuts;
use crate::problem::Problem;
use crate::seal;
use crate::tests::city::cost;
use crate::tests::large::sized;
use drempel_plan::threshold::{Requirement, Zeros};

#[test]
fn more_than_five_hundred_figures_cost_at_most_two_percent_more_than_any_safe_choice_must() {
    for (label, requirement) in [
        ("not exact", Requirement::NotExact),
        ("reach", Requirement::NotRecognisableAsSmall),
        ("3 values", Requirement::PossibleValues(3)),
    ] {
        let input = sized([40, 8, 1], requirement, None, Zeros::Public);
        let problem = Problem::new(&input).unwrap();
        let figures = problem.systems[0].variables.len();
        // Above that many figures regions are chosen one by one.
        assert!(figures > 500, "{figures}");
        let report = seal(&input).unwrap();
        let ours = cost(&problem, &report.pattern());
        let least = cuts::least(&problem, 20_000).unwrap();
        println!(
            "{label}: {figures} figures, {ours:.1}, at least {:.1}, {} cuts, {}",
            least.cost, least.cuts, least.settled
        );
        assert!(least.cost > 0.0, "{label}");
        assert!(ours <= 1.02 * least.cost, "{label}: {ours} {}", least.cost);
    }
}
