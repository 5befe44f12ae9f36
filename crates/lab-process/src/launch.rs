//! Starting a lab's supervisor from the outside.

use std::time::Duration;

use lab_managed::lock::SupervisorLock;
use lab_managed::process::guard;
use lab_managed::{LabDir, LabError};

/// How long a supervisor may take to open its control socket.
const LIMIT: Duration = Duration::from_secs(10);

/// Whether a supervisor runs for this lab.
pub fn is_running(dir: &LabDir) -> bool {
    SupervisorLock::is_held(dir)
}

/// Starts guard and supervisor in the background when none runs, and returns once the supervisor's
/// control socket answers. The lab itself then comes up: ask the supervisor how far it is.
///
/// # Errors
/// When the supervisor can't be started or ends at once: then with the end of its log.
pub async fn launch(dir: &LabDir) -> Result<(), LabError> {
    dir.create()?;
    // A corrupt lab.json is better told here than in a log.
    lab_managed::LabState::load(dir)?;
    let mut guard = if is_running(dir) {
        None
    } else {
        Some(guard::spawn(
            &[
                guard::SUPERVISOR.to_owned(),
                dir.root().display().to_string(),
            ],
            dir.root(),
            &dir.log_file("supervisor"),
        )?)
    };
    let started = tokio::time::Instant::now();
    loop {
        let ended = guard
            .as_mut()
            .and_then(|guard| guard.try_wait().ok().flatten());
        // Asked for after the guard, so that another `up` of the same moment, which was first, counts.
        let Err(refusal) = tokio::net::UnixStream::connect(dir.socket()).await else {
            return Ok(());
        };
        if let Some(status) = ended {
            let reason = format!(
                "it ended at once ({status})\n{}",
                log_tail(dir, "supervisor")
            );
            return Err(LabError::Process {
                program: "supervisor".into(),
                reason,
            });
        }
        if started.elapsed() > LIMIT {
            let last = format!("{refusal}\n{}", log_tail(dir, "supervisor"));
            return Err(LabError::NotReady {
                what: "supervisor".into(),
                waited: LIMIT,
                last,
            });
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// The last lines that a process of the lab wrote.
pub(crate) fn log_tail(dir: &LabDir, process: &str) -> String {
    let text = std::fs::read_to_string(dir.log_file(process)).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(5)..].join("\n")
}
