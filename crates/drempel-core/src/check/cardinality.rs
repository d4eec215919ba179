//! D0404: a join states how many rows match, and never many to many.

use super::Context;
use drempel_syntax::ast::Cardinality;
use drempel_syntax::codes;
use drempel_syntax::diag::{Diagnostic, Diagnostics};
use drempel_syntax::say;

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    for join in &context.program.joins {
        if context.broken(join.block) {
            continue;
        }
        match &join.cardinality {
            None => out.push(
                Diagnostic::new(&codes::D0404, "this join does not say how many rows match")
                    .label(join.span, "in this join")
                    .help(
                        "add `match many to one` or `match one to one`; it is verified on the data",
                    ),
            ),
            Some(it) if matches!(it.value, Cardinality::ManyToMany | Cardinality::OneToMany) => out
                .push(
                    Diagnostic::new(
                        &codes::D0404,
                        "a row may match at most one row of the joined source",
                    )
                    .label(it.span, "this would multiply rows")
                    .help("turn the join around, or coarsen the joined source first"),
                ),
            Some(_) => {}
        }
        match &join.keep {
            None => out.push(
                Diagnostic::new(&codes::D0404, "this join does not say which side is kept")
                    .label(join.span, "in this join")
                    .help(say!(
                        "add `keep every row of {}`; what does not match is `unknown`",
                        context
                            .program
                            .source(join.left)
                            .map_or("…", |it| it.name.value.as_str())
                    )),
            ),
            Some((kept, at)) if *kept != join.left => out.push(
                Diagnostic::new(&codes::D0404, "only the first source of a join can be kept")
                    .label(*at, "the other side")
                    .help("name the first source, or turn the join around"),
            ),
            Some(_) => {}
        }
    }
}
