//! What the grammar reads and this version cannot do is refused where it stands, never left out.

use super::picture::picture;

#[test]
fn formats_of_a_report() {
    picture(
        r#"
report quarterly …
- format
+ format      pdf, html, xlsx
#                  ^^^^ D0312
#                        ^^^^ D0312
"#,
    );
}
