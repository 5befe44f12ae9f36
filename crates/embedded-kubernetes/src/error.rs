//! What can go wrong with a cluster, named so that the command line can say what to do next.

use std::path::PathBuf;

use lab_managed::LabError;

/// A failure of the cluster or of the machine under it.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    /// A file could not be read or written, or a process could not be started.
    #[error(transparent)]
    Lab(#[from] LabError),
    /// Only root may make network namespaces, mounts and control groups.
    #[error(
        "the embedded cluster needs root for its nodes' network namespaces, mounts and control groups"
    )]
    NotRoot,
    /// Not Linux, or a kernel that lacks something.
    #[error("this machine lacks {what}: {reason}")]
    NoFeature {
        /// What the cluster needs.
        what: &'static str,
        /// How that was seen.
        reason: String,
    },
    /// Programs that a package brings are not there.
    #[error("not installed: {}", programs.join(", "))]
    NoPrograms {
        /// The programs.
        programs: Vec<String>,
        /// Their packages on Debian and Ubuntu.
        packages: Vec<String>,
    },
    /// The disk has too little space.
    #[error("{}: {free_mib} MiB free, {needed_mib} MiB needed", path.display())]
    NoSpace {
        /// Where.
        path: PathBuf,
        /// What is free.
        free_mib: u64,
        /// What is needed.
        needed_mib: u64,
    },
    /// Every range of addresses that a cluster could have is reached by one of the machine's routes.
    #[error("every range of addresses for the cluster meets a route of this machine")]
    NoRange,
    /// The cluster's recorded range is now reached by another route.
    #[error("the cluster's addresses {range} now meet the route {route}")]
    RangeTaken {
        /// The cluster's range.
        range: String,
        /// The other route.
        route: String,
    },
    /// A tool of the system failed.
    #[error("{command}: {reason}")]
    Tool {
        /// The command line.
        command: String,
        /// How it ended and what it said.
        reason: String,
    },
    /// The Go programs could not be built.
    #[error("{program} could not be built: {reason}")]
    Build {
        /// What was built.
        program: String,
        /// The compiler's last words.
        reason: String,
        /// The whole log.
        log: PathBuf,
    },
    /// A certificate or key could not be made.
    #[error("no certificate could be made: {0}")]
    Certificate(#[from] rcgen::Error),
    /// There is no cluster, or it is not up.
    #[error("the embedded cluster is not up")]
    NotUp,
}
