//! Runs a drill's script as a learner would type it.

use std::ffi::OsString;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use drill_core::definition::Runtime;
use lab_kubernetes::learner;
use lab_managed::layout;
use tokio::process::Command;
use tokio::time::timeout;

use super::lab::Stage;

/// How long a script may run.
const LIMIT: Duration = Duration::from_secs(90);
/// How much of its output is told, in characters.
const TAIL: usize = 800;

/// Runs a script; an error says how it ended and what it wrote last.
pub(super) async fn run(stage: &Stage, script: &Path) -> Result<(), String> {
    let mut command = Command::new("bash");
    command
        .arg(script)
        .current_dir(stage.dir.root())
        .env("PATH", path(stage))
        .env("FIREDRILL_HOME", stage.dir.home())
        .env("FIREDRILL_LAB", stage.dir.name())
        .env("FIREDRILL_SHARE", &stage.share)
        .env("NO_COLOR", "1")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    if stage.runtime == Runtime::Kubernetes {
        command.env("KUBECONFIG", learner::kubeconfig(&stage.dir));
    }
    if let Ok(programs) = layout::bin_dir() {
        command.env("FIREDRILL_BIN_DIR", programs);
    }
    let output = match timeout(LIMIT, command.output()).await {
        Ok(Ok(output)) => output,
        Ok(Err(error)) => return Err(format!("bash: {error}")),
        Err(_) => return Err(format!("it ran for more than {} s", LIMIT.as_secs())),
    };
    if output.status.success() {
        return Ok(());
    }
    let mut written = String::from_utf8_lossy(&output.stdout).into_owned();
    written.push_str(&String::from_utf8_lossy(&output.stderr));
    let written: Vec<char> = written.trim().chars().collect();
    let tail: String = written[written.len().saturating_sub(TAIL)..]
        .iter()
        .collect();
    Err(format!("{}\n{tail}", output.status))
}

/// Where a learner finds programs: `kubectl` is that of the lab's cluster.
fn path(stage: &Stage) -> OsString {
    let mut path = OsString::new();
    if stage.runtime == Runtime::Kubernetes {
        path.push(learner::programs(&stage.dir));
        path.push(":");
    }
    path.push(&stage.scripts_path);
    path
}
