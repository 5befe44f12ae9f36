//! The guard: the parent of the supervisor. It does nothing but wait, and end whatever the
//! supervisor leaves behind.

use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::signal::Signal;

use super::{OWN_PROGRAM, ProcessSpec, children, exec};
use crate::LabError;

/// The hidden command's name.
pub const COMMAND: &str = "__guard";
/// The hidden command of a lab's supervisor.
pub const SUPERVISOR: &str = "__supervisor";

/// How long PostgreSQL may take to end its backends after its death signal.
const GRACE: Duration = Duration::from_millis(300);

/// Starts guard and supervisor in the background, away from the terminal. `command` is the supervisor's hidden command
/// with its arguments; both run in the folder `root` and write to `log`.
///
/// # Errors
/// When the program can't be started.
pub fn spawn(command: &[String], root: &Path, log: &Path) -> Result<std::process::Child, LabError> {
    let exe = PathBuf::from(OWN_PROGRAM);
    let out = std::fs::File::options()
        .create(true)
        .append(true)
        .open(log)
        .map_err(LabError::file(log))?;
    let errors = out.try_clone().map_err(LabError::file(log))?;
    Command::new(&exe)
        .arg0("firedrill")
        .arg(COMMAND)
        .args(command)
        .current_dir(root)
        .stdin(Stdio::null())
        .stdout(out)
        .stderr(errors)
        // A Ctrl-C in the learner's terminal is not for the lab.
        .process_group(0)
        .spawn()
        .map_err(LabError::file(exe))
}

/// Runs as the guard of a supervisor until it ends, and returns its exit code. `command` is what [`spawn`] was given.
///
/// # Errors
/// When the supervisor can't be started.
pub fn run(command: &[String]) -> Result<i32, LabError> {
    // Fails only where the caller already leads a session, as under a shell without job control.
    let _ = nix::unistd::setsid();
    children::become_subreaper().map_err(|errno| LabError::Process {
        program: COMMAND.into(),
        reason: format!("no child subreaper: {errno}"),
    })?;
    let exe = PathBuf::from(OWN_PROGRAM);
    let mut spec = ProcessSpec::new("supervisor", &exe, ".").args(command.iter().cloned());
    spec.death_signal = Signal::SIGTERM;
    let mut supervisor = Command::new(&exe)
        .arg0("firedrill")
        .args(exec::arguments(&spec))
        .spawn()
        .map_err(LabError::file(&exe))?;
    let status = supervisor.wait().map_err(LabError::file(&exe))?;
    let started = Instant::now();
    children::end_all(Signal::SIGQUIT, GRACE, Duration::from_secs(10));
    if !status.success() {
        let ended_ms = started.elapsed().as_millis();
        tracing::warn!(%status, ended_ms, "The supervisor ended by itself; what it had left was ended.");
    }
    Ok(status.code().unwrap_or(3))
}
