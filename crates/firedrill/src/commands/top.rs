//! `firedrill top`: the lab live on a terminal, or once as lines.

use std::io::IsTerminal as _;

use chrono::Utc;

use crate::context::Context;
use crate::failure::{Exit, Failure, Outcome};
use crate::objectives;
use crate::text::trouble;
use crate::top::live::Top;
use crate::top::model::{Picture, Readings, Silence, Silent};
use crate::top::plain;
use crate::top::read::Reader;
use crate::top::views::Views;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(long)]
    plain: bool,
}

/// Shows the lab until the reader leaves, or once.
pub(crate) async fn run(context: &Context, args: &Args) -> Outcome {
    let client = context.client()?;
    let status = tokio::select! {
        status = client.status() => status.map_err(|failure| context.engine_failure(failure))?,
        _ = tokio::signal::ctrl_c() => return Ok(Exit::Interrupted),
    };
    let objectives = objectives::read(context)?.objectives;
    let reader = Reader::new(client, &status.addresses.prometheus, &objectives)
        .map_err(|error| context.unexpected(error))?;
    if args.plain || context.json() || !is_screen() {
        // A picture without what is measured is worth more than none: it says itself what it lacks.
        let (readings, prometheus) = match reader.readings().await {
            Ok(readings) => (readings, None),
            Err(_) => (Readings::default(), Some(Silence { since: None })),
        };
        let silent = Silent {
            prometheus,
            ..Silent::default()
        };
        let picture = Picture::new(&status, &readings, &objectives, silent, Utc::now());
        let lang = context.lang;
        context.show(&picture, |picture| {
            plain::lines(Views { picture, lang }, context.out)
        })?;
        return Ok(Exit::Pass);
    }
    Top::new(
        reader,
        objectives,
        status,
        context.lang,
        context.out.is_on(),
    )
    .run()
    .await
    .map_err(|error| Failure::environment(trouble::output_failed(context.lang, error)))
}

/// Whether there is something to draw on.
fn is_screen() -> bool {
    let is_dumb = std::env::var_os("TERM").is_some_and(|value| value == "dumb");
    std::io::stdout().is_terminal() && !is_dumb
}
