//! The programs of other projects that a lab runs, and where to find them.
//!
//! Nothing is downloaded: a program comes from `PATH` (Nix, Homebrew, a distribution) or from the folders in which
//! distributions put servers without adding them to `PATH`. Debian, for one, keeps every PostgreSQL version in a
//! folder of its own under `/usr/lib/postgresql`.

mod postgres;
mod search;

pub use postgres::PostgresPrograms;

use std::path::PathBuf;
use std::{env, fmt};

pub use search::is_program;
use search::{FOLDERS, find_in, folders};

/// A program that a lab, or the learner in it, uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Program {
    /// The PostgreSQL server.
    Postgres,
    /// Makes the folder of a PostgreSQL server.
    Initdb,
    /// PostgreSQL's interactive client.
    Psql,
    /// The Redis server; `valkey-server` is the same to a lab.
    RedisServer,
    /// Redis's interactive client; `valkey-cli` is the same to a lab.
    RedisCli,
    /// Collects metrics and evaluates alert rules.
    Prometheus,
    /// Turns alerts into pages.
    Alertmanager,
    /// Tells Prometheus about PostgreSQL.
    PostgresExporter,
    /// Tells Prometheus about Redis.
    RedisExporter,
    /// Tells Prometheus about the machine.
    NodeExporter,
    /// Draws dashboards, for the learner. A lab runs without it.
    Grafana,
    /// The AWS command line, for the learner. A lab runs without it.
    Aws,
}

impl Program {
    /// What `firedrill up` cannot do without.
    pub const NEEDED: &'static [Self] = &[
        Self::Postgres,
        Self::Initdb,
        Self::Psql,
        Self::RedisServer,
        Self::RedisCli,
        Self::Prometheus,
        Self::Alertmanager,
        Self::PostgresExporter,
        Self::RedisExporter,
        Self::NodeExporter,
    ];

    /// The names that the program goes by, the usual one first.
    #[must_use]
    pub fn names(self) -> &'static [&'static str] {
        match self {
            Self::Postgres => &["postgres"],
            Self::Initdb => &["initdb"],
            Self::Psql => &["psql"],
            Self::RedisServer => &["redis-server", "valkey-server"],
            Self::RedisCli => &["redis-cli", "valkey-cli"],
            Self::Prometheus => &["prometheus"],
            // Debian renames it, because `alertmanager` is too broad a name for a distribution.
            Self::Alertmanager => &["prometheus-alertmanager", "alertmanager"],
            // Debian renames these as well.
            Self::PostgresExporter => &["prometheus-postgres-exporter", "postgres_exporter"],
            Self::RedisExporter => &["prometheus-redis-exporter", "redis_exporter"],
            Self::NodeExporter => &["prometheus-node-exporter", "node_exporter"],
            Self::Grafana => &["grafana"],
            Self::Aws => &["aws"],
        }
    }

    /// The Debian and Ubuntu package that holds it.
    #[must_use]
    pub fn package(self) -> &'static str {
        match self {
            Self::Postgres | Self::Initdb => "postgresql",
            Self::Psql => "postgresql-client",
            Self::RedisServer => "redis-server",
            Self::RedisCli => "redis-tools",
            Self::Prometheus => "prometheus",
            Self::Alertmanager => "prometheus-alertmanager",
            Self::PostgresExporter => "prometheus-postgres-exporter",
            Self::RedisExporter => "prometheus-redis-exporter",
            Self::NodeExporter => "prometheus-node-exporter",
            Self::Grafana => "grafana",
            Self::Aws => "awscli",
        }
    }

    /// Finds the program.
    ///
    /// # Errors
    /// When it is neither on `PATH` nor in a folder where distributions put it.
    pub fn find(self) -> Result<PathBuf, MissingProgram> {
        let on_path = env::var_os("PATH").unwrap_or_default();
        let found = match self {
            Self::Postgres => return Ok(PostgresPrograms::find(None)?.postgres()),
            Self::Initdb => return Ok(PostgresPrograms::find(None)?.initdb()),
            Self::Psql => find_in(self.names(), &postgres::postgres_folders(&on_path)),
            _ => find_in(self.names(), &folders(&on_path)),
        };
        found.ok_or_else(|| MissingProgram::of(self))
    }

    /// As [`Program::find`], with symbolic links followed. The user that a server runs as may not be able to follow
    /// them: those of a Nix profile begin in a home folder.
    ///
    /// # Errors
    /// As [`Program::find`].
    pub fn find_server(self) -> Result<PathBuf, MissingProgram> {
        Ok(search::real(&self.find()?))
    }
}

impl fmt::Display for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.names().first().copied().unwrap_or_default())
    }
}

/// A program of any name, found as [`Program::find`] finds its own.
#[must_use]
pub fn locate(name: &str) -> Option<PathBuf> {
    let on_path = env::var_os("PATH").unwrap_or_default();
    find_in(&[name], &folders(&on_path))
}

/// A program is not on this machine.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{program} was not found on PATH, nor in {searched}. Install it: {}",
    install_line(&[self.package.as_str()])
)]
pub struct MissingProgram {
    /// The program, with its major version where one is needed.
    pub program: String,
    /// The Debian and Ubuntu package that holds it.
    pub package: String,
    /// The folders that were searched besides `PATH`.
    pub searched: String,
}

impl MissingProgram {
    fn of(program: Program) -> Self {
        Self {
            program: program.to_string(),
            package: program.package().to_owned(),
            searched: FOLDERS.join(", "),
        }
    }

    fn postgres(major: Option<u32>) -> Self {
        Self {
            program: major.map_or_else(
                || "postgres".to_owned(),
                |major| format!("postgres {major}"),
            ),
            package: major.map_or_else(
                || "postgresql".to_owned(),
                |major| format!("postgresql-{major}"),
            ),
            searched: postgres::homes(),
        }
    }
}

impl From<MissingProgram> for crate::LabError {
    fn from(missing: MissingProgram) -> Self {
        Self::NoProgram {
            program: missing.program,
            package: missing.package,
        }
    }
}

/// The command that installs `packages` on Debian and Ubuntu.
#[must_use]
pub fn install_line(packages: &[&str]) -> String {
    let sudo = if nix::unistd::geteuid().is_root() {
        ""
    } else {
        "sudo "
    };
    format!("{sudo}apt-get install -y {}", packages.join(" "))
}

/// Every needed program that is missing, so that one command installs them all.
#[must_use]
pub fn missing() -> Vec<MissingProgram> {
    Program::NEEDED
        .iter()
        .filter_map(|program| program.find().err())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_program_is_reported_with_its_package_and_the_command_that_installs_it() {
        let missing = MissingProgram::of(Program::Alertmanager).to_string();
        assert!(
            missing.contains("apt-get install -y prometheus-alertmanager"),
            "{missing}"
        );
        let missing = MissingProgram::postgres(Some(16)).to_string();
        assert!(
            missing.contains("postgres 16") && missing.contains("install -y postgresql-16"),
            "{missing}"
        );
    }
}
