//! Exceptions: what they must state, and of which cells.

use super::picture::{picture, silent};

/// The test of the base expects a cell to be hidden that some exceptions here show; checks do not run it.
#[test]
fn an_exception_with_everything() {
    silent(
        r#"
exception "agreed" {
  cells       clients_by_wijk at wijk is "WK01" or "WK02", law is wmo
  cells       clients_by_wijk at law is jeugd
  because     "consent"
  valid       through 2026-12-31
  approval    by privacy officer and controller
}
"#,
    );
}

#[test]
fn an_exception_without_reason_end_roles_or_cells() {
    picture(
        r#"
exception "nothing" {
#         ^^^^^^^^^ D0711
#         ^^^^^^^^^ D0711
#         ^^^^^^^^^ D0711
#         ^^^^^^^^^ D0711
}
"#,
    );
}

#[test]
fn an_exception_that_has_ended() {
    picture(
        r#"
exception "agreed" {
  cells       clients_by_wijk at law is wmo
  because     "x"
  valid       through 2026-10-19
#                     ^^^^^^^^^^ D0711
  approval    by privacy officer and controller
}
"#,
    );
}

#[test]
fn an_exception_approved_by_others_or_by_one() {
    picture(
        r#"
policy …
  approval
# --------------------------------------------- D0711
exception "agreed" {
  cells       clients_by_wijk at law is wmo
  because     "x"
  valid       through 2026-12-31
  approval    by privacy officer and "mayor"
#                                    ^^^^^^^ D0711
}
exception "alone" {
  cells       clients_by_wijk at law is jeugd
  because     "x"
  valid       through 2026-12-31
  approval    by controller
# ^^^^^^^^^^^^^^^^^^^^^^^^^ D0711
}
"#,
    );
}

#[test]
fn an_exception_for_cells_that_are_not_there() {
    picture(
        r#"
exception "agreed" {
  cells       clients_by_wijk at law is wmoo
#                                       ^^^^ D0803
  cells       clients_by_wijk at channel is letter
#                                ^^^^^^^ D0802
  because     "x"
  valid       through 2026-12-31
  approval    by privacy officer and controller
}
exception "another" {
  cells       t at channel is letter
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0711
  because     "x"
  valid       through 2026-12-31
  approval    by privacy officer and controller
}
table t "Clients by district and channel" {
  from        clients
  for         planning
  population  "Residents with support"
  rows        wijk of buurt
#             ------------- D0711
  columns     channel
  show        number of persons
  threshold   standard
}
"#,
    );
}
