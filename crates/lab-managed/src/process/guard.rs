//! The guard: the parent of the supervisor. It does nothing but wait, and end whatever the
//! supervisor leaves behind.

use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::signal::Signal;

use super::{OWN_PROGRAM, ProcessSpec, children, exec};
use crate::{LabDir, LabError};

/// The hidden command's name.
pub const COMMAND: &str = "__guard";
/// The hidden command of the supervisor.
pub const SUPERVISOR: &str = "__supervisor";

/// How long PostgreSQL may take to end its backends after its death signal.
const GRACE: Duration = Duration::from_millis(300);

/// Starts guard and supervisor of a lab in the background, away from the terminal.
///
/// # Errors
/// When the program can't be started.
pub fn spawn(dir: &LabDir) -> Result<std::process::Child, LabError> {
    let exe = PathBuf::from(OWN_PROGRAM);
    let log_path = dir.log_file("supervisor");
    let log = std::fs::File::options()
        .create(true)
        .append(true)
        .open(&log_path)
        .map_err(LabError::file(&log_path))?;
    let errors = log.try_clone().map_err(LabError::file(&log_path))?;
    Command::new(&exe)
        .arg0("firedrill")
        .arg(COMMAND)
        .arg(dir.root())
        .current_dir(dir.root())
        .stdin(Stdio::null())
        .stdout(log)
        .stderr(errors)
        // A Ctrl-C in the learner's terminal is not for the lab.
        .process_group(0)
        .spawn()
        .map_err(LabError::file(exe))
}

/// Runs as the guard of a lab until its supervisor ends, and returns the supervisor's exit code.
///
/// # Errors
/// When the supervisor can't be started.
pub fn run(root: &Path) -> Result<i32, LabError> {
    // Fails only where the caller already leads a session, as under a shell without job control.
    let _ = nix::unistd::setsid();
    children::become_subreaper().map_err(|errno| LabError::Process {
        program: COMMAND.into(),
        reason: format!("no child subreaper: {errno}"),
    })?;
    let exe = PathBuf::from(OWN_PROGRAM);
    let mut spec = ProcessSpec::new("supervisor", &exe, root)
        .args([SUPERVISOR.to_owned(), root.display().to_string()]);
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
