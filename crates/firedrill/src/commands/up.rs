//! `firedrill up`: the lab, with the data it had.

use drill_core::definition::Runtime;
use serde_json::json;

use crate::context::Context;
use crate::elsewhere::Elsewhere;
use crate::failure::{Exit, Outcome};
use crate::progress::Talk;
use crate::session;
use crate::text::{drill, lab as text};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(long, value_name = "RUNTIME")]
    on: Option<Runtime>,
    #[command(flatten)]
    elsewhere: Elsewhere,
}

/// Brings the lab up.
pub(crate) async fn run(context: &Context, args: &Args) -> Outcome {
    let mut talk = Talk::new(context);
    let on = args.elsewhere.runtime(context, args.on)?;
    let up = session::bring_up(context, on, &args.elsewhere, &mut talk).await?;
    let status = up
        .client
        .status()
        .await
        .map_err(|failure| context.engine_failure(failure))?;
    if context.json() {
        context.print_json(&json!({
            "lab": context.lab,
            "wasUp": up.was_up,
            "seconds": up.seconds,
            "status": status,
        }))?;
        return Ok(Exit::Pass);
    }
    let sentence = if up.was_up {
        text::was_up(context.lang, &context.lab)
    } else {
        text::up(context.lang, &context.lab, format!("{:.1}", up.seconds))
    };
    let next = [
        ("play", drill::do_play(context.lang)),
        ("status", drill::do_status(context.lang)),
        ("drills", drill::do_drills(context.lang)),
    ];
    context.print(&format!(
        "{sentence}\n\n{}\n{}",
        super::play::addresses(context, &status.addresses),
        context.next_commands(context.out, &next)
    ))?;
    Ok(Exit::Pass)
}
