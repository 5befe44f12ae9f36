//! Starting a lab's supervisor from the outside.

use std::time::Duration;

use drill_core::definition::Runtime;

use crate::lock::SupervisorLock;
use crate::process::guard;
use crate::{LabDir, LabError, LabState};

/// How long a supervisor may take to open its control socket.
const LIMIT: Duration = Duration::from_secs(10);

/// Whether a supervisor runs for this lab.
pub fn is_running(dir: &LabDir) -> bool {
    SupervisorLock::is_held(dir)
}

/// Starts guard and supervisor in the background when none runs, and returns once the supervisor's
/// control socket answers. The lab itself then comes up, on `runtime` when it is new: ask
/// the supervisor how far it is.
///
/// # Errors
/// When the supervisor can't be started or ends at once: then with the end of its log.
pub async fn launch(dir: &LabDir, runtime: Runtime) -> Result<(), LabError> {
    dir.create()?;
    // A corrupt lab.json is better told here than in a log.
    LabState::load(dir)?;
    let mut guard = if is_running(dir) {
        None
    } else {
        Some(guard::spawn(
            &[
                guard::SUPERVISOR.to_owned(),
                dir.root().display().to_string(),
                runtime.to_string(),
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
                dir.log_tail("supervisor")
            );
            return Err(LabError::Process {
                program: "supervisor".into(),
                reason,
            });
        }
        if started.elapsed() > LIMIT {
            let last = format!("{refusal}\n{}", dir.log_tail("supervisor"));
            return Err(LabError::NotReady {
                what: "supervisor".into(),
                waited: LIMIT,
                last,
            });
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
