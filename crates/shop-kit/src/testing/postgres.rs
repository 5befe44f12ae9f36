//! One PostgreSQL per test process, one database per test.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::Context;
use diesel::Connection;
use diesel::connection::SimpleConnection;
use diesel::pg::PgConnection;
use diesel_migrations::EmbeddedMigrations;

use super::keeper::{Keeper, find};
use crate::db::{DatabaseSettings, migrate};
use crate::settings::Secret;

static SERVER: OnceLock<Result<Keeper, String>> = OnceLock::new();
static NEXT: AtomicU32 = AtomicU32::new(1);

/// A database of one test. It is dropped with this value.
#[derive(Debug)]
pub struct TestDatabase {
    name: String,
    server: &'static Keeper,
}

impl TestDatabase {
    /// An empty database.
    ///
    /// # Errors
    /// PostgreSQL is not installed or does not start.
    pub fn empty() -> anyhow::Result<Self> {
        let server = SERVER.get_or_init(|| start().map_err(|error| format!("{error:#}")));
        let server = server
            .as_ref()
            .map_err(|error| anyhow::anyhow!(error.clone()))?;
        let name = format!("test_{}", NEXT.fetch_add(1, Ordering::Relaxed));
        administrator(server)?.batch_execute(&format!("CREATE DATABASE {name}"))?;
        Ok(Self { name, server })
    }

    /// A database with these migrations.
    ///
    /// # Errors
    /// PostgreSQL is not installed or does not start, or a migration fails.
    pub fn migrated(migrations: EmbeddedMigrations) -> anyhow::Result<Self> {
        let database = Self::empty()?;
        migrate(&database.settings(), migrations)?;
        Ok(database)
    }

    /// Its name, for statements of [`TestDatabase::administrator`].
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its address, as superuser.
    #[must_use]
    pub fn url(&self) -> Secret {
        Secret::new(address(self.server, "postgres", &self.name))
    }

    /// Its address, as a role that the test made.
    #[must_use]
    pub fn url_as(&self, role: &str) -> Secret {
        Secret::new(address(self.server, role, &self.name))
    }

    /// The default settings of a pool for it.
    #[must_use]
    pub fn settings(&self) -> DatabaseSettings {
        DatabaseSettings::for_url(self.url())
    }

    /// A connection of its own.
    ///
    /// # Errors
    /// PostgreSQL refuses.
    pub fn connect(&self) -> anyhow::Result<PgConnection> {
        Ok(PgConnection::establish(self.url().expose())?)
    }

    /// A superuser's connection to another database.
    ///
    /// # Errors
    /// PostgreSQL refuses.
    pub fn administrator(&self) -> anyhow::Result<PgConnection> {
        administrator(self.server)
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if let Ok(mut connection) = administrator(self.server) {
            let _ = connection.batch_execute(&format!("DROP DATABASE {} WITH (FORCE)", self.name));
        }
    }
}

fn start() -> anyhow::Result<Keeper> {
    let programs = find("initdb")?;
    let programs = programs
        .to_str()
        .context("the folder of PostgreSQL has a strange name")?;
    let prepare =
        format!("'{programs}/initdb' -D data -U postgres -A trust -E UTF8 --no-locale --no-sync");
    // Nothing here must survive anything.
    let serve = format!(
        "'{programs}/postgres' -D data -k \"$PWD\" -h '' -c fsync=off -c full_page_writes=off -c synchronous_commit=off \
         -c max_connections=200 -c shared_buffers=16MB"
    );
    let mut server = Keeper::start(Some("postgres"), &prepare, &serve, "QUIT")?;
    server.wait("PostgreSQL", |folder| {
        PgConnection::establish(&address_in(folder, "postgres", "postgres")).ok()
    })?;
    Ok(server)
}

fn administrator(server: &Keeper) -> anyhow::Result<PgConnection> {
    Ok(PgConnection::establish(&address(
        server, "postgres", "postgres",
    ))?)
}

fn address(server: &Keeper, role: &str, database: &str) -> String {
    address_in(server.folder(), role, database)
}

fn address_in(folder: &std::path::Path, role: &str, database: &str) -> String {
    format!("postgres://{role}@/{database}?host={}", folder.display())
}
