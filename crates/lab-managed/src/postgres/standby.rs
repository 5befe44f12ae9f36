//! What makes a server a standby, and a standby the primary.

use std::path::Path;
use std::time::Duration;

use super::prepare::{Role, configure};
use super::{Server, failed, leftover, programs};
use crate::compute::wait_until;
use crate::process::{ProcessSpec, run_to_end};
use crate::{LabDir, LabError, LabState, files, user};

/// The role that a standby logs in as, and the purpose of its password.
pub const REPLICATION: (&str, &str) = ("standby", "postgres-standby");

/// PostgreSQL takes a server with this file in its data for a standby, and removes it at the promotion.
const SIGNAL: &str = "standby.signal";
/// What was changed with ALTER SYSTEM.
const CHANGED: &str = "postgresql.auto.conf";
/// Settings that belong to a role and must not travel with the data: with the first, a promoted server would wait for
/// a standby that is not there.
const OF_A_ROLE: [&str; 2] = ["synchronous_standby_names", "primary_conninfo"];

/// A copy takes 0.3 s in a new lab; a machine that compiles meanwhile takes several times that.
const COPY_LIMIT: Duration = Duration::from_secs(120);
const PROMOTION_LIMIT: Duration = Duration::from_secs(30);

/// Whether the data of this server are a standby's: a copy that follows the primary.
#[must_use]
pub fn is_standby(dir: &LabDir, server: Server) -> bool {
    let data = server.data(dir);
    data.join("PG_VERSION").exists() && data.join(SIGNAL).exists()
}

/// Makes the other server than the recorded primary ready to be started as its standby. Data that follow the primary
/// already are kept; anything else, such as those of a primary that was replaced, is copied anew from the primary, which
/// must run. The copy of a lab takes less time than finding out what differs would.
///
/// # Errors
/// When the primary refuses, or the disk does.
pub async fn prepare_standby(dir: &LabDir, state: &LabState, anew: bool) -> Result<(), LabError> {
    let server = state.postgres_primary.other();
    let data = server.data(dir);
    if data.exists() {
        leftover::end(&data).await?;
    }
    if anew || !is_standby(dir, server) {
        copy(dir, state, server, &data).await?;
    }
    configure(&data, state, server, Role::Standby)
}

async fn copy(dir: &LabDir, state: &LabState, server: Server, data: &Path) -> Result<(), LabError> {
    let owner = user::of_stores()?;
    user::can_reach(owner, data)?;
    let unfinished = dir.path(&format!("{}.new", server.name()));
    remove(&unfinished)?;
    files::folder(&unfinished, owner)?;
    let primary = state.postgres_primary;
    let program = programs(&primary.data(dir))?.basebackup();
    let (role, secret) = REPLICATION;
    let mut backup = ProcessSpec::new("pg_basebackup", program, dir.root())
        .args([
            "--host=127.0.0.1",
            &format!("--port={}", primary.port(state)),
            &format!("--username={role}"),
            "--no-password",
            "--checkpoint=fast",
            "--wal-method=stream",
            &format!("--pgdata={}", unfinished.display()),
        ])
        .env("PGPASSWORD", state.recorded(secret));
    backup.run_as = owner;
    run_to_end(&backup, &dir.log_file("pg_basebackup"), COPY_LIMIT).await?;
    carry_changes(&unfinished, &unfinished)?;
    configure(&unfinished, state, server, Role::Standby)?;
    files::write(&unfinished.join(SIGNAL), "", owner)?;
    remove(data)?;
    std::fs::rename(&unfinished, data).map_err(LabError::file(data))?;
    files::sync_parent(data).map_err(LabError::file(data))
}

fn remove(folder: &Path) -> Result<(), LabError> {
    if folder.exists() {
        std::fs::remove_dir_all(folder).map_err(LabError::file(folder))?;
    }
    Ok(())
}

/// Ends whatever still runs of the old primary and gives the new one what was changed there with ALTER SYSTEM, as the
/// servers of a Multi-AZ database share their parameter group. Neither is running as a primary afterwards.
///
/// # Errors
/// When a process does not end, or the disk refuses.
pub async fn fence(dir: &LabDir, old: Server) -> Result<(), LabError> {
    let data = old.data(dir);
    leftover::end(&data).await?;
    carry_changes(&data, &old.other().data(dir))
}

fn carry_changes(from: &Path, to: &Path) -> Result<(), LabError> {
    let source = from.join(CHANGED);
    let text = std::fs::read_to_string(&source).map_err(LabError::file(&source))?;
    let carried: String = text
        .lines()
        .filter(|line| !OF_A_ROLE.iter().any(|name| line.starts_with(name)))
        .map(|line| format!("{line}\n"))
        .collect();
    files::write(&to.join(CHANGED), &carried, user::of_stores()?)
}

/// Makes the recorded primary, which runs, a primary where it is a standby still; nothing happens where it is none.
///
/// # Errors
/// When it is not promoted in time.
pub async fn promote(dir: &LabDir, state: &LabState) -> Result<(), LabError> {
    let server = state.postgres_primary;
    if !is_standby(dir, server) {
        return Ok(());
    }
    let data = server.data(dir);
    let mut ask = ProcessSpec::new("pg_ctl", programs(&data)?.pg_ctl(), &data).args([
        "promote",
        "--no-wait",
        "--pgdata",
        &data.display().to_string(),
    ]);
    ask.run_as = user::of_stores()?;
    let log = dir.log_file("pg_ctl");
    // A server that was just started has to read its state before it can be asked.
    wait_until(
        server.name(),
        PROMOTION_LIMIT,
        Duration::from_millis(20),
        async || {
            if !is_standby(dir, server) {
                return Ok(());
            }
            match run_to_end(&ask, &log, PROMOTION_LIMIT).await {
                Ok(_) => Err("it was asked to be the primary and is not yet".to_owned()),
                Err(error) => Err(error.to_string()),
            }
        },
    )
    .await
}

/// Says in the primary's configuration whether its writes wait for the standby. The primary must be told to read it.
///
/// # Errors
/// When the disk refuses.
pub fn set_synchronous(dir: &LabDir, state: &LabState, synchronous: bool) -> Result<(), LabError> {
    let server = state.postgres_primary;
    configure(
        &server.data(dir),
        state,
        server,
        Role::Primary { synchronous },
    )
}

/// The part of a server's configuration that a lab without a standby does not have.
pub(super) fn replication(
    state: &LabState,
    server: Server,
    role: Role,
) -> Result<String, LabError> {
    if role == Role::Alone {
        return Ok(String::new());
    }
    let other = server.other();
    let mut text = String::from(
        "\n# One of two servers. The standby serves no reads and follows the primary; which one that is changes with a\n\
         # failover, and with it what is below.\n\
         hot_standby = off\n\
         wal_keep_size = 64MB\n\
         wal_receiver_status_interval = 1s\n\
         wal_retrieve_retry_interval = 500ms\n",
    );
    match role {
        Role::Alone | Role::Primary { synchronous: false } => {}
        Role::Primary { synchronous: true } => {
            text.push_str(&format!(
                "synchronous_standby_names = '\"{}\"'\n",
                other.name()
            ));
        }
        Role::Standby => {
            let (name, secret) = REPLICATION;
            let port = other.port(state);
            if port == 0 {
                return Err(failed("the lab has no port for its primary"));
            }
            text.push_str(&format!(
                "primary_conninfo = 'host=127.0.0.1 port={port} user={name} password={} application_name={}'\n",
                state.recorded(secret),
                server.name()
            ));
        }
    }
    Ok(text)
}
