//! What the grammar reads and this version cannot do is refused where it stands, never left out.

use super::picture::picture;

#[test]
fn methods_of_a_threshold_and_several_columns_by_which_persons_are_left_out() {
    picture(
        r#"
threshold other {
  at least    13 persons and 8 households in every cell
  method      perturb with cell keys
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0312
  leave       out persons where objection is yes, law is wmo
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0312
}
"#,
    );
}

#[test]
fn totals_that_stay_additive() {
    picture(
        r#"
threshold other {
  at least    13 persons and 8 households in every cell
  round       counts to 5 and keep totals additive
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0312
}
"#,
    );
}

#[test]
fn lines_and_orders_of_a_table() {
    picture(
        r#"
table clients_by_wijk …
+ picture     lines of number of persons
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0312
+ order       columns by number of persons
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0312
"#,
    );
}

#[test]
fn formats_languages_themes_and_texts_of_a_report() {
    picture(
        r#"
report quarterly …
- language
+ language    en, nl
#                 ^^ D0312
- format
+ format      pdf, html, xlsx
#                  ^^^^ D0312
#                        ^^^^ D0312
+ theme       "blue"
# ^^^^^^^^^^^^^^^^^^ D0312
+ text        "Before"
# ^^^^^^^^^^^^^^^^^^^^ D0312
"#,
    );
}
