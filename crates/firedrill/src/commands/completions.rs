//! `firedrill completions`: a script for a shell.

use clap_complete::Shell;

use crate::context::Context;
use crate::failure::{Exit, Outcome};
use crate::help;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

/// Prints the script, with descriptions in the reader's language.
pub(crate) fn run(context: &Context, args: &Args) -> Outcome {
    let mut script = Vec::new();
    let mut command = help::command(context.lang);
    clap_complete::generate(args.shell, &mut command, "firedrill", &mut script);
    context.print(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Pass)
}
