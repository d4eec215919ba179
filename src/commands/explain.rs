//! `drempel explain CODE`: what a code means and how to repair it.

use crate::failure::Failure;
use crate::terminal::Terminal;
use drempel_syntax::codes;
use drempel_syntax::diag::nearest;
use drempel_syntax::say;

/// Prints the explanation of a code, or the list of codes.
pub fn run(terminal: Terminal, code: Option<&str>) -> Result<(), Failure> {
    let language = terminal.language;
    let Some(name) = code else {
        for code in codes::ALL {
            terminal.line(&format!("{}  {}", code.id, code.title_in(language)));
            terminal.json(
                &serde_json::json!({"code": code.id, "slug": code.slug, "title": code.title_in(language)}),
            );
        }
        return Ok(());
    };
    let Some(code) = codes::find(name) else {
        let near = nearest(name, codes::ALL.iter().flat_map(|it| [it.id, it.slug]));
        let help = near.map_or_else(
            || say!("`drempel explain` without a code lists them all"),
            |near| say!("did you mean `{}`?", near),
        );
        return Err(Failure::usage(say!("there is no code `{}`", name), help));
    };
    terminal.line(&format!(
        "{} ({})\n\n{}",
        code.id,
        code.slug,
        code.explanation_in(language).trim_end()
    ));
    terminal.json(&serde_json::json!({
        "code": code.id, "slug": code.slug, "title": code.title_in(language), "explanation": code.explanation_in(language),
    }));
    Ok(())
}
