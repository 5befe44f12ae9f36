//! What a runtime must be able to do, and how it tells what runs.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::LabError;
use crate::link::LinkState;
use crate::objects::Objects;
use crate::postgres::{Replication, Server};
use crate::state::{Desired, Traffic};

/// The compute plane: services, their replicas and the links between them.
#[async_trait]
pub trait Compute: Send + Sync {
    /// What runs now.
    async fn status(&self) -> Status;

    /// Sets how many replicas a workload has. Returns once that is recorded; replicas follow.
    async fn scale(&self, workload: &str, replicas: u32) -> Result<(), LabError>;

    /// Replaces every replica, one after the other: a new one must be ready before an old one ends.
    /// Fails with [`LabError::Rollout`] when that does not happen within `wait`; the old replicas
    /// then stay, as in a rollout that is stuck.
    async fn restart(&self, workload: &str, wait: Duration) -> Result<(), LabError>;

    /// Sets (or with `None` clears) settings and replaces the replicas once, as [`Compute::restart`] does.
    async fn set(
        &self,
        workload: &str,
        settings: &Settings,
        wait: Duration,
    ) -> Result<(), LabError>;

    /// Degrades or heals a link.
    async fn link(&self, link: &str, state: LinkState) -> Result<(), LabError>;

    /// Ends a process with SIGKILL; the supervisor starts it again as a kubelet would.
    async fn kill(&self, process: &str) -> Result<(), LabError>;

    /// What was last asked for.
    async fn desired(&self) -> Desired;

    /// Asks for exactly `desired` again.
    async fn restore(&self, desired: &Desired) -> Result<(), LabError>;

    /// Starts, changes or (with `None`) ends customer traffic.
    async fn traffic(&self, traffic: Option<Traffic>) -> Result<(), LabError>;

    /// Makes PostgreSQL's standby the primary, and the primary the standby. Refused with [`LabError::NoStandby`] and
    /// [`LabError::NotInSync`] where something that was acknowledged could be lost.
    async fn fail_over(&self) -> Result<FailedOver, LabError>;

    /// Ends the lab, its data stores last.
    async fn shut_down(&self);

    /// The objects of the cluster; none where there is no cluster.
    fn objects(&self) -> Option<&dyn Objects> {
        None
    }
}

/// Settings by name; `None` clears one.
pub type Settings = BTreeMap<String, Option<String>>;

/// A lab at a glance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Status {
    /// The lab's name.
    pub lab: String,
    /// Where it stands.
    pub phase: Phase,
    /// Services and jobs.
    pub workloads: Vec<WorkloadStatus>,
    /// Data stores and monitoring.
    pub stores: Vec<StoreStatus>,
    /// Edges of the architecture.
    pub links: Vec<LinkStatus>,
    /// Where people reach what.
    pub addresses: Addresses,
    /// Memory of all of the lab's processes.
    pub memory: Memory,
    /// Customer traffic, when there is any.
    pub traffic: Option<Traffic>,
}

/// Where a lab stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Phase {
    /// It is coming up.
    Starting,
    /// Everything that was asked for is there.
    Ready,
    /// Something that was asked for is not ready.
    Degraded,
    /// It is going down.
    Stopping,
}

/// One service or job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WorkloadStatus {
    /// Its name.
    pub name: String,
    /// Replicas asked for.
    pub desired: u32,
    /// Replicas that serve.
    pub ready: u32,
    /// The replicas.
    pub replicas: Vec<ReplicaStatus>,
    /// Settings that differ from the lab's defaults.
    pub settings: BTreeMap<String, String>,
}

impl WorkloadStatus {
    /// A workload with its replicas, as it was asked for.
    pub fn new(workload: &str, replicas: Vec<ReplicaStatus>, desired: &Desired) -> Self {
        let ready = replicas.iter().filter(|replica| replica.ready).count();
        Self {
            name: workload.to_owned(),
            desired: desired.replicas.get(workload).copied().unwrap_or_default(),
            ready: u32::try_from(ready).unwrap_or(u32::MAX),
            replicas,
            settings: desired.settings.get(workload).cloned().unwrap_or_default(),
        }
    }
}

/// One replica.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReplicaStatus {
    /// `main-1`: also the name of its process and log.
    pub name: String,
    /// Its process, when it runs.
    pub pid: Option<u32>,
    /// Whether it serves.
    pub ready: bool,
    /// How often it ended by itself and was started again.
    pub restarts: u32,
    /// How it last ended: `exit 1`, `signal 9`.
    pub last_exit: Option<String>,
    /// Since when it runs.
    pub started_at: Option<DateTime<Utc>>,
    /// Where it listens; none for a job, and none for a pod that has no address yet.
    pub address: Option<SocketAddr>,
}

/// A data store, or a part of the monitoring.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StoreStatus {
    /// `postgres`, `redis`, `s3`, `prometheus`, `alertmanager`, `traffic`.
    pub name: String,
    /// Its process, when it runs.
    pub pid: Option<u32>,
    /// Whether it runs.
    pub ready: bool,
    /// How often it ended by itself and was started again.
    pub restarts: u32,
    /// How it last ended.
    pub last_exit: Option<String>,
    /// Where it listens.
    pub port: Option<u16>,
    /// What it is to the other server, where a store has two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<StoreRole>,
}

/// What a server is to the other one of its store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "is")]
pub enum StoreRole {
    /// It serves.
    Primary,
    /// It follows, and serves nobody.
    Standby {
        /// Whether it could take over.
        replication: Replication,
    },
}

/// A failover that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FailedOver {
    /// The server that was the primary.
    pub from: Server,
    /// The one that is.
    pub to: Server,
    /// From the end of the old primary's service to the new one's first, in milliseconds.
    pub milliseconds: u64,
}

/// An edge of the architecture.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LinkStatus {
    /// `main->catalog`.
    pub name: String,
    /// Where callers reach it.
    pub port: u16,
    /// Ready ends that it balances over.
    pub endpoints: u32,
    /// Open connections.
    pub connections: u32,
}

/// Where people reach what, and with which login.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Addresses {
    /// The shop, for a browser.
    pub shop: String,
    /// Prometheus.
    pub prometheus: String,
    /// Alertmanager.
    pub alertmanager: String,
    /// Grafana, where it runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grafana: Option<String>,
    /// PostgreSQL, `postgres://postgres@127.0.0.1:PORT`.
    pub postgres: String,
    /// Redis.
    pub redis: String,
    /// The object store.
    pub s3: String,
    /// The learner's kubeconfig, where there is a cluster.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kubeconfig: Option<String>,
}

/// Memory as the proportional set size, in bytes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Memory {
    /// Of the whole lab.
    pub total: u64,
    /// By process or group of processes.
    pub by_process: BTreeMap<String, u64>,
}

/// Waits until `ready` says so, asking every `every`, and gives back what it says then.
///
/// # Errors
/// [`LabError::NotReady`] after `limit`, with the last reason that `ready` gave.
pub async fn wait_until<T, F, Fut>(
    what: &str,
    limit: Duration,
    every: Duration,
    mut ready: F,
) -> Result<T, LabError>
where
    F: FnMut() -> Fut,
    Fut: Future<Output = Result<T, String>>,
{
    let start = tokio::time::Instant::now();
    loop {
        let last = match ready().await {
            Ok(found) => return Ok(found),
            Err(reason) => reason,
        };
        let waited = start.elapsed();
        if waited >= limit {
            return Err(LabError::NotReady {
                what: what.to_owned(),
                waited,
                last,
            });
        }
        tokio::time::sleep(every).await;
    }
}
