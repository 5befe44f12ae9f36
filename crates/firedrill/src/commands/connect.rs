//! `firedrill connect`: the client program of a store, already logged in.

use std::os::unix::process::CommandExt as _;
use std::process::Command;

use drill_core::definition::Runtime;
use drill_engine::control::Client;
use drill_engine::control::protocol::{Done, Request};
use drill_engine::suggest;
use lab_kubernetes::learner;
use lab_managed::connect::{self, Invocation};
use lab_managed::programs::Program;
use lab_managed::{LabError, LabState, postgres, programs};

use crate::context::Context;
use crate::failure::{Exit, Failure, Outcome};
use crate::text::{lab as text, trouble};

/// What `connect s3` runs when nothing else is asked for.
const LIST: [&str; 3] = ["s3", "ls", "s3://product-images"];

/// What `connect kubernetes` runs when nothing else is asked for.
const OVERVIEW: [&str; 2] = ["get", "deployments,pods,services"];

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    store: Store,
}

#[derive(Debug, clap::Subcommand)]
enum Store {
    Postgres {
        #[arg(value_name = "DB")]
        database: Option<String>,
        #[arg(last = true, value_name = "ARGS")]
        args: Vec<String>,
    },
    Redis {
        #[arg(last = true, value_name = "ARGS")]
        args: Vec<String>,
    },
    S3 {
        #[arg(last = true, value_name = "ARGS")]
        args: Vec<String>,
    },
    Kubernetes {
        #[arg(last = true, value_name = "ARGS")]
        args: Vec<String>,
    },
}

/// Becomes the client program; its exit code is then the command's.
pub(crate) fn run(context: &Context, args: &Args) -> Outcome {
    let dir = context.existing()?;
    let state = LabState::require(&dir).map_err(|error| context.lab_failure(&error))?;
    let (invocation, args, typed) = match &args.store {
        Store::Postgres { database, args } => {
            let database = database.as_deref().unwrap_or(postgres::SUPERUSER);
            known_database(context, database)?;
            (
                connect::psql(&state, database),
                args.clone(),
                format!("connect postgres {database}"),
            )
        }
        Store::Redis { args } => (
            connect::redis_cli(&state),
            args.clone(),
            "connect redis".to_owned(),
        ),
        Store::S3 { args } if args.is_empty() => (
            connect::aws(&state),
            LIST.map(str::to_owned).to_vec(),
            "connect s3".to_owned(),
        ),
        Store::S3 { args } => (connect::aws(&state), args.clone(), "connect s3".to_owned()),
        Store::Kubernetes { args } => {
            if state.runtime != Runtime::Kubernetes {
                return Err(
                    Failure::usage(text::no_cluster_here(context.lang, &context.lab))
                        .because(text::runtime_is_kept(context.lang))
                        .next("firedrill --lab k8s up --on kubernetes"),
                );
            }
            let args = match args.as_slice() {
                [] => OVERVIEW.map(str::to_owned).to_vec(),
                args => args.to_vec(),
            };
            let typed = "connect kubernetes".to_owned();
            (Ok(learner::kubectl(&dir)), args, typed)
        }
    };
    let invocation = invocation.map_err(|error| missing(context, &error))?;
    context.block_on(async {
        let client = Client::new(dir.name(), dir.socket());
        if !client.is_running().await {
            return Err(context.not_running(&dir));
        }
        let command = std::iter::once(typed)
            .chain(args.iter().cloned())
            .collect::<Vec<_>>()
            .join(" ");
        // What is done to a store belongs into the timeline. That it can't be written must not keep
        // an engineer from the store.
        let _: Result<Done, _> = client.ask(&Request::Acted { command }).await;
        Ok(Exit::Pass)
    })?;
    Err(context.unexpected(become_program(invocation, &args)))
}

/// Returns only when that failed.
fn become_program(invocation: Invocation, args: &[String]) -> std::io::Error {
    let mut command = Command::new(invocation.program);
    for name in invocation.unset {
        command.env_remove(name);
    }
    command
        .args(invocation.args)
        .args(args)
        .envs(invocation.env)
        .exec()
}

fn known_database(context: &Context, name: &str) -> Result<(), Failure> {
    let known: Vec<&str> = std::iter::once(postgres::SUPERUSER)
        .chain(postgres::SERVICES)
        .collect();
    if known.contains(&name) {
        return Ok(());
    }
    let sentence = suggest::unknown(|lang| text::no_database(lang, name), name, &known);
    Err(context
        .unknown_name(&sentence)
        .next(context.command("connect postgres orders")))
}

fn missing(context: &Context, error: &LabError) -> Failure {
    let aws = matches!(error, LabError::NoProgram { program, .. } if program == "aws");
    if !aws {
        return context.lab_failure(error);
    }
    Failure::environment(text::no_aws(context.lang))
        .because(trouble::aws_elsewhere(context.lang))
        .next(programs::install_line(&[Program::Aws.package()]))
}
