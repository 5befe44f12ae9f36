//! `firedrill stop`: ends the drill and puts the lab back.

use drill_engine::control::protocol::{Request, RunView};

use crate::context::Context;
use crate::failure::{Exit, Outcome};
use crate::progress::Talk;
use crate::render::run;
use crate::text::drill as text;

/// Ends the run.
pub(crate) async fn run(context: &Context) -> Outcome {
    let mut talk = Talk::new(context);
    let view: RunView = context
        .client()?
        .request(&Request::Stop, &mut |progress| talk.progress(progress))
        .await
        .map_err(|failure| context.engine_failure(failure))?;
    talk.close();
    context.show(&view, |view| {
        let sentence = if view.cleaned_up {
            text::stopped(context.lang)
        } else {
            text::stopped_dirty(context.lang)
        };
        format!(
            "{sentence}\n\n{}",
            context.next_commands(context.out, &run::next(view, context.lang))
        )
    })?;
    Ok(if view.cleaned_up {
        Exit::Pass
    } else {
        Exit::Environment
    })
}
