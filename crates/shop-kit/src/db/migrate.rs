//! Migrations: run by a command, never by the start of a server.

use diesel::Connection;
use diesel::connection::SimpleConnection;
use diesel::pg::PgConnection;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness};

use super::DatabaseSettings;

/// Any number, the same for every service: two runs on one database wait for each other.
const LOCK: i64 = 0x5348_4f50;

/// Why the database could not be migrated.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// It can't be reached.
    #[error("the database can't be reached")]
    Connect(#[from] diesel::ConnectionError),
    /// The lock can't be taken.
    #[error("the migration lock can't be taken")]
    Lock(#[from] diesel::result::Error),
    /// A migration failed; those before it are in.
    #[error("a migration failed: {0}")]
    Failed(String),
}

/// Brings the database to the newest version and names the migrations that were run. Safe to repeat, also at the same
/// time. Blocks.
///
/// # Errors
/// See [`MigrateError`].
pub fn migrate(
    settings: &DatabaseSettings,
    migrations: EmbeddedMigrations,
) -> Result<Vec<String>, MigrateError> {
    let mut connection = PgConnection::establish(settings.url.expose())?;
    // The lock belongs to the session: it ends with the connection, whatever happens.
    connection.batch_execute(&format!(
        "SET lock_timeout = '30s'; SELECT pg_advisory_lock({LOCK})"
    ))?;
    let done = connection
        .run_pending_migrations(migrations)
        .map_err(|error| MigrateError::Failed(error.to_string()))?;
    Ok(done.iter().map(ToString::to_string).collect())
}
