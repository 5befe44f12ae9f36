//! `firedrill note`: an update, as one would post it in the incident channel.

use crate::context::Context;
use crate::failure::{Exit, Failure, Outcome};
use crate::text::drill as text;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(required = true, trailing_var_arg = true)]
    text: Vec<String>,
}

/// Writes the note.
pub(crate) async fn run(context: &Context, args: &Args) -> Outcome {
    let note = args.text.join(" ");
    if note.trim().is_empty() {
        return Err(Failure::usage(text::note_empty(context.lang))
            .next(context.command("note \"I see errors at checkout; looking at order.\"")));
    }
    let done = context
        .client()?
        .note(note.trim())
        .await
        .map_err(|failure| context.engine_failure(failure))?;
    context.show(&done, |_| format!("{}\n", text::note_written(context.lang)))?;
    Ok(Exit::Pass)
}
