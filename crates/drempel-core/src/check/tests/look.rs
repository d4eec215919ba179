//! Pictures, orders, texts and languages of a report: D0216, D0316, D0618, D0705, D0706, D0708, D0712.

use super::picture::{picture, silent};

#[test]
fn an_order_by_a_figure_needs_that_figure_and_its_totals() {
    silent(
        r#"
table clients_by_wijk …
+ order       rows by number of persons
+ order       columns by number of persons
"#,
    );
    picture(
        r#"
table clients_by_wijk …
  show        number of persons
#             ----------------- D0618
+ order       rows by number of households
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0618
"#,
    );
    picture(
        r#"
table clients_by_wijk "Clients by district and law" {
#     --------------- D0618
  from        clients
  for         planning
  population  "Residents with support"
  rows        wijk of buurt
  columns     law
  show        number of persons
  totals      rows
  order       rows by number of persons
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0618
  threshold   standard
}
"#,
    );
}

#[test]
fn lines_connect_what_has_an_order() {
    silent(
        r#"
table cost_by_income …
+ picture     lines of sum of cost
"#,
    );
    picture(
        r#"
table clients_by_wijk …
  rows        wijk of buurt
#             ------------- D0708
+ picture     lines of number of persons
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0708
"#,
    );
}

#[test]
fn a_picture_is_of_what_the_table_shows() {
    picture(
        r#"
table cost_by_income …
  show        number of persons
#             ----------------- D0708
+ picture     bars of number of households
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0708
"#,
    );
    picture(
        r#"
table cost_by_income "Clients and cost by income of the area and channel" {
#     -------------- D0708
  from        clients joined with profiles
  for         planning
  population  "Residents with support"
  rows        income_area
  columns     channel
  show        number of persons
  show        sum of cost
  totals      rows
  picture     bars of number of persons
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0708
  threshold   standard
  state       correlation is not cause, area is not person
}
"#,
    );
}

#[test]
fn more_than_six_lines_cannot_be_told_apart() {
    picture(
        r#"
table cost_by_income "Clients and cost by income of the area and district" {
  from        clients joined with profiles
  for         planning
  population  "Residents with support"
  rows        income_area
  columns     steps
#             ----- D0708
  show        number of persons
  totals      rows, columns
  picture     lines of number of persons
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ D0708
  threshold   standard
  state       correlation is not cause, area is not person
}
classes steps of clients.cost {
  class       a  below 10 euro      label "a"
  class       b  10 to below 20 euro label "b"
  class       c  20 to below 30 euro label "c"
  class       d  30 to below 40 euro label "d"
  class       e  40 to below 50 euro label "e"
  class       f  50 to below 60 euro label "f"
  class       g  60 euro or more     label "g"
}
labels en …
+ header      steps as "Cost"
"#,
    );
}

#[test]
fn texts_and_a_theme() {
    silent(
        r#"
report quarterly …
+ theme       "blue.toml"
+ text        "What follows was **counted** in {{ period }}."
+ text        before clients_by_wijk "First."
+ text        after cost_by_income "Last."
"#,
    );
    picture(
        r#"
report quarterly "Who asks for support?" {
#      --------- D0706
  for         planning
  used for    capacity planning
  period      quarter
  audience    college
  openness    internal because "steering information for the college"
  language    en
  format      pdf, csv
  tables      cost_by_income
  text        before clients_by_wijk "First."
#             ^^^^^^^^^^^^^^^^^^^^^^ D0706
}
report other "Others" {
  for         planning
  used for    capacity planning
  period      quarter
  audience    college
  openness    internal because "steering information for the college"
  language    en
  format      pdf, csv
  tables      clients_by_wijk
}
"#,
    );
}

#[test]
fn a_language_once() {
    picture(
        r#"
report quarterly …
- language
+ language    en, en
#             -- D0706
#                 ^^ D0706
"#,
    );
}

#[test]
fn each_text_in_each_language() {
    picture(
        r#"
table clients_by_wijk …
  population  "Residents with support"
#             ^^^^^^^^^^^^^^^^^^^^^^^^ D0712
report quarterly …
- language
+ language    en, nl
#                 -- D0712
#                 -- D0712
+ template    "story.md"
#             ^^^^^^^^^^ D0712
labels nl {
  header      wijk as "Wijk"
  header      clients.law as "Wet"
  header      clients.channel as "Kanaal"
  header      income_area as "Inkomen van het gebied"
  column      clients.law      wmo as "Wmo", jeugd as "Jeugdwet"
  column      clients.channel  letter as "brief", phone as "telefoon", web as "website"
  column      income_area      low as "laag", high as "hoog"
  text        "Who asks for support?" as "Wie vraagt om steun?"
  text        "steering information for the college" as "sturingsinformatie voor het college"
  text        "Clients by district and law" as "Cliënten per wijk en wet"
  text        "Clients and cost by income of the area and channel" as "Cliënten en kosten"
  text        "Insight into the demand for support" as "Inzicht in de vraag"
}
"#,
    );
}

#[test]
fn a_translation_is_of_a_text_that_exists_and_stands_once() {
    picture(
        r#"
labels nl {
  text        "Who asks for suport?" as "Wie vraagt om steun?"
#             ^^^^^^^^^^^^^^^^^^^^^^ D0705
  text        "Residents with support" as "Inwoners met steun"
#             ------------------------ D0316
  text        "Residents with support" as "Bewoners met steun"
#             ^^^^^^^^^^^^^^^^^^^^^^^^ D0316
}
"#,
    );
}

#[test]
fn words_of_a_prohibited_use_warn() {
    picture(
        r#"
purpose planning …
  never       fraud detection, contact with residents
#             --------------- D0216
report quarterly …
+ text        "Where abuse is likely."
#             ^^^^^^^^^^^^^^^^^^^^^^^^ D0216
"#,
    );
    silent(
        r#"
report quarterly …
+ text        "Defraudations of the past are another matter."
"#,
    );
}
