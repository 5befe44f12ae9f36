//! `firedrill status`: the lab at a glance, and where the run stands.

use chrono::Utc;
use drill_engine::control::protocol::RunView;
use lab_managed::{LabState, Status};
use serde::Serialize;

use crate::context::Context;
use crate::failure::{Exit, Outcome};
use crate::render::run;
use crate::render::status::{Drawing, Logins};
use crate::text::{drill, status as text};

#[derive(Serialize)]
struct View {
    #[serde(flatten)]
    status: Status,
    logins: Logins,
    run: Option<RunView>,
}

/// Shows the lab.
pub(crate) async fn run(context: &Context) -> Outcome {
    let dir = context.existing()?;
    let client = context.client()?;
    let failed = |failure| context.engine_failure(failure);
    let status = client.status().await.map_err(failed)?;
    let run = client.run().await.map_err(failed)?;
    let state = LabState::require(&dir).map_err(|error| context.lab_failure(&error))?;
    let view = View {
        status,
        logins: Logins::of(&state),
        run,
    };
    context.show(&view, |view| draw(context, view))?;
    Ok(Exit::Pass)
}

fn draw(context: &Context, view: &View) -> String {
    let (lang, paint, now) = (context.lang, context.out, Utc::now());
    let drawing = Drawing { lang, paint, now };
    let connect = context.command("connect postgres orders");
    let lab = drawing.lab(&view.status, &view.logins, &connect);
    let (sentence, next) = match &view.run {
        Some(view) => (run::headline(view, now, lang), run::next(view, lang)),
        None => (
            drill::no_run_yet(lang),
            vec![
                ("play", drill::do_play(lang)),
                ("drills", drill::do_drills(lang)),
            ],
        ),
    };
    let run = drawing.section(text::heading_run(lang), &format!("  {sentence}\n"));
    format!("{lab}\n{run}\n{}", context.next_commands(paint, &next))
}
