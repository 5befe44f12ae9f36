//! `firedrill ack`: the learner takes the page.

use chrono::TimeDelta;
use drill_engine::control::protocol::RunView;

use crate::context::Context;
use crate::failure::{Exit, Outcome};
use crate::render::{run, time};
use crate::text::drill as text;

/// Acknowledges the page.
pub(crate) async fn run(context: &Context) -> Outcome {
    let view = context
        .client()?
        .ack()
        .await
        .map_err(|failure| context.engine_failure(failure))?;
    context.show(&view, |view| {
        format!(
            "{}\n\n{}",
            sentence(context, view),
            context.next_commands(context.out, &run::next(view, context.lang))
        )
    })?;
    Ok(Exit::Pass)
}

fn sentence(context: &Context, view: &RunView) -> String {
    let seconds = view
        .moments
        .time_to_acknowledge()
        .as_ref()
        .map(TimeDelta::num_seconds)
        .and_then(|seconds| u64::try_from(seconds).ok());
    match seconds {
        Some(seconds) => text::acknowledged(context.lang, time::length(seconds, context.lang)),
        None => text::acknowledged_now(context.lang),
    }
}
