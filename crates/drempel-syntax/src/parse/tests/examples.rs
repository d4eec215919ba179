//! The examples of the explanations are true.

use crate::codes::ALL;
use crate::testing::{codes, sound};

fn blocks(markdown: &str) -> Vec<&str> {
    markdown
        .split("```drempel\n")
        .skip(1)
        .filter_map(|it| it.split("```").next())
        .collect()
}

#[test]
fn every_explanation_of_a_syntax_code_fails_as_it_says_and_its_repair_is_sound() {
    for code in ALL.iter().filter(|it| it.id.starts_with("D01")) {
        let blocks = blocks(code.explanation);
        assert_eq!(blocks.len(), 2, "{}", code.id);
        assert_eq!(codes(blocks[0]), [code.id], "{}", blocks[0]);
        sound(blocks[1]);
        let title = code.explanation.lines().next().unwrap();
        assert_eq!(title, format!("# {}", code.title));
    }
}
