//! `firedrill down`: stops the lab, and with `--purge` deletes it.

use std::time::{Duration, Instant};

use drill_engine::control::Client;
use drill_engine::control::protocol::{Done, FailureKind, Request};
use drill_engine::supervisor::remove_leftovers;
use lab_managed::LabDir;
use lab_managed::launch;
use serde_json::json;

use crate::context::Context;
use crate::failure::{Exit, Failure, Outcome};
use crate::progress::Talk;
use crate::text::lab as text;

/// How long the supervisor may take to end after it said that the lab is down.
const LIMIT: Duration = Duration::from_secs(30);

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(long)]
    purge: bool,
}

/// Stops the lab. A lab whose `lab.json` is damaged can be stopped and deleted too.
pub(crate) async fn run(context: &Context, args: &Args) -> Outcome {
    let dir = context.dir()?;
    if !dir.root().exists() {
        context.existing()?;
    }
    let was_up = launch::is_running(&dir);
    if was_up {
        stop(context, &dir).await?;
    } else {
        remove_leftovers(&dir)
            .await
            .map_err(|failure| context.engine_failure(failure))?;
    }
    if args.purge {
        std::fs::remove_dir_all(dir.root())
            .map_err(|error| context.file_failure(dir.root(), error))?;
    }
    let result = json!({ "lab": dir.name(), "wasUp": was_up, "purged": args.purge });
    context.show(&result, |_| {
        let mut out = String::new();
        if was_up {
            out.push_str(&text::down(context.lang, dir.name()));
        } else if !args.purge {
            out.push_str(&text::was_down(context.lang, dir.name()));
        }
        if args.purge {
            out = text::purged(context.lang, dir.root().display());
        }
        out.push('\n');
        out
    })?;
    Ok(Exit::Pass)
}

async fn stop(context: &Context, dir: &LabDir) -> Result<(), Failure> {
    let mut talk = Talk::new(context);
    talk.step(&text::going_down(context.lang, dir.name()));
    let client = Client::new(dir.name(), dir.socket());
    let answer: Result<Done, _> = client
        .request(&Request::Down, &mut |progress| talk.progress(progress))
        .await;
    talk.close();
    match answer {
        Ok(Done {}) => {}
        // It may end before its answer arrives, and may be on its way down already.
        Err(failure)
            if matches!(
                failure.kind,
                FailureKind::Lost | FailureKind::NotRunning | FailureKind::Stopping
            ) => {}
        Err(failure) => return Err(context.engine_failure(failure)),
    }
    until_ended(context, dir).await
}

/// Waits until the supervisor of a lab that goes down, or that failed, is gone.
pub(crate) async fn until_ended(context: &Context, dir: &LabDir) -> Result<(), Failure> {
    let started = Instant::now();
    while launch::is_running(dir) {
        if started.elapsed() > LIMIT {
            return Err(hung(context, dir));
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}

fn hung(context: &Context, dir: &LabDir) -> Failure {
    let pid = std::fs::read_to_string(dir.lock_file()).unwrap_or_default();
    let pid = pid.trim();
    let failure = Failure::environment(text::not_down(context.lang, dir.name(), LIMIT.as_secs()));
    if pid.is_empty() {
        return failure.next(context.command("logs supervisor"));
    }
    failure
        .because(text::not_down_cause(context.lang, pid))
        .next(format!("kill -9 {pid}"))
}
