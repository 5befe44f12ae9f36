//! A home of labs that is taken down and removed at its end, whatever happens.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use drill_engine::control::Client;
use drill_engine::control::protocol::{Done, Request};
use lab_managed::LabDir;
use lab_managed::link::{LinkMode, LinkState};
use serde_json::Value;
use tokio::runtime::Runtime;

/// How many of these tests run at once: each has a shop of its own, and a small machine carries no more.
const TURNS: usize = 2;

static TAKEN: Mutex<usize> = Mutex::new(0);
static GIVEN_BACK: Condvar = Condvar::new();

/// Leave for one test to have its labs, in so many of the places.
struct Turn(usize);

impl Turn {
    fn take(places: usize) -> Self {
        let taken = TAKEN.lock().unwrap_or_else(PoisonError::into_inner);
        let mut taken = GIVEN_BACK
            .wait_while(taken, |taken| *taken + places > TURNS)
            .unwrap_or_else(PoisonError::into_inner);
        *taken += places;
        Self(places)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        *TAKEN.lock().unwrap_or_else(PoisonError::into_inner) -= self.0;
        GIVEN_BACK.notify_all();
    }
}

pub(crate) struct Home {
    folder: tempfile::TempDir,
    _turn: Turn,
}

/// What a command of firedrill said.
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Said {
    /// Fails the test unless the command ended with this code.
    #[track_caller]
    pub(crate) fn with(self, code: i32) -> Self {
        assert_eq!(
            self.code, code,
            "stdout:\n{}\nstderr:\n{}",
            self.out, self.err
        );
        self
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error} in {}", self.out))
    }
}

impl Home {
    pub(crate) fn new() -> Self {
        Self::with(Turn::take(1))
    }

    /// With no other test's labs beside it: a browser and its shop need the whole of a small machine.
    pub(crate) fn alone() -> Self {
        Self::with(Turn::take(TURNS))
    }

    fn with(turn: Turn) -> Self {
        let folder = tempfile::Builder::new()
            .prefix("firedrill-test")
            .tempdir()
            .unwrap();
        // PostgreSQL's own user must pass through.
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
        let main = bin_dir().join("shop-main");
        assert!(
            main.exists(),
            "{} is missing: cargo build --workspace --bins",
            main.display()
        );
        Self {
            folder,
            _turn: turn,
        }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn lab(&self, name: &str) -> PathBuf {
        self.path().join("labs").join(name)
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_firedrill"));
        command
            .args(args)
            .env("FIREDRILL_HOME", self.path())
            .env("FIREDRILL_SHARE", root())
            .env("FIREDRILL_BIN_DIR", bin_dir())
            .env("LC_ALL", "C.UTF-8")
            .env_remove("FIREDRILL_LAB")
            .stdin(Stdio::null());
        command
    }

    /// Runs a command to its end.
    pub(crate) fn run(&self, args: &[&str]) -> Said {
        said(self.command(args).output().unwrap())
    }

    /// The status of a lab, as data.
    pub(crate) fn status(&self, lab: &str) -> Value {
        self.run(&["--lab", lab, "-o", "json", "status"])
            .with(0)
            .json()
    }

    /// The process of a replica or store of the lab `default`, if it runs.
    pub(crate) fn running(&self, name: &str) -> Option<u32> {
        let status = self.status("default");
        let lists = status["workloads"]
            .as_array()?
            .iter()
            .filter_map(|workload| workload["replicas"].as_array())
            .chain(status["stores"].as_array());
        lists
            .flatten()
            .find(|process| process["name"] == name)
            .and_then(|process| u32::try_from(process["pid"].as_u64()?).ok())
    }

    /// The server of PostgreSQL that `is` the `primary` or the `standby` of the lab `default`.
    pub(crate) fn server(&self, is: &str) -> Option<Value> {
        let status = self.status("default");
        let stores = status["stores"].as_array()?;
        stores.iter().find(|one| one["role"]["is"] == is).cloned()
    }

    /// Its process, if it runs.
    pub(crate) fn server_pid(&self, is: &str) -> Option<u32> {
        u32::try_from(self.server(is)?["pid"].as_u64()?).ok()
    }

    /// Waits until the standby could take over.
    #[track_caller]
    pub(crate) fn in_sync(&self, limit: Duration) {
        self.until("the standby is in sync", limit, |home| {
            home.server("standby")
                .is_some_and(|one| one["role"]["replication"] == "inSync")
        });
    }

    /// Waits until a condition holds, asking again and again.
    #[track_caller]
    pub(crate) fn until(&self, what: &str, limit: Duration, mut holds: impl FnMut(&Self) -> bool) {
        let start = Instant::now();
        while !holds(self) {
            assert!(
                start.elapsed() < limit,
                "{what}: not within {} s",
                limit.as_secs()
            );
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Cuts a link of the lab `default`, or lets everything pass again.
    pub(crate) fn set_link(&self, link: &str, mode: LinkMode) {
        let state = LinkState {
            mode,
            ..LinkState::default()
        };
        self.degrade_link(link, state);
    }

    /// Degrades a link of the lab `default` in any way.
    pub(crate) fn degrade_link(&self, link: &str, state: LinkState) {
        let dir = LabDir::new(self.path(), "default").unwrap();
        let client = Client::new(dir.name(), dir.socket());
        let request = Request::Link {
            link: link.to_owned(),
            state,
        };
        let done: Result<Done, _> = runtime().block_on(client.request(&request, &mut |_| ()));
        done.unwrap_or_else(|failure| panic!("{link}: {failure:?}"));
    }

    /// Number of orders that the customers were promised.
    pub(crate) fn acknowledged(&self, lab: &str) -> usize {
        self.journal(lab, "ack")
    }

    /// Waits until the customers of the lab `default` have bought something.
    #[track_caller]
    pub(crate) fn sells(&self, limit: Duration) {
        let before = self.acknowledged("default");
        self.until("customers buy", limit, |home| {
            home.acknowledged("default") > before + 3
        });
    }

    /// Number of lines of one kind in the customers' journal.
    pub(crate) fn journal(&self, lab: &str, kind: &str) -> usize {
        let journal = self.lab(lab).join("traffic/orders.jsonl");
        let start = format!("{{\"{kind}\":");
        std::fs::read_to_string(journal)
            .unwrap_or_default()
            .lines()
            .filter(|line| line.starts_with(&start))
            .count()
    }

    /// Processes that carry this home in their arguments, working folder or environment.
    pub(crate) fn processes(&self) -> Vec<u32> {
        let home = self.path().display().to_string();
        let mentions = |pid: &str| {
            let read =
                |file: &str| std::fs::read(format!("/proc/{pid}/{file}")).unwrap_or_default();
            let words = [read("cmdline"), read("environ")].concat();
            let folder = std::fs::read_link(format!("/proc/{pid}/cwd")).unwrap_or_default();
            String::from_utf8_lossy(&words).contains(&home) || folder.starts_with(&home)
        };
        std::fs::read_dir("/proc")
            .unwrap()
            .flatten()
            .filter_map(|entry| entry.file_name().into_string().ok())
            .filter(|name| name.bytes().all(|byte| byte.is_ascii_digit()))
            .filter(|pid| mentions(pid))
            .filter_map(|pid| pid.parse().ok())
            .collect()
    }

    /// The supervisor (or guard) of a lab.
    pub(crate) fn pid_of(&self, verb: &str, lab: &str) -> u32 {
        let folder = self.lab(lab).display().to_string();
        let found = self.processes().into_iter().find(|pid| {
            let words = std::fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
            let words: Vec<_> = words
                .split(|byte| *byte == 0)
                .map(String::from_utf8_lossy)
                .collect();
            words.get(1).is_some_and(|word| word == verb)
                && words.iter().any(|word| *word == folder)
        });
        found.unwrap_or_else(|| panic!("no {verb} runs for {lab}"))
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        let labs = std::fs::read_dir(self.path().join("labs"))
            .into_iter()
            .flatten()
            .flatten();
        for lab in labs.filter_map(|lab| lab.file_name().into_string().ok()) {
            let _ = self.command(&["--lab", &lab, "down"]).output();
        }
        for pid in self.processes() {
            kill(pid, "KILL");
        }
    }
}

/// Runs what a test waits for.
pub(crate) fn runtime() -> Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
}

pub(crate) fn kill(pid: u32, signal: &str) {
    let _ = Command::new("kill")
        .args([format!("-{signal}"), pid.to_string()])
        .output();
}

pub(crate) fn said(output: Output) -> Said {
    Said {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

fn bin_dir() -> PathBuf {
    Path::new(env!("CARGO_BIN_EXE_firedrill"))
        .parent()
        .unwrap()
        .to_owned()
}

/// The checkout.
pub(crate) fn root() -> PathBuf {
    // Cargo runs tests in the folder of their crate. A path that is compiled in would be another checkout's where two
    // share their builds.
    Path::new("../..").canonicalize().unwrap()
}
