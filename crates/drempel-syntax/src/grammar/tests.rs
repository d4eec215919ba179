//! Both word files fit the one grammar.

use super::*;

#[test]
fn both_word_files_hold_the_same_rules_in_the_same_order() {
    let (english, dutch) = rule_names();
    assert_eq!(english, dutch);
}
