//! PostgreSQL, of which a machine may have several versions.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::search::{folders, is_program};
use super::{MissingProgram, Program};

/// Where distributions keep a folder per major version: Debian, Red Hat, from source, Homebrew on both processors.
const HOMES: [&str; 5] = [
    "/usr/lib/postgresql",
    "/usr",
    "/usr/local/pgsql",
    "/opt/homebrew/opt",
    "/usr/local/opt",
];

/// The programs of one PostgreSQL version. They are taken from one folder, because `initdb` starts the `postgres`
/// beside it and refuses another version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostgresPrograms {
    folder: PathBuf,
}

impl PostgresPrograms {
    /// Finds PostgreSQL: on `PATH`, else the newest installed. With `major`, only that version, because the data of
    /// one major version can't be read by another.
    ///
    /// # Errors
    /// When there is none, or none of that version.
    pub fn find(major: Option<u32>) -> Result<Self, MissingProgram> {
        let on_path = env::var_os("PATH").unwrap_or_default();
        postgres_folders(&on_path)
            .into_iter()
            .filter(|folder| {
                is_program(&folder.join("postgres")) && is_program(&folder.join("initdb"))
            })
            .find(|folder| major.is_none_or(|major| major_version(folder) == Some(major)))
            .map(|folder| Self {
                folder: real_folder(folder),
            })
            .ok_or_else(|| MissingProgram::postgres(major))
    }

    /// The server.
    #[must_use]
    pub fn postgres(&self) -> PathBuf {
        self.bin(Program::Postgres)
    }

    /// Makes the folder of a server.
    #[must_use]
    pub fn initdb(&self) -> PathBuf {
        self.bin(Program::Initdb)
    }

    /// Copies a running server.
    #[must_use]
    pub fn basebackup(&self) -> PathBuf {
        self.folder.join("pg_basebackup")
    }

    /// Asks a running server for something.
    #[must_use]
    pub fn pg_ctl(&self) -> PathBuf {
        self.folder.join("pg_ctl")
    }

    fn bin(&self, program: Program) -> PathBuf {
        self.folder.join(program.to_string())
    }
}

/// The folder behind symbolic links, which the user that the server runs as may not be able to follow: those of a Nix
/// profile begin in a home folder.
fn real_folder(folder: PathBuf) -> PathBuf {
    let real = folder.join("postgres").canonicalize().ok();
    let real = real.as_deref().and_then(Path::parent);
    real.filter(|real| is_program(&real.join("initdb")))
        .map_or(folder.clone(), Path::to_path_buf)
}

/// Where to look: `PATH`, then every version, the newest first.
pub(super) fn postgres_folders(on_path: &OsStr) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = folders(on_path);
    for home in HOMES.map(Path::new) {
        folders.extend(versions_under(home));
        folders.push(home.join("bin"));
    }
    folders
}

/// The folders that hold versions, for a message.
pub(super) fn homes() -> String {
    HOMES.join(", ")
}

/// The program folders of the versions under `home`, the newest first.
fn versions_under(home: &Path) -> Vec<PathBuf> {
    let Ok(entries) = home.read_dir() else {
        return Vec::new();
    };
    let mut found: Vec<(u32, PathBuf)> = entries
        .flatten()
        .filter_map(|entry| {
            Some((
                number(entry.file_name().to_str()?)?,
                entry.path().join("bin"),
            ))
        })
        .collect();
    found.sort_by_key(|(major, _)| std::cmp::Reverse(*major));
    found.into_iter().map(|(_, folder)| folder).collect()
}

/// The version in the name of a folder: `16`, `pgsql-16` or `postgresql@16`.
fn number(name: &str) -> Option<u32> {
    let prefixes = ["pgsql-", "postgresql@"];
    prefixes
        .iter()
        .find_map(|prefix| name.strip_prefix(prefix))
        .unwrap_or(name)
        .parse()
        .ok()
}

/// The major version that the `postgres` of `folder` says it is.
fn major_version(folder: &Path) -> Option<u32> {
    let output = std::process::Command::new(folder.join("postgres"))
        .arg("--version")
        .output()
        .ok()?;
    parse_major(&String::from_utf8_lossy(&output.stdout))
}

/// Reads the 15 of `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)` and of `17beta1`.
fn parse_major(version: &str) -> Option<u32> {
    let number = version.split_once("(PostgreSQL) ")?.1;
    let digits: String = number.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::programs::search::tests::fake;

    #[test]
    fn the_newest_version_comes_first_by_number_and_not_by_spelling() {
        let home = tempfile::tempdir().unwrap();
        for version in ["9", "15", "pgsql-16", "postgresql@17", "common"] {
            fake(&home.path().join(version).join("bin/postgres"));
        }
        let folders = versions_under(home.path());
        assert_eq!(
            folders,
            ["postgresql@17", "pgsql-16", "15", "9"]
                .map(|version| home.path().join(version).join("bin"))
        );
    }

    #[test]
    fn a_version_is_read_from_what_the_server_prints() {
        assert_eq!(
            parse_major("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n"),
            Some(15)
        );
        assert_eq!(parse_major("postgres (PostgreSQL) 18beta1"), Some(18));
        assert_eq!(parse_major("something else"), None);
    }
}
