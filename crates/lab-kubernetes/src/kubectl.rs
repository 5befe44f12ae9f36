//! `kubectl`, for what it does better than a library: Kustomize, and server-side apply of whatever that renders.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use lab_managed::LabError;
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

/// `kubectl` with the kubeconfig of a cluster.
#[derive(Debug, Clone)]
pub(crate) struct Kubectl {
    pub(crate) program: PathBuf,
    /// The list of files that makes up the kubeconfig.
    pub(crate) kubeconfig: OsString,
    /// The context; none for the current one.
    pub(crate) context: Option<String>,
}

/// The version of a `kubectl`: `v1.35.4`.
pub(crate) async fn version(program: &Path) -> Result<String, LabError> {
    let own = Kubectl::of_file(program.to_owned(), Path::new("/dev/null"));
    let said = own
        .run(&["version", "--client", "--output=json"], "")
        .await?;
    let said: serde_json::Value = serde_json::from_str(&said).map_err(crate::plane::refused)?;
    let version = said["clientVersion"]["gitVersion"].as_str();
    Ok(version.unwrap_or_default().to_owned())
}

/// The minor version of `v1.35.4`, or 0.
pub(crate) fn minor_of(version: &str) -> u32 {
    minor(version.split('.').nth(1).unwrap_or_default())
}

/// The number of a minor version, which some clouds write as `35+`.
pub(crate) fn minor(text: &str) -> u32 {
    let end = text.find(|c: char| !c.is_ascii_digit());
    text[..end.unwrap_or(text.len())]
        .parse()
        .unwrap_or_default()
}

impl Kubectl {
    /// With a kubeconfig of one file, and its current context.
    pub(crate) fn of_file(program: PathBuf, kubeconfig: &Path) -> Self {
        Self {
            program,
            kubeconfig: kubeconfig.as_os_str().to_owned(),
            context: None,
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

    /// Applies manifests as firedrill's own; fields that somebody else changed are taken back. The API server refuses
    /// fields that it does not know, so kubectl need not fetch the schemas for that.
    pub(crate) async fn apply(&self, manifests: &str) -> Result<(), LabError> {
        let args = [
            "apply",
            "--server-side",
            "--force-conflicts",
            "--field-manager=firedrill",
            "--validate=false",
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
            .env("KUBECONFIG", &self.kubeconfig)
            .args(self.context.iter().map(|name| format!("--context={name}")))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_minor_version_is_read_whatever_a_cloud_adds() {
        assert_eq!(minor_of("v1.35.4"), 35);
        assert_eq!(minor_of("v1.31.2-eks-7f9249a"), 31);
        assert_eq!(minor("34+"), 34);
        assert_eq!(minor_of("nonsense"), 0);
    }
}
