//! PostgreSQL of a lab: prepared once, run in the foreground by the supervisor, brought back after any crash.

mod client;
mod leftover;
mod prepare;

pub use client::{ensure, ready, wait_ready};
pub use prepare::prepare;

use std::path::{Path, PathBuf};
use std::time::Duration;

use nix::sys::signal::Signal;

use crate::process::ProcessSpec;
use crate::programs::PostgresPrograms;
use crate::{LabDir, LabError, LabState, user};

/// The superuser, whose login the learner has.
pub const SUPERUSER: &str = "postgres";
/// The services that keep data here. Each has a role and a database of its own name.
pub const SERVICES: [&str; 2] = ["catalog", "orders"];

/// How the supervisor runs PostgreSQL.
///
/// Backends make sessions of their own, so no signal to a group reaches them: the postmaster must end them. It does
/// so on SIGQUIT, at once, when the supervisor is gone; and on SIGINT, with a checkpoint, when the lab goes down.
///
/// # Errors
/// When PostgreSQL, or the version that made the lab's data, is not installed.
pub fn spec(dir: &LabDir, _: &LabState) -> Result<ProcessSpec, LabError> {
    let data = data(dir);
    let mut spec = ProcessSpec::new("postgres", programs(&data)?.postgres(), &data)
        .args(["-D".to_owned(), data.display().to_string()]);
    spec.run_as = user::of_stores()?;
    spec.death_signal = Signal::SIGQUIT;
    spec.stop_signal = Signal::SIGINT;
    spec.stop_grace = Duration::from_secs(20);
    Ok(spec)
}

fn data(dir: &LabDir) -> PathBuf {
    dir.path("postgres")
}

/// The programs that fit the data: those of the version that made it, else the newest.
fn programs(data: &Path) -> Result<PostgresPrograms, LabError> {
    let major = std::fs::read_to_string(data.join("PG_VERSION"))
        .ok()
        .and_then(|version| version.trim().parse().ok());
    Ok(PostgresPrograms::find(major)?)
}

fn failed(reason: impl std::fmt::Display) -> LabError {
    LabError::Store {
        store: "postgres",
        reason: reason.to_string(),
    }
}
