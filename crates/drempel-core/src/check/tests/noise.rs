//! Noise on counts: what does not go with it.

use super::picture::{picture, silent};

const NOISY: &str = r#"
threshold noisy {
  at least    13 persons and 8 households in every cell
  method      perturb with cell keys, noise at most 3, variance 2.5
}
table clients_by_wijk …
- threshold
+ threshold   noisy
"#;

#[test]
fn noise_alone_is_fine() {
    silent(NOISY);
}

#[test]
fn noise_and_rounding() {
    picture(
        r#"
threshold noisy {
  at least    13 persons and 8 households in every cell
  method      perturb with cell keys
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0518
  round       counts to 5
# ----------------------- D0518
}
table clients_by_wijk …
- threshold
+ threshold   noisy
"#,
    );
}

#[test]
fn noise_that_reaches_what_is_shown() {
    picture(
        r#"
threshold noisy {
  at least    8 persons in every cell
#             --------- D0518
  method      perturb with cell keys, noise at most 8
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0518
}
table clients_by_wijk …
- threshold
+ threshold   noisy
"#,
    );
}

#[test]
fn noise_beside_an_amount() {
    picture(
        r#"
threshold noisy {
  at least    13 persons and 8 households in every cell
  hide        a cell with 1 household above 50 percent of the amount
  round       amounts to 1000 euro
  method      perturb with cell keys
# ---------------------------------- D0518
}
table cost_by_income …
  show        sum of cost
#             ^^^^^^^^^^^ D0518
- threshold
+ threshold   noisy
"#,
    );
}

#[test]
fn two_kinds_of_noise() {
    picture(
        r#"
threshold one {
  at least    13 persons and 8 households in every cell
  method      perturb with cell keys, noise at most 3
# --------------------------------------------------- D0518
}
threshold noisy extends one {
  method      perturb with cell keys, noise at most 4
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0518
}
table clients_by_wijk …
- threshold
+ threshold   noisy
"#,
    );
}

#[test]
fn noise_that_does_not_exist() {
    picture(
        r#"
threshold noisy {
  at least    33 persons and 28 households in every cell
  method      perturb with cell keys, noise at most 21
#                                                   ^^ D0504
  method      perturb with cell keys, noise at most 2, variance 2.1
#                                                               ^^^ D0504
  method      perturb with cell keys, variance 0
#                                              ^ D0504
  method      perturb with cell keys, noise at most 2.5
#                                                   ^^^ D0317
}
table clients_by_wijk …
- threshold
+ threshold   noisy
"#,
    );
}
