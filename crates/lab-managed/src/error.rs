//! What can go wrong in a lab, named so that the command line can say what to do next.

use std::path::PathBuf;
use std::time::Duration;

/// A failure of the lab itself, never of the learner.
#[derive(Debug, thiserror::Error)]
pub enum LabError {
    /// A file or folder could not be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// What was touched.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// A state file exists and cannot be understood.
    #[error("{} is not a lab's state: {reason}", path.display())]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// What the reader stumbled over, with line and column.
        reason: String,
    },
    /// The lab is not there.
    #[error("there is no lab named {name}")]
    NoLab {
        /// The name that was asked for.
        name: String,
        /// The labs that exist.
        known: Vec<String>,
    },
    /// A name that cannot be a folder or a namespace.
    #[error("{name} can't be the name of a lab")]
    BadName {
        /// The name that was asked for.
        name: String,
    },
    /// Another supervisor holds the lab.
    #[error("lab {name} already has a supervisor")]
    AlreadyRunning {
        /// The lab.
        name: String,
    },
    /// No workload of that name.
    #[error("there is no workload named {name}")]
    NoWorkload {
        /// The name that was asked for.
        name: String,
        /// Those that exist.
        known: Vec<String>,
    },
    /// No link of that name.
    #[error("there is no link named {name}")]
    NoLink {
        /// The name that was asked for.
        name: String,
        /// Those that exist.
        known: Vec<String>,
    },
    /// No supervised process of that name.
    #[error("there is no process named {name}")]
    NoProcess {
        /// The name that was asked for.
        name: String,
        /// Those that exist.
        known: Vec<String>,
    },
    /// A workload refuses a setting.
    #[error("{workload} refused the setting {key}: {reason}")]
    BadSetting {
        /// The workload.
        workload: String,
        /// The setting.
        key: String,
        /// Why.
        reason: String,
    },
    /// More replicas than a lab on one machine can carry.
    #[error("{workload} can have at most {most} replicas")]
    TooMany {
        /// The workload.
        workload: String,
        /// The limit.
        most: u32,
    },
    /// No port is left in the range of labs.
    #[error("no free port between {from} and {to}")]
    NoPort {
        /// First port of the range.
        from: u16,
        /// Last port of the range.
        to: u16,
    },
    /// A program is not installed.
    #[error("{program} is not installed. Install it: {}", crate::programs::install_line(&[package.as_str()]))]
    NoProgram {
        /// The program.
        program: String,
        /// The package that brings it, on Debian and Ubuntu.
        package: String,
    },
    /// Something did not become ready in time.
    #[error("{what}: not ready after {} s ({last})", waited.as_secs_f32())]
    NotReady {
        /// What was waited for: a process of the lab, or `replicas`.
        what: String,
        /// How long.
        waited: Duration,
        /// The last thing that was seen.
        last: String,
    },
    /// A rollout ended because its new replica did not become ready. The earlier replicas go on.
    #[error("{replica} was not ready after {} s; the earlier replicas go on", waited.as_secs_f32())]
    Rollout {
        /// The new replica, which was taken back.
        replica: String,
        /// How long it had.
        waited: Duration,
    },
    /// A process could not be started or ended with a failure.
    #[error("{program} failed: {reason}")]
    Process {
        /// The program.
        program: String,
        /// Its last words.
        reason: String,
    },
    /// A registry did not take an image.
    #[error("the registry {registry} did not take the images: {reason}")]
    Registry {
        /// The registry.
        registry: String,
        /// What it said.
        reason: String,
    },
    /// A node could not pull an image that the registry has.
    #[error("no pod can pull {image}: {reason}")]
    NoPull {
        /// The registry.
        registry: String,
        /// The image.
        image: String,
        /// What the node said.
        reason: String,
    },
    /// The cluster of this machine can't run a lab.
    #[error("the embedded cluster {0}")]
    NoCluster(ClusterTrouble),
    /// A pod could not reach this machine.
    #[error("no pod reaches {address}: {reason}")]
    NoWay {
        /// The address that it tried.
        address: String,
        /// What it saw.
        reason: String,
    },
    /// The lab's PostgreSQL has no standby.
    #[error("the PostgreSQL of lab {lab} has no standby")]
    NoStandby {
        /// The lab.
        lab: String,
    },
    /// The standby lacks something that was acknowledged, or may.
    #[error("the standby of lab {lab} is {replication}, and could lose what was acknowledged")]
    NotInSync {
        /// The lab.
        lab: String,
        /// What it is.
        replication: crate::postgres::Replication,
    },
    /// A data store answered with an error.
    #[error("{store}: {reason}")]
    Store {
        /// `postgres`, `redis`, `s3`, `prometheus` or `alertmanager`.
        store: &'static str,
        /// Its answer.
        reason: String,
    },
}

impl LabError {
    /// Wraps an I/O error with the path it concerns.
    pub fn file(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }
}

/// Why the cluster of this machine can't run a lab.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClusterTrouble {
    /// There is none.
    #[error("is not up")]
    NotUp,
    /// Its API server does not answer, with what was seen.
    #[error("does not answer: {0}")]
    NoAnswer(String),
    /// No node takes pods: each is not ready, or cordoned.
    #[error("has no node that takes pods")]
    NoNode,
}
