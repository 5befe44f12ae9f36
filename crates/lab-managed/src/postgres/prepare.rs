//! Making the folder of a PostgreSQL server, and making it ready to be started again.

use std::path::Path;
use std::time::Duration;

use super::{SUPERUSER, data, failed, leftover, programs};
use crate::process::{ProcessSpec, RunAs, run_to_end};
use crate::{LabDir, LabError, LabState, files, user};

const CONFIGURATION: &str = include_str!("../../templates/postgresql.conf");
const ACCESS: &str = include_str!("../../templates/pg_hba.conf");

/// About 0.8 s on two idle cores; a machine that compiles meanwhile takes several times that.
const LIMIT: Duration = Duration::from_secs(60);

/// Makes the data folder when there is none, ends what an earlier server of exactly this folder left running, and
/// writes the configuration for the recorded port.
///
/// # Errors
/// When PostgreSQL is not installed, its user can't reach the folder, or the disk refuses.
pub async fn prepare(dir: &LabDir, state: &LabState) -> Result<(), LabError> {
    let data = data(dir);
    let user = user::of_stores()?;
    user::can_reach(user, &data)?;
    if data.join("PG_VERSION").exists() {
        leftover::end(&data).await?;
    } else {
        initialise(dir, state, &data, user).await?;
    }
    configure(&data, state, user)
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
    configure(&unfinished, state, user)?;
    run_to_end(&sync, &dir.log_file("initdb"), LIMIT).await?;
    std::fs::rename(&unfinished, data).map_err(LabError::file(data))?;
    files::sync_parent(data).map_err(LabError::file(data))
}

fn configure(data: &Path, state: &LabState, user: Option<RunAs>) -> Result<(), LabError> {
    let port = state.port("postgres");
    if port == 0 {
        return Err(failed("the lab has no port for it"));
    }
    let configuration = files::fill(CONFIGURATION, &[("port", &port.to_string())]);
    files::write(&data.join("postgresql.conf"), &configuration, user)?;
    files::write(&data.join("pg_hba.conf"), ACCESS, user)
}
