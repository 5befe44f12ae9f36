//! Making the folder of a PostgreSQL server, and making it ready to be started again.

use std::path::Path;
use std::time::Duration;

use super::{SUPERUSER, Server, failed, leftover, programs, standby};
use crate::process::{ProcessSpec, RunAs, run_to_end};
use crate::{LabDir, LabError, LabState, files, user};

const CONFIGURATION: &str = include_str!("../../templates/postgresql.conf");
const ACCESS: &str = include_str!("../../templates/pg_hba.conf");

/// About 0.8 s on two idle cores; a machine that compiles meanwhile takes several times that.
const LIMIT: Duration = Duration::from_secs(60);

/// What a server is to the other one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// There is no other.
    Alone,
    /// The one that serves.
    Primary {
        /// Whether a write is acknowledged only when the standby has it too.
        synchronous: bool,
    },
    /// The one that follows.
    Standby,
}

/// Makes the primary's data folder when there is none, ends what an earlier server of exactly this folder left running,
/// and writes the configuration for the recorded port. A standby is not waited for until it is there and has caught up.
///
/// # Errors
/// When PostgreSQL is not installed, its user can't reach the folder, or the disk refuses.
pub async fn prepare(dir: &LabDir, state: &LabState) -> Result<(), LabError> {
    let primary = state.postgres_primary;
    let data = primary.data(dir);
    let user = user::of_stores()?;
    user::can_reach(user, &data)?;
    if data.join("PG_VERSION").exists() {
        leftover::end(&data).await?;
    } else {
        if primary != Server::First {
            // An empty server in its place would pass for the lab's data.
            return Err(failed(format!("the data of {} are gone", primary.name())));
        }
        initialise(dir, state, &data, user).await?;
    }
    let standby = primary.other().data(dir);
    if standby.exists() {
        leftover::end(&standby).await?;
    }
    configure(&data, state, primary, alone_or_primary(state))
}

fn alone_or_primary(state: &LabState) -> Role {
    if state.desired.standby {
        Role::Primary { synchronous: false }
    } else {
        Role::Alone
    }
}

/// Runs initdb in a folder beside the real one, which gets its name once everything is on the disk: a folder named
/// `postgres` is always whole.
async fn initialise(
    dir: &LabDir,
    state: &LabState,
    data: &Path,
    user: Option<RunAs>,
) -> Result<(), LabError> {
    let unfinished = dir.path("postgres.new");
    if unfinished.exists() {
        std::fs::remove_dir_all(&unfinished).map_err(LabError::file(&unfinished))?;
    }
    files::folder(&unfinished, user)?;
    let password = dir.path(".postgres-password");
    files::write(&password, state.recorded("postgres"), user)?;

    let initdb = programs(data)?.initdb();
    let folder = unfinished.display().to_string();
    let mut make = ProcessSpec::new("initdb", &initdb, dir.root()).args([
        "--no-sync",
        "--encoding=UTF8",
        // Collates by code point, which is the same on every machine; text searches of the shop need no more.
        "--locale=C",
        "--auth=scram-sha-256",
        &format!("--username={SUPERUSER}"),
        &format!("--pwfile={}", password.display()),
        "-D",
        &folder,
    ]);
    make.run_as = user;
    let mut sync =
        ProcessSpec::new("initdb", &initdb, dir.root()).args(["--sync-only", "-D", &folder]);
    sync.run_as = user;

    let made = run_to_end(&make, &dir.log_file("initdb"), LIMIT).await;
    std::fs::remove_file(&password).map_err(LabError::file(&password))?;
    made?;
    configure(&unfinished, state, Server::First, alone_or_primary(state))?;
    run_to_end(&sync, &dir.log_file("initdb"), LIMIT).await?;
    std::fs::rename(&unfinished, data).map_err(LabError::file(data))?;
    files::sync_parent(data).map_err(LabError::file(data))
}

pub(super) fn configure(
    data: &Path,
    state: &LabState,
    server: Server,
    role: Role,
) -> Result<(), LabError> {
    let user = user::of_stores()?;
    let port = server.port(state);
    if port == 0 {
        return Err(failed("the lab has no port for it"));
    }
    let mut configuration = files::fill(CONFIGURATION, &[("port", &port.to_string())]);
    configuration.push_str(&standby::replication(state, server, role)?);
    files::write(&data.join("postgresql.conf"), &configuration, user)?;
    files::write(&data.join("pg_hba.conf"), ACCESS, user)
}
