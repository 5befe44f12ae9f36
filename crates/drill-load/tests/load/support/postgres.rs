//! A throw-away PostgreSQL of this machine's own programs.

use std::fs;
use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;
use tokio_postgres::{Client, NoTls};

/// A running server, which ends with this value. It listens on a Unix socket in its own folder, so no port
/// can collide.
pub(crate) struct Postgres {
    server: Child,
    dir: TempDir,
}

impl Postgres {
    pub(crate) async fn start() -> Self {
        // A short path: a Unix socket's may have no more than 107 bytes.
        let dir = tempfile::Builder::new()
            .prefix("fd-pg")
            .tempdir_in("/tmp")
            .unwrap();
        if let Some((user, group)) = other_user() {
            chown(dir.path(), Some(user), Some(group)).unwrap();
        }
        let data = dir.path().join("data");
        let made = program("initdb")
            .args(["--auth=trust", "--username=postgres", "--no-sync", "-D"])
            .arg(&data)
            .output()
            .unwrap();
        assert!(
            made.status.success(),
            "initdb: {}",
            String::from_utf8_lossy(&made.stderr)
        );
        let server = program("postgres")
            .arg("-D")
            .arg(&data)
            .arg("-k")
            .arg(dir.path())
            .args([
                "-c",
                "listen_addresses=",
                "-c",
                "fsync=off",
                "-c",
                "shared_buffers=16MB",
            ])
            .stdout(Stdio::null())
            .stderr(fs::File::create(dir.path().join("log")).unwrap())
            .spawn()
            .unwrap();
        let postgres = Self { server, dir };
        for _ in 0..1_000 {
            if tokio_postgres::connect(&postgres.dsn("postgres"), NoTls)
                .await
                .is_ok()
            {
                return postgres;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let log = fs::read_to_string(postgres.dir.path().join("log")).unwrap();
        panic!("PostgreSQL did not start within 10 s:\n{log}");
    }

    /// The connection string of one database.
    pub(crate) fn dsn(&self, database: &str) -> String {
        format!(
            "host={} user=postgres dbname={database}",
            self.dir.path().display()
        )
    }

    pub(crate) async fn connect(&self, database: &str) -> Client {
        let (client, connection) = tokio_postgres::connect(&self.dsn(database), NoTls)
            .await
            .unwrap();
        tokio::spawn(connection);
        client
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // An immediate shutdown: SIGKILL would leave its children behind.
        let _ = Command::new("kill")
            .args(["-QUIT", &self.server.id().to_string()])
            .status();
        let _ = self.server.wait();
    }
}

/// PostgreSQL refuses to run as root: then it runs as the user `postgres`.
fn other_user() -> Option<(u32, u32)> {
    let id = |flag: &str, user: &[&str]| -> Option<u32> {
        let out = Command::new("id").arg(flag).args(user).output().ok()?;
        String::from_utf8(out.stdout).ok()?.trim().parse().ok()
    };
    if id("-u", &[]) != Some(0) {
        return None;
    }
    Some((id("-u", &["postgres"])?, id("-g", &["postgres"])?))
}

fn program(name: &str) -> Command {
    let path = folders()
        .into_iter()
        .map(|folder| folder.join(name))
        .find(|path| path.exists())
        .unwrap_or_else(|| PathBuf::from(name));
    let mut command = match other_user() {
        // setpriv keeps the process id, so the server can be ended by it.
        Some((user, group)) => {
            let mut command = Command::new("setpriv");
            command
                .arg(format!("--reuid={user}"))
                .arg(format!("--regid={group}"))
                .arg("--clear-groups")
                .arg(path);
            command
        }
        None => Command::new(path),
    };
    command.current_dir("/tmp").env("LC_ALL", "C");
    command
}

/// Where the distributions put what is not on the PATH, the newest version first.
fn folders() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> =
        std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()).collect();
    let mut versions: Vec<PathBuf> = fs::read_dir(Path::new("/usr/lib/postgresql"))
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path().join("bin"))
        .collect();
    versions.sort();
    folders.extend(versions.into_iter().rev());
    folders
}
