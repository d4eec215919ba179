//! D0602, D0803: a code that a filter, a class, a test or an exception names is in its code list.

use super::Context;
use crate::hir::{ClassesOf, DimensionOf, Expectation, UnitStatistic};
use drempel_syntax::codes::{self, Code};
use drempel_syntax::diag::{Diagnostic, Diagnostics, closest, nearest};
use drempel_syntax::say;
use drempel_syntax::span::Spanned;

fn known(
    context: &Context<'_>,
    out: &mut Diagnostics,
    code: &'static Code,
    of: DimensionOf,
    value: &Spanned<String>,
) {
    let told = |out: &Diagnostics, place| out.is_wrong(place);
    let key = (context.program.full_name(of), value.value.clone());
    if context.program.missing_values.contains(&key) || told(out, value.span) {
        return;
    }
    let Some((list, level)) = context.program.list_of(of) else {
        if let Some(values) = context.program.values_of(of)
            && !values.is_empty()
            && !values.contains(&value.value)
        {
            out.push(
                Diagnostic::new(
                    code,
                    say!(
                        "`{}` is not a declared value of `{}`",
                        value.value,
                        context.program.short_name(of)
                    ),
                )
                .label(value.span, "not declared")
                .near(nearest(&value.value, values.iter().map(String::as_str)))
                .help(say!("declared are: {}", values.join(", "))),
            );
        }
        return;
    };
    let Some(declared) = context.program.lists.get(list.0) else {
        return;
    };
    let Some(data) = context.lists.get(&declared.name.value) else {
        return;
    };
    let codes = data.codes(level);
    if !codes.contains(&value.value) {
        let near = nearest(&value.value, codes.iter().map(String::as_str));
        let it = Diagnostic::new(
            code,
            say!(
                "`{}` is not a code of `{}`",
                value.value,
                declared.name.value
            ),
        )
        .label(
            value.span,
            say!("not in level `{}`", context.program.level_name(list, level)),
        )
        .label(declared.name.span, "the code list");
        out.push(match near {
            Some(_) => it.near(near),
            // Too far off for a slip of the hand: it still shows what codes of this level look like.
            None => match closest(&value.value, codes.iter().map(String::as_str)) {
                Some(code) => it.help(say!("the nearest code of this level is `{}`", code)),
                None => it.help(say!("the code list has no codes of this level")),
            },
        });
    }
}

pub(super) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    for table in &context.program.tables {
        for filter in &table.only {
            for value in &filter.values {
                if context.program.list_of(filter.of).is_some() {
                    known(context, out, &codes::D0602, filter.of, value);
                }
            }
        }
    }
    for classes in &context.program.classes {
        if let ClassesOf::PerUnit {
            statistic: Some(UnitStatistic::Share { holds, .. }),
            ..
        } = &classes.of
        {
            for (column, values) in holds {
                let of = DimensionOf::Column {
                    column: *column,
                    level: None,
                };
                for value in values {
                    known(context, out, &codes::D0602, of, value);
                }
            }
        }
    }
    for cells in context.program.exceptions.iter().flat_map(|it| &it.cells) {
        for (of, values) in &cells.at {
            for value in values {
                known(context, out, &codes::D0803, *of, value);
            }
        }
    }
    for test in &context.program.tests {
        for given in &test.given {
            for (column, values) in &given.values {
                let of = DimensionOf::Column {
                    column: *column,
                    level: None,
                };
                for value in values {
                    known(context, out, &codes::D0803, of, value);
                }
            }
        }
        for expectation in &test.expect {
            if let Expectation::Cell { at, .. } = expectation {
                for (of, values) in at {
                    for value in values {
                        known(context, out, &codes::D0803, *of, value);
                    }
                }
            }
        }
    }
}
