//! The programs of a cluster: those of distributions, found, and those of the public Go modules, built once.

mod build;
mod find;

pub use build::{Building, GoPrograms, Progress};
pub use find::missing;

use std::path::PathBuf;

use lab_managed::programs::locate;

use crate::ClusterError;

/// The version of Kubernetes that `k8s/embedded/go.mod` pins; a test holds the two together.
pub const KUBERNETES_VERSION: &str = "v1.35.4";

/// Where every program is.
#[derive(Debug, Clone)]
pub struct Programs {
    pub(crate) etcd: PathBuf,
    pub(crate) containerd: PathBuf,
    pub(crate) ctr: PathBuf,
    pub(crate) cni: PathBuf,
    go: GoPrograms,
}

impl Programs {
    /// Finds the distribution's programs and takes the built ones from `go`.
    ///
    /// # Errors
    /// [`ClusterError::NoPrograms`] with all that are missing.
    pub fn find(go: GoPrograms) -> Result<Self, ClusterError> {
        let lacking = missing();
        if !lacking.is_empty() {
            return Err(find::no_programs(&lacking));
        }
        let path = |name: &'static str| locate(name).unwrap_or_else(|| PathBuf::from(name));
        Ok(Self {
            etcd: path("etcd"),
            containerd: path("containerd"),
            ctr: path("ctr"),
            cni: find::cni_folder().unwrap_or_default(),
            go,
        })
    }

    /// The same for a process that was told the folder of the built ones.
    ///
    /// # Errors
    /// As [`Programs::find`].
    pub fn in_folder(folder: &std::path::Path) -> Result<Self, ClusterError> {
        Self::find(GoPrograms::in_folder(folder))
    }

    /// The folder of the built ones.
    pub(crate) fn folder(&self) -> &std::path::Path {
        self.go.folder()
    }

    /// One of Kubernetes' own programs, `kubectl` among them.
    pub fn kubernetes(&self, name: &str) -> PathBuf {
        self.go.path(name)
    }

    /// A program that runs in a pod.
    pub(crate) fn addon(&self, name: &str) -> PathBuf {
        self.go.path(name)
    }
}
