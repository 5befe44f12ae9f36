//! The grammar of the command line. Its texts are added by `crate::help`, in the reader's language.
//!
//! Plain comments here on purpose: clap would show doc comments as help, in one language only.

use clap::{Args, Parser, Subcommand, ValueEnum};
use drill_core::i18n::Lang;

use crate::commands::{
    check, cluster, completions, connect, diagnose, down, inbox, load, logs, note, play, rehearse,
    report, shop, solve, top, up,
};

#[derive(Debug, Parser)]
#[command(
    name = "firedrill",
    version,
    disable_help_flag = true,
    disable_version_flag = true
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) shared: Shared,
    #[command(subcommand)]
    pub(crate) verb: Option<Verb>,
}

#[derive(Debug, Default, Args)]
pub(crate) struct Shared {
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) lab: Option<String>,
    #[arg(long, global = true, value_name = "LANG")]
    pub(crate) lang: Option<Lang>,
    #[arg(
        short,
        long,
        global = true,
        value_name = "FORM",
        default_value = "text"
    )]
    pub(crate) output: Form,
}

// The form of what goes to standard output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    #[default]
    Text,
    Json,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    Play(play::Args),
    Drills,
    Ack,
    Hint,
    Diagnose(diagnose::Args),
    Check(check::Args),
    Note(note::Args),
    Solve(solve::Args),
    Report(report::Args),
    Stop,
    Status,
    Top(top::Args),
    Logs(logs::Args),
    Inbox(inbox::Args),
    Connect(connect::Args),
    Shop(shop::Args),
    Audit,
    Failover,
    Up(up::Args),
    Down(down::Args),
    Cluster(cluster::Args),
    Doctor,
    Rehearse(rehearse::Args),
    Load(load::Args),
    Monitoring,
    Completions(completions::Args),
}
