//! `firedrill` without a command: where the learner is, and what to do next.

use chrono::Utc;
use drill_engine::control::protocol::{FailureKind, RunView};
use serde::Serialize;

use crate::context::Context;
use crate::failure::{Exit, Outcome};
use crate::render::run::{self, Next};
use crate::render::{checks, page};
use crate::text::drill as text;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct View {
    lab: String,
    exists: bool,
    running: bool,
    run: Option<RunView>,
    #[serde(skip)]
    sentence: String,
    #[serde(skip)]
    next: Vec<Next>,
}

/// Says where the learner is.
pub(crate) async fn run(context: &Context) -> Outcome {
    let view = look(context).await?;
    context.show(&view, |view| draw(context, view))?;
    Ok(Exit::Pass)
}

async fn look(context: &Context) -> Result<View, crate::failure::Failure> {
    let lang = context.lang;
    let dir = context.dir()?;
    let mut view = View {
        lab: context.lab.clone(),
        exists: dir.state_file().exists(),
        running: false,
        run: None,
        sentence: text::no_lab_yet(lang),
        next: vec![
            ("play", text::do_play(lang)),
            ("drills", text::do_drills(lang)),
        ],
    };
    if !view.exists {
        return Ok(view);
    }
    match context.client()?.run().await {
        Ok(Some(run)) => {
            view.running = true;
            view.sentence = run::headline(&run, Utc::now(), lang);
            view.next = run::next(&run, lang);
            view.run = Some(run);
        }
        Ok(None) => {
            view.running = true;
            view.sentence = text::no_run_yet(lang);
            view.next.push(("status", text::do_status(lang)));
        }
        Err(failure) if failure.kind == FailureKind::NotRunning => {
            view.sentence = text::lab_is_down(lang, &context.lab);
            view.next.insert(1, ("up", text::do_up(lang)));
        }
        Err(failure) => return Err(context.engine_failure(failure)),
    }
    Ok(view)
}

fn draw(context: &Context, view: &View) -> String {
    let (lang, paint) = (context.lang, context.out);
    let mut out = format!("{}\n\n", view.sentence);
    if let Some(run) = view.run.as_ref().filter(|run| run.phase.is_active()) {
        if let Some(view) = &run.page {
            out.push_str(&page::page(view, lang, paint));
            out.push('\n');
        }
        if !run.checks.checks.is_empty() {
            out.push_str(&checks::report(&run.checks, lang, paint));
            out.push('\n');
        }
    }
    out.push_str(&context.next_commands(paint, &view.next));
    out
}
