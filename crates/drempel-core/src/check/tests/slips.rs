//! One slip of the hand anywhere in a sound policy is one message: every word mistyped in turn, every clause and
//! closing brace left out.

use super::picture::{BASE, diagnostics, diagnostics_without_lists};

const ENSCHEDE: &str = include_str!("../../../../../examples/enschede/enschede.drempel");

/// The errors of a policy with another line in place of one of its own, if there are several.
fn several(policy: &str, at: usize, new: Option<&str>) -> Option<String> {
    let mut text = String::new();
    for (number, line) in policy.lines().enumerate() {
        if let Some(line) = if number == at { new } else { Some(line) } {
            text.push_str(line);
            text.push('\n');
        }
    }
    // The lists at hand are those of the base; the example has others by the same name.
    let found = if policy == BASE {
        diagnostics(&text)
    } else {
        diagnostics_without_lists(&text)
    };
    let errors: Vec<String> = found
        .iter()
        .filter(|it| it.is_error())
        .map(|it| format!("    {} {}\n", it.code.id, it.message.english()))
        .collect();
    (errors.len() > 1).then(|| format!("{}\n{}", new.unwrap_or(""), errors.concat()))
}

fn leave_out(policy: &str) {
    let clauses = policy
        .lines()
        .enumerate()
        .filter(|(_, it)| it.starts_with("  ") || *it == "}");
    let wrong: Vec<String> = clauses
        .filter_map(|(at, line)| Some(format!("without {line}{}", several(policy, at, None)?)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.concat());
}

/// The example has many words: one in seven, and all of them where as many cases as the documents promise are asked for.
fn stride() -> usize {
    if std::env::var_os("DREMPEL_CASES").is_some() {
        1
    } else {
        7
    }
}

fn mistype(policy: &str, stride: usize) {
    let mut wrong = Vec::new();
    let mut tried = 0;
    for (at, line) in policy.lines().enumerate() {
        let word = |it: char| it.is_alphanumeric() || it == '_';
        let starts = line.char_indices().filter(|(start, it)| {
            let before = line.split_at(*start).0.chars().next_back();
            let quoted = line.split_at(*start).0.matches('"').count() % 2 == 1;
            word(*it) && !before.is_some_and(word) && !quoted
        });
        for (start, _) in starts {
            let (before, after) = line.split_at(start + 1);
            tried += 1;
            if !usize::is_multiple_of(tried, stride) {
                continue;
            }
            wrong.extend(several(policy, at, Some(&format!("{before}q{after}"))));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.concat());
    assert!(tried > 400, "only {tried} words");
}

#[test]
fn a_clause_of_the_base_that_is_left_out() {
    leave_out(BASE);
}

#[test]
fn a_word_of_the_base_that_is_mistyped() {
    mistype(BASE, 1);
}

#[test]
fn a_clause_of_the_example_that_is_left_out() {
    leave_out(ENSCHEDE);
}

#[test]
fn a_word_of_the_example_that_is_mistyped() {
    mistype(ENSCHEDE, stride());
}
