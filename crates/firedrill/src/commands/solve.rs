//! `firedrill solve`: cause, solutions, and why tempting fixes fail.

use std::fmt::Write as _;

use drill_engine::control::protocol::{FixView, SolveView};

use crate::context::Context;
use crate::failure::{Exit, Outcome};
use crate::paint::Tone;
use crate::progress::Talk;
use crate::render::markdown::markdown;
use crate::render::run;
use crate::text::drill as text;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(long)]
    surrender: bool,
}

/// Shows the solution after a pass, or gives up for it.
pub(crate) async fn run(context: &Context, args: &Args) -> Outcome {
    let mut talk = Talk::new(context);
    let solution = context
        .client()?
        .solve(args.surrender, &mut |progress| talk.progress(progress))
        .await
        .map_err(|failure| context.engine_failure(failure))?;
    talk.close();
    context.show(&solution, |solution| draw(context, solution))?;
    Ok(Exit::Pass)
}

fn draw(context: &Context, solution: &SolveView) -> String {
    let (lang, paint) = (context.lang, context.out);
    let head = |words: String| paint.tone(Tone::Strong, &words);
    let mut out = format!(
        "{}\n{}\n",
        head(text::solve_cause(lang)),
        markdown(solution.cause.in_lang(lang), paint)
    );
    let _ = writeln!(out, "{}", head(text::solve_solutions(lang)));
    out.push_str(&fixes(context, &solution.solutions));
    let _ = writeln!(out, "{}", head(text::solve_wrong(lang)));
    out.push_str(&fixes(context, &solution.wrong_fixes));
    let _ = write!(
        out,
        "{}\n{}",
        markdown(solution.debrief.in_lang(lang), paint),
        context.next_commands(paint, &run::next(&solution.run, lang))
    );
    out
}

fn fixes(context: &Context, fixes: &[FixView]) -> String {
    let paint = context.out;
    let mut out = String::new();
    for fix in fixes {
        let _ = writeln!(out, "- {}: {}", fix.name, fix.text.in_lang(context.lang));
        if let Some(why) = &fix.why {
            let _ = writeln!(out, "  {}", why.in_lang(context.lang).trim_end());
        }
        for line in body(&fix.script) {
            let _ = writeln!(out, "    {}", paint.tone(Tone::Command, line));
        }
        out.push('\n');
    }
    out
}

/// A script without what only the shell needs to see.
fn body(script: &str) -> impl Iterator<Item = &str> {
    script
        .lines()
        .filter(|line| !line.starts_with("#!") && !line.starts_with("set -"))
        .filter(|line| !line.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_is_shown_without_its_preamble() {
        let script = "#!/bin/sh\nset -eu\n\n# Why\nfiredrill shop scale catalog 2\n";
        let lines: Vec<&str> = body(script).collect();
        assert_eq!(lines, ["# Why", "firedrill shop scale catalog 2"]);
    }
}
