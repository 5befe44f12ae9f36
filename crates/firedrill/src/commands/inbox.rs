//! `firedrill inbox`: what the lab's channel says, as Slack would show it.

use std::time::Duration;

use drill_engine::receiver::{Inbox, Received};

use crate::context::Context;
use crate::failure::{Exit, Failure, Outcome};
use crate::render::slack;
use crate::text::lab as text;

/// How many messages are shown when nothing says how many.
const MESSAGES: usize = 10;
/// How often new messages are looked for.
const POLL: Duration = Duration::from_millis(300);

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(short, long)]
    follow: bool,
    #[arg(short = 'n', long, value_name = "N")]
    messages: Option<usize>,
}

/// Shows the last messages, and with `--follow` those to come.
pub(crate) async fn run(context: &Context, args: &Args) -> Outcome {
    let dir = context.existing()?;
    let inbox = Inbox::of(&dir);
    let read = || {
        inbox
            .messages()
            .map_err(|error| context.file_failure(&dir.path("inbox.jsonl"), error))
    };
    let messages = read()?;
    let mut last = messages.last().map(|received| received.at);
    let most = args.messages.unwrap_or(MESSAGES);
    let shown = &messages[messages.len().saturating_sub(most)..];
    if shown.is_empty() && !args.follow {
        context.note(&text::no_messages(context.lang));
    }
    show(context, shown)?;
    if !args.follow {
        return Ok(Exit::Pass);
    }
    loop {
        tokio::time::sleep(POLL).await;
        let messages = read()?;
        let new = messages.partition_point(|received| Some(received.at) <= last);
        show(context, &messages[new..])?;
        last = messages.last().map(|received| received.at).or(last);
    }
}

/// One JSON object per line, or as Slack draws them.
fn show(context: &Context, messages: &[Received]) -> Result<(), Failure> {
    if messages.is_empty() {
        return Ok(());
    }
    let text: String = messages
        .iter()
        .map(|received| {
            if context.json() {
                format!("{}\n", serde_json::json!(received))
            } else {
                slack::message(received, context.out)
            }
        })
        .collect();
    context.print(&text)
}
