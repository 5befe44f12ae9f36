//! Where a cluster keeps its files: beside the labs, under `cluster/`.

use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use lab_managed::LabError;
use sha2::{Digest as _, Sha256};

/// The folder of a cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClusterDir {
    root: PathBuf,
}

impl ClusterDir {
    /// The cluster of a home of labs. Nothing is created.
    pub fn of_home(home: &Path) -> Self {
        Self::at(&home.join("cluster"))
    }

    /// The cluster whose folder is `root`, as a child process is told it. A link to the folder is the same cluster.
    pub fn at(root: &Path) -> Self {
        Self {
            root: root.canonicalize().unwrap_or_else(|_| root.to_owned()),
        }
    }

    /// Creates the folders. Others may pass through, so that whoever was given the kubeconfig can read it.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn create(&self) -> Result<(), LabError> {
        for (dir, mode) in [
            (self.root.clone(), 0o711),
            (self.path("pki"), 0o700),
            (self.path("etcd"), 0o700),
            (self.path("logs"), 0o700),
            (self.path("nodes"), 0o711),
            (self.path("config"), 0o700),
            (self.path("images"), 0o700),
        ] {
            std::fs::DirBuilder::new()
                .recursive(true)
                .mode(0o755)
                .create(&dir)
                .map_err(LabError::file(&dir))?;
            std::fs::set_permissions(&dir, std::fs::Permissions::from_mode(mode))
                .map_err(LabError::file(&dir))?;
        }
        Ok(())
    }

    /// The cluster's folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A file or folder of the cluster.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// The recorded state.
    pub fn state_file(&self) -> PathBuf {
        self.path("cluster.json")
    }

    /// The administrator's kubeconfig.
    pub fn kubeconfig(&self) -> PathBuf {
        self.path("kubeconfig")
    }

    /// The file whose lock the cluster's supervisor holds.
    pub fn lock_file(&self) -> PathBuf {
        self.path("supervisor.lock")
    }

    /// The log of a process.
    pub fn log_file(&self, process: &str) -> PathBuf {
        self.path("logs").join(format!("{process}.log"))
    }

    /// The folder of a node.
    pub fn node(&self, name: &str) -> PathBuf {
        self.path("nodes").join(name)
    }

    /// Where a node keeps the logs of its pods: `<namespace>_<pod>_<uid>/<container>/<restarts>.log`.
    pub fn pod_logs(&self, node: &str) -> PathBuf {
        self.node(node).join("pod-logs")
    }

    /// Six characters that tell this cluster's bridge, control groups and firewall table from another's on the same
    /// machine: a bridge's name has room for fifteen.
    pub fn id(&self) -> String {
        let sum = Sha256::digest(self.root.as_os_str().as_encoded_bytes());
        sum.iter()
            .take(3)
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_clusters_of_one_machine_have_different_ids_that_last() {
        let id = |home: &str| ClusterDir::of_home(Path::new(home)).id();
        assert_eq!(id("/var/lib/firedrill"), id("/var/lib/firedrill"));
        assert_ne!(id("/var/lib/firedrill"), id("/tmp/firedrill"));
        assert_eq!(id("/tmp/firedrill").len(), 6);
    }
}
