//! Owns a server process for as long as somebody holds the [`Keeper`].

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

/// Nothing that a test starts takes longer.
const LIMIT: Duration = Duration::from_secs(30);

/// `$1` is the folder, `$2` the user to run as or nothing, `$3` a command that prepares or nothing, `$4` the server, `$5`
/// the signal that ends it.
/// Signals of the terminal reach this shell too, and must not end it before it has cleaned up.
const SCRIPT: &str = r#"
trap '' INT TERM HUP
as=""
if [ -n "$2" ]; then
    chown "$2" "$1"
    as="setpriv --reuid=$2 --regid=$2 --clear-groups"
fi
cd "$1" || exit 1
if [ -z "$3" ] || $as sh -c "$3"; then
    $as sh -c "exec $4" &
    read -r _
    kill -"$5" $!
    wait $!
fi
cd / && rm -rf "$1"
"#;

/// A server and its folder.
#[derive(Debug)]
pub(super) struct Keeper {
    folder: PathBuf,
    shell: Child,
}

impl Keeper {
    /// Runs `prepare` and then `serve`, two shell commands, in a new folder. `root_becomes` names the user for a
    /// server that refuses to run as root. `end` is the signal that ends the server at once.
    pub(super) fn start(
        root_becomes: Option<&str>,
        prepare: &str,
        serve: &str,
        end: &str,
    ) -> anyhow::Result<Self> {
        // Sockets live in it and their paths may have 107 bytes, so the name is short.
        let folder = tempfile::Builder::new().prefix("shop-").tempdir()?.keep();
        let log = File::create(folder.join("log"))?;
        let shell = Command::new("sh")
            .args(["-c", SCRIPT, "sh"])
            .arg(&folder)
            .args([
                root_becomes.filter(|_| is_root()).unwrap_or(""),
                prepare,
                serve,
                end,
            ])
            .stdin(Stdio::piped())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .context("sh can't be started")?;
        Ok(Self { folder, shell })
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Waits until `ready` gives something.
    pub(super) fn wait<T>(
        &mut self,
        what: &str,
        mut ready: impl FnMut(&Path) -> Option<T>,
    ) -> anyhow::Result<T> {
        let start = Instant::now();
        loop {
            if let Some(value) = ready(&self.folder) {
                return Ok(value);
            }
            // The folder goes when the shell ends, so the log is read while it is there.
            let log = std::fs::read_to_string(self.folder.join("log")).unwrap_or_default();
            if start.elapsed() > LIMIT || self.shell.try_wait()?.is_some() {
                bail!("{what} did not start within {} s: {log}", LIMIT.as_secs());
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        drop(self.shell.stdin.take());
        let _ = self.shell.wait();
    }
}

/// The folder with `program`: on `PATH`, else where Debian puts PostgreSQL, the newest first.
pub(super) fn find(program: &str) -> anyhow::Result<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut packaged: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let entry = entry.ok()?;
            Some((
                entry.file_name().to_str()?.parse().ok()?,
                entry.path().join("bin"),
            ))
        })
        .collect();
    packaged.sort();
    std::env::split_paths(&path)
        .chain(packaged.into_iter().rev().map(|(_, folder)| folder))
        .find(|folder| folder.join(program).is_file())
        .with_context(|| {
            format!("{program} is not installed: it is neither on PATH nor in /usr/lib/postgresql")
        })
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}
