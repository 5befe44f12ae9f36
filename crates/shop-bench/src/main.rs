#![doc = include_str!("../README.md")]

mod browse;
mod capacity;
mod checkout;
mod costs;
mod floor;
mod lab;
mod load;
mod run;
mod start;
mod table;
mod usage;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Parser;
use shop_kit::testing::TestRedisCluster;

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
        /// What is measured.
        #[arg(value_enum, required = true)]
        parts: Vec<run::Part>,
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
            parts,
        } => measure(lab_dir, &status, bin, postgres_bin, &parts),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn measure(
    dir: PathBuf,
    status: &Path,
    bin: PathBuf,
    postgres_bin: PathBuf,
    parts: &[run::Part],
) -> anyhow::Result<()> {
    let text = std::fs::read_to_string(status).with_context(|| status.display().to_string())?;
    let lab = lab::Lab {
        dir,
        bin,
        postgres_bin,
        status: serde_json::from_str(&text)?,
        redis: TestRedisCluster::start()?,
    };
    runtime()?.block_on(run::run(&lab, parts))
}

/// One thread: the generator must leave a processor to what it measures.
fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?)
}
