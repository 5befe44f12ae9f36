#![doc = include_str!("../README.md")]

mod capacity;
mod costs;
mod floor;
mod lab;
mod load;
mod run;
mod start;
mod table;
mod usage;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

#[derive(Debug, Parser)]
enum Command {
    /// Measures every case on a lab that is up and that no customer visits.
    Run {
        /// The lab's folder.
        #[arg(long)]
        lab_dir: PathBuf,
        /// What `firedrill -o json status` said of it.
        #[arg(long)]
        status: PathBuf,
        /// The folder of the services' programs.
        #[arg(long)]
        bin: PathBuf,
        /// The folder of PostgreSQL's programs, for pgbench.
        #[arg(long)]
        postgres_bin: PathBuf,
    },
    /// Serves one key of Redis with nothing around it.
    Floor {
        /// One Redis that has the key.
        #[arg(long)]
        redis: String,
        /// The key.
        #[arg(long)]
        key: String,
    },
}

fn main() -> ExitCode {
    let done = match Command::parse() {
        Command::Floor { redis, key } => {
            actix_web::rt::System::new().block_on(floor::serve(&redis, key))
        }
        Command::Run {
            lab_dir,
            status,
            bin,
            postgres_bin,
        } => runtime().and_then(|runtime| {
            runtime.block_on(run::run(&lab::Lab {
                dir: lab_dir,
                status,
                bin,
                postgres_bin,
            }))
        }),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

/// One thread: the generator must leave a processor to what it measures.
fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?)
}
