//! One file per command. Each has its arguments and a `run`.

mod ack;
mod audit;
pub(crate) mod check;
pub(crate) mod cluster;
pub(crate) mod completions;
pub(crate) mod connect;
pub(crate) mod diagnose;
mod doctor;
pub(crate) mod down;
mod drills;
mod failover;
mod hint;
pub(crate) mod inbox;
pub(crate) mod load;
pub(crate) mod logs;
mod monitoring;
pub(crate) mod note;
pub(crate) mod play;
pub(crate) mod rehearse;
pub(crate) mod report;
pub(crate) mod shop;
pub(crate) mod solve;
mod status;
mod stop;
pub(crate) mod top;
pub(crate) mod up;
mod whereami;

use crate::cli::Verb;
use crate::context::Context;
use crate::failure::Outcome;

/// Runs a command; none says where the learner is.
pub(crate) fn run(context: &Context, verb: Option<Verb>) -> Outcome {
    let Some(verb) = verb else {
        return context.block_on(whereami::run(context));
    };
    match verb {
        Verb::Play(args) => context.block_on(play::run(context, &args)),
        Verb::Drills => drills::run(context),
        Verb::Ack => context.block_on(ack::run(context)),
        Verb::Hint => context.block_on(hint::run(context)),
        Verb::Diagnose(args) => context.block_on(diagnose::run(context, &args)),
        Verb::Check(args) => context.block_on(check::run(context, &args)),
        Verb::Note(args) => context.block_on(note::run(context, &args)),
        Verb::Solve(args) => context.block_on(solve::run(context, &args)),
        Verb::Report(args) => report::run(context, &args),
        Verb::Stop => context.block_on(stop::run(context)),
        Verb::Status => context.block_on(status::run(context)),
        Verb::Top(args) => context.block_on_orderly(top::run(context, &args)),
        Verb::Logs(args) => context.block_on_open_end(logs::run(context, &args)),
        Verb::Inbox(args) => context.block_on_open_end(inbox::run(context, &args)),
        Verb::Connect(args) => connect::run(context, &args),
        Verb::Shop(args) => context.block_on(shop::run(context, &args)),
        Verb::Audit => context.block_on(audit::run(context)),
        Verb::Failover => context.block_on(failover::run(context)),
        Verb::Up(args) => context.block_on(up::run(context, &args)),
        Verb::Down(args) => context.block_on(down::run(context, &args)),
        Verb::Cluster(args) => context.block_on(cluster::run(context, &args)),
        Verb::Doctor => doctor::run(context),
        Verb::Rehearse(args) => context.block_on_orderly(rehearse::run(context, &args)),
        Verb::Load(args) => context.block_on_orderly(load::run(context, &args)),
        Verb::Monitoring => monitoring::run(context),
        Verb::Completions(args) => completions::run(context, &args),
    }
}
