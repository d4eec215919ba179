//! D0805: the rows of a test are invented. A value of nine digits that passes the test of eleven has the form of a citizen
//! service number (BSN; Wet algemene bepalingen burgerservicenummer, art. 1; the test is that of the Besluit BSN), and a
//! policy text is read, mailed and kept by many. The message does not point at the value, because its line would be drawn.

use super::Context;
use crate::hir::ColumnRole;
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::say;

/// Whether a text has the form of a citizen service number.
fn is_number_of_a_citizen(text: &str) -> bool {
    let text: Vec<u8> = text.bytes().filter(|it| !b" .-".contains(it)).collect();
    if text.len() != 9 || !text.iter().all(u8::is_ascii_digit) || text.iter().all(|it| *it == b'0')
    {
        return false;
    }
    let weights = [9, 8, 7, 6, 5, 4, 3, 2, -1];
    let digits = text.iter().map(|it| i32::from(it - b'0'));
    let sum: i32 = digits
        .zip(weights)
        .map(|(digit, weight)| digit * weight)
        .sum();
    sum % 11 == 0
}

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let program = context.program;
    for test in &program.tests {
        for (number, given) in (1_usize..).zip(&test.given) {
            for (id, values) in &given.values {
                let Some(column) = program.column(*id) else {
                    continue;
                };
                let like =
                    |it: &&drempel_syntax::span::Spanned<String>| is_number_of_a_citizen(&it.value);
                if column.role != ColumnRole::Identifier || values.iter().find(like).is_none() {
                    continue;
                }
                out.push(
                    Diagnostic::new(
                        &codes::D0805,
                        say!(
                            "a test is given a value of `{}` that may be the number of a citizen",
                            program.column_name(*id)
                        ),
                    )
                    .label(test.title.span, say!("in `given` number {} of this test", number))
                    .label(column.name.span, "an identifier")
                    .note("nine digits that pass the test of eleven are not drawn here")
                    .help("leave the condition out: each row has a key of its own; or invent a key with a letter"),
                );
            }
        }
    }
}
