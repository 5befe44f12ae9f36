//! `firedrill up`: the lab, with the data it had.

use drill_core::definition::Runtime;
use lab_managed::launch::Wanted;
use lab_managed::programs::Program;
use lab_managed::state::RedisMode;
use serde_json::json;

use crate::context::Context;
use crate::elsewhere::Elsewhere;
use crate::failure::{Exit, Failure, Outcome};
use crate::progress::Talk;
use crate::session;
use crate::text::{drill, lab as text};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(long, value_name = "RUNTIME")]
    on: Option<Runtime>,
    #[arg(long, value_name = "MODE")]
    redis: Option<RedisMode>,
    #[arg(long, conflicts_with = "no_standby")]
    standby: bool,
    #[arg(long)]
    no_standby: bool,
    #[arg(long, value_name = "PART")]
    with: Option<Part>,
    #[arg(long, value_name = "PART", conflicts_with = "with")]
    without: Option<Part>,
    #[command(flatten)]
    elsewhere: Elsewhere,
}

// What a lab does not have by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    Grafana,
}

impl Args {
    /// Whether PostgreSQL has a standby from now on; none leaves it as it is.
    fn wants_standby(&self) -> Option<bool> {
        (self.standby || self.no_standby).then_some(self.standby)
    }

    /// Whether Grafana runs from now on; none leaves it as it is.
    fn wants_grafana(&self) -> Option<bool> {
        (self.with.is_some() || self.without.is_some()).then_some(self.with.is_some())
    }
}

/// Brings the lab up.
pub(crate) async fn run(context: &Context, args: &Args) -> Outcome {
    if args.with == Some(Part::Grafana) && Program::Grafana.find().is_err() {
        return Err(Failure::environment(text::no_grafana(context.lang))
            .because(text::no_grafana_cause(context.lang))
            .next("./firedrill --nix up --with grafana")
            .next(context.command("top")));
    }
    let mut talk = Talk::new(context);
    let on = args.elsewhere.runtime(context, args.on)?;
    let wanted = Wanted {
        redis: args.redis,
        standby: args.wants_standby(),
        grafana: args.wants_grafana(),
        ..Wanted::default()
    };
    let up = session::bring_up(context, on, wanted, &args.elsewhere, &mut talk).await?;
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
