//! `firedrill rehearse`: the machine plays drills, to prove that they are true.

use crate::context::Context;
use crate::failure::{Failure, Outcome};
use crate::text::lab as text;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(value_name = "DRILL")]
    drills: Vec<String>,
    #[arg(long, conflicts_with = "drills")]
    all: bool,
}

/// Rehearses.
pub(crate) async fn run(context: &Context, args: &Args) -> Outcome {
    if args.drills.is_empty() && !args.all {
        return Err(Failure::usage(text::rehearse_nothing(context.lang))
            .next(context.command("rehearse --all")));
    }
    Err(context.unexpected("not yet"))
}
