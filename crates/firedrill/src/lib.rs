#![doc = include_str!("../README.md")]

mod cli;
mod commands;
mod context;
mod drills;
mod elsewhere;
mod failure;
mod fingerprint;
mod help;
mod internal;
mod k6;
mod language;
mod logs;
mod machine;
mod objectives;
mod paint;
mod parse;
mod progress;
mod render;
mod session;
mod table;
pub mod text;
mod top;
mod trouble;

use std::ffi::OsString;
use std::process::ExitCode;

use crate::context::Context;
use crate::failure::{Exit, Failure};
use crate::paint::Paint;
use crate::parse::End;

/// Runs the program with its arguments, the program's own name first.
#[must_use]
pub fn run(args: Vec<OsString>) -> ExitCode {
    if let Some(code) = internal::run(&args) {
        return code;
    }
    let lang = language::of(&args, |name| std::env::var(name).ok());
    let cli = match parse::parse(&args, lang) {
        Ok(cli) => cli,
        Err(End::Answer(text)) => {
            let context = Context::new(&cli::Shared::default(), lang);
            return finish(context.print(&text).map(|()| Exit::Pass), &context);
        }
        Err(End::Refused(failure)) => {
            eprint!("{}", failure.render(lang, Paint::stderr()));
            return ExitCode::from(failure.exit.code());
        }
    };
    let context = Context::new(&cli.shared, lang);
    finish(commands::run(&context, cli.verb), &context)
}

/// Says what went wrong, and exits accordingly.
fn finish(outcome: Result<Exit, Failure>, context: &Context) -> ExitCode {
    let failure = match outcome {
        Ok(exit) => return ExitCode::from(exit.code()),
        Err(failure) => failure,
    };
    // Nobody reads any longer: `| head` has seen enough.
    if !failure.message.is_empty() {
        if context.json() {
            let error = serde_json::json!({ "error": failure });
            context.say(&error.to_string());
        } else {
            let text = failure.render(context.lang, context.talk);
            context.say(text.trim_end());
        }
    }
    ExitCode::from(failure.exit.code())
}
