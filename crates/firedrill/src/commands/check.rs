//! `firedrill check`: is it repaired, and does the repair hold?

use std::time::{Duration, Instant};

use drill_core::i18n::Text;
use drill_engine::control::Client;
use drill_engine::control::protocol::{CheckReport, Progress};

use crate::context::Context;
use crate::failure::{Exit, Failure, Outcome};
use crate::progress::Talk;
use crate::render::{checks, run};
use crate::text::drill as text;

/// How long checks may go on failing after a repair. Service levels are measured over some seconds, so
/// they come back later than the shop does.
const SETTLE: Duration = Duration::from_secs(20);

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(long)]
    no_wait: bool,
}

/// Checks once, and unless told otherwise waits while a repair may still prove itself.
pub(crate) async fn run(context: &Context, args: &Args) -> Outcome {
    let client = context.client()?;
    let mut talk = Talk::new(context);
    let report = if args.no_wait {
        ask(context, &client, 0, &mut talk).await?
    } else {
        wait(context, &client, &mut talk).await?
    };
    talk.close();
    context.show(&report, |report| draw(context, report))?;
    Ok(if report.resolved {
        Exit::Pass
    } else {
        Exit::NotYet
    })
}

/// Waits until the run is resolved, or something has failed for too long.
async fn wait(context: &Context, client: &Client, talk: &mut Talk) -> Result<CheckReport, Failure> {
    let mut passing = Instant::now();
    loop {
        let report = ask(context, client, 1, talk).await?;
        let Some(held) = report.held_seconds else {
            if report.resolved || passing.elapsed() > SETTLE {
                return Ok(report);
            }
            continue;
        };
        if report.resolved {
            return Ok(report);
        }
        passing = Instant::now();
        talk.progress(Progress::Waiting {
            text: Text::from_fn(text::check_waits),
            done_seconds: held,
            of_seconds: report.hold_seconds,
        });
    }
}

async fn ask(
    context: &Context,
    client: &Client,
    seconds: u64,
    talk: &mut Talk,
) -> Result<CheckReport, Failure> {
    client
        .check(seconds, &mut |progress| talk.progress(progress))
        .await
        .map_err(|failure| context.engine_failure(failure))
}

fn draw(context: &Context, report: &CheckReport) -> String {
    let mut out = checks::report(report, context.lang, context.out);
    if report.resolved {
        out.push('\n');
        out.push_str(&context.next_commands(context.out, &run::after(context.lang)));
    }
    out
}
