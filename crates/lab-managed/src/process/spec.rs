//! What to run.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use nix::sys::signal::Signal;

/// A process that the supervisor runs.
#[derive(Debug, Clone)]
pub struct ProcessSpec {
    /// `postgres`, `main-1`: also the name of its log.
    pub name: String,
    /// The program's path.
    pub program: PathBuf,
    /// Its arguments.
    pub args: Vec<String>,
    /// Its whole environment besides PATH, HOME, LANG and TZ.
    pub env: BTreeMap<String, String>,
    /// Its working folder.
    pub cwd: PathBuf,
    /// The user it runs as, when not the supervisor's.
    pub run_as: Option<RunAs>,
    /// Sent by the kernel when the supervisor is gone.
    pub death_signal: Signal,
    /// Sent to end it in an orderly way.
    pub stop_signal: Signal,
    /// How long that may take before SIGKILL.
    pub stop_grace: Duration,
}

/// A user by number, found in the password database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunAs {
    /// User.
    pub uid: u32,
    /// Primary group.
    pub gid: u32,
}

impl ProcessSpec {
    /// A process that ends on SIGTERM within 10 s and dies with the supervisor.
    pub fn new(name: &str, program: impl Into<PathBuf>, cwd: impl Into<PathBuf>) -> Self {
        Self {
            name: name.to_owned(),
            program: program.into(),
            args: Vec::new(),
            env: BTreeMap::new(),
            cwd: cwd.into(),
            run_as: None,
            death_signal: Signal::SIGKILL,
            stop_signal: Signal::SIGTERM,
            stop_grace: Duration::from_secs(10),
        }
    }

    /// Adds arguments.
    #[must_use]
    pub fn args<S: Into<String>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        self.args.extend(args.into_iter().map(Into::into));
        self
    }

    /// Adds one variable.
    #[must_use]
    pub fn env(mut self, key: &str, value: impl Into<String>) -> Self {
        self.env.insert(key.to_owned(), value.into());
        self
    }
}
