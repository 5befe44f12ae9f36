//! `kubectl`, for what it does better than a library: Kustomize, and server-side apply of whatever that renders.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use embedded_kubernetes::Access;
use lab_managed::LabError;
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

/// `kubectl` with the kubeconfig of a cluster.
#[derive(Debug, Clone)]
pub(crate) struct Kubectl {
    pub(crate) program: PathBuf,
    pub(crate) kubeconfig: PathBuf,
}

impl Kubectl {
    /// That of the embedded cluster.
    pub(crate) fn of(access: &Access) -> Self {
        Self {
            program: access.kubectl.clone(),
            kubeconfig: access.kubeconfig.clone(),
        }
    }

    /// Renders a kustomization. Its bases may lie anywhere.
    pub(crate) async fn kustomize(&self, folder: &Path) -> Result<String, LabError> {
        let folder = folder.display().to_string();
        self.run(
            &[
                "kustomize",
                "--load-restrictor=LoadRestrictionsNone",
                &folder,
            ],
            "",
        )
        .await
    }

    /// Applies manifests as firedrill's own; fields that somebody else changed are taken back.
    pub(crate) async fn apply(&self, manifests: &str) -> Result<(), LabError> {
        let args = [
            "apply",
            "--server-side",
            "--force-conflicts",
            "--field-manager=firedrill",
            "--filename=-",
        ];
        self.run(&args, manifests).await.map(drop)
    }

    /// Runs it and gives back what it printed.
    pub(crate) async fn run(&self, args: &[&str], input: &str) -> Result<String, LabError> {
        let failed = |reason: String| LabError::Process {
            program: format!("kubectl {}", args.first().copied().unwrap_or_default()),
            reason,
        };
        let mut child = Command::new(&self.program)
            .arg(format!("--kubeconfig={}", self.kubeconfig.display()))
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| failed(error.to_string()))?;
        let stdin = child.stdin.take();
        let write = async {
            if let Some(mut stdin) = stdin {
                // One that ends without reading says why by itself.
                let _ = stdin.write_all(input.as_bytes()).await;
            }
        };
        let ((), output) = tokio::join!(write, child.wait_with_output());
        let output = output.map_err(|error| failed(error.to_string()))?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        Err(failed(
            String::from_utf8_lossy(&output.stderr).trim().to_owned(),
        ))
    }
}
