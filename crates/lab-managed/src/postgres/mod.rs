//! PostgreSQL of a lab: prepared once, run in the foreground by the supervisor, brought back after any crash. With a
//! standby there are two servers, of which `lab.json` names the primary.

mod client;
mod leftover;
mod prepare;
mod replication;
mod server;
mod standby;

pub use client::{ensure, ready, wait_ready};
pub use prepare::prepare;
pub(crate) use replication::Observer;
pub use replication::{Replication, Seen};
pub use server::Server;
pub use standby::{REPLICATION, fence, is_standby, prepare_standby, promote, set_synchronous};

use std::path::Path;
use std::time::Duration;

use nix::sys::signal::Signal;

use crate::process::ProcessSpec;
use crate::programs::PostgresPrograms;
use crate::{LabDir, LabError, LabState, user};

/// The superuser, whose login the learner has.
pub const SUPERUSER: &str = "postgres";
/// The role that counts for Prometheus, and its secret.
pub const EXPORTER: (&str, &str) = ("exporter", "postgres-exporter");
/// The services that keep data here. Each has a role and a database of its own name.
pub const SERVICES: [&str; 2] = ["catalog", "orders"];

/// How the supervisor runs PostgreSQL's primary.
///
/// # Errors
/// As [`spec_of`].
pub fn spec(dir: &LabDir, state: &LabState) -> Result<ProcessSpec, LabError> {
    spec_of(dir, state.postgres_primary)
}

/// How the supervisor runs a server of PostgreSQL.
///
/// Backends make sessions of their own, so no signal to a group reaches them: the postmaster must end them. It does
/// so on SIGQUIT, at once, when the supervisor is gone; and on SIGINT, with a checkpoint, when the lab goes down.
///
/// # Errors
/// When PostgreSQL, or the version that made the lab's data, is not installed.
pub fn spec_of(dir: &LabDir, server: Server) -> Result<ProcessSpec, LabError> {
    let data = server.data(dir);
    let mut spec = ProcessSpec::new(server.name(), programs(&data)?.postgres(), &data)
        .args(["-D".to_owned(), data.display().to_string()]);
    spec.run_as = user::of_stores()?;
    spec.death_signal = Signal::SIGQUIT;
    spec.stop_signal = Signal::SIGINT;
    spec.stop_grace = Duration::from_secs(20);
    Ok(spec)
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
