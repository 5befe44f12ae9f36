//! A PostgreSQL of this test's own, which ends with the value. It listens on a socket in its folder, so no port can
//! collide.

use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use lab_managed::programs::Program;
use lab_managed::user;
use tokio_postgres::{Config, NoTls};

pub(crate) struct Postgres {
    server: Child,
    dir: tempfile::TempDir,
}

impl Postgres {
    pub(crate) async fn start() -> Self {
        // A short path: a Unix socket's may have no more than 107 bytes.
        let dir = tempfile::Builder::new()
            .prefix("fd-pg")
            .tempdir_in("/tmp")
            .unwrap();
        if let Some(user) = user::of_stores().unwrap() {
            chown(dir.path(), Some(user.uid), Some(user.gid)).unwrap();
        }
        let data = dir.path().join("data");
        let made = command(Program::Initdb.find().unwrap())
            .args(["--auth=trust", "--username=postgres", "--no-sync", "-D"])
            .arg(&data)
            .output()
            .unwrap();
        assert!(made.status.success(), "{made:?}");
        let server = command(Program::Postgres.find().unwrap())
            .arg("-D")
            .arg(&data)
            .arg("-k")
            .arg(dir.path())
            .args(["-c", "listen_addresses=", "-c", "fsync=off"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let postgres = Self { server, dir };
        let started = async {
            while postgres.connect().await.is_err() {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        let limit = Duration::from_secs(20);
        tokio::time::timeout(limit, started).await.unwrap();
        postgres
    }

    /// As its superuser, without a database.
    pub(crate) fn config(&self) -> Config {
        let mut config = Config::new();
        config.host_path(self.dir.path()).user("postgres");
        config
    }

    pub(crate) async fn run(&self, statements: &str) {
        let client = self.connect().await.unwrap();
        client.batch_execute(statements).await.unwrap();
    }

    async fn connect(&self) -> Result<tokio_postgres::Client, tokio_postgres::Error> {
        let (client, connection) = self.config().connect(NoTls).await?;
        tokio::spawn(connection);
        Ok(client)
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // An immediate shutdown: SIGKILL would leave its children behind.
        let pid = self.server.id().to_string();
        let _ = Command::new("kill").args(["-QUIT", &pid]).status();
        let _ = self.server.wait();
    }
}

fn command(program: PathBuf) -> Command {
    let mut command = Command::new(program);
    // PostgreSQL refuses root.
    if let Some(user) = user::of_stores().unwrap() {
        command.uid(user.uid).gid(user.gid);
    }
    command.current_dir("/tmp").env("LC_ALL", "C");
    command
}
