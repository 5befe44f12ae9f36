//! The compute plane of a lab of which only the surface is there.

use std::path::PathBuf;
use std::sync::Mutex;
use std::time::Duration;

use async_trait::async_trait;
use drill_engine::runs::RunFolder;
use lab_managed::compute::{
    Addresses, Compute, FailedOver, Memory, Phase, ReplicaStatus, Settings, Status, WorkloadStatus,
};
use lab_managed::link::LinkState;
use lab_managed::objects::Objects;
use lab_managed::state::Traffic;
use lab_managed::{Desired, LabError};

use super::cluster::FakeCluster;

/// Remembers what is asked of it, and what the journal said when it was asked to scale.
#[derive(Default)]
pub(crate) struct FakeCompute {
    pub(crate) desired: Mutex<Desired>,
    pub(crate) runs: PathBuf,
    /// The last journal as it was on disk when each change was made.
    pub(crate) journals: Mutex<Vec<(String, String)>>,
    /// Whether customers are served badly whatever runs.
    pub(crate) sick: Mutex<bool>,
    /// The cluster that it is on, if there is one.
    pub(crate) cluster: Option<FakeCluster>,
}

impl FakeCompute {
    fn witness(&self, change: &str) {
        let journal = RunFolder::find(&self.runs, None)
            .map(|run| std::fs::read_to_string(run.path.join("events.jsonl")).unwrap())
            .unwrap_or_default();
        self.journals
            .lock()
            .unwrap()
            .push((change.to_owned(), journal));
    }

    pub(crate) fn replicas(&self, workload: &str) -> u32 {
        self.desired.lock().unwrap().replicas[workload]
    }

    pub(crate) fn serves(&self) -> bool {
        self.replicas("catalog") >= 1 && !*self.sick.lock().unwrap()
    }
}

#[async_trait]
impl Compute for FakeCompute {
    async fn status(&self) -> Status {
        let desired = self.desired.lock().unwrap().clone();
        let workloads = desired.replicas.iter().map(|(name, count)| WorkloadStatus {
            name: name.clone(),
            desired: *count,
            ready: *count,
            replicas: (1..=*count)
                .map(|number| ReplicaStatus {
                    name: format!("{name}-{number}"),
                    pid: Some(1),
                    ready: true,
                    restarts: 0,
                    last_exit: None,
                    started_at: None,
                    address: None,
                })
                .collect(),
            settings: desired.settings.get(name).cloned().unwrap_or_default(),
        });
        Status {
            lab: "default".into(),
            phase: Phase::Ready,
            workloads: workloads.collect(),
            stores: Vec::new(),
            links: Vec::new(),
            addresses: Addresses::default(),
            memory: Memory::default(),
            traffic: desired.traffic,
        }
    }

    async fn scale(&self, workload: &str, replicas: u32) -> Result<(), LabError> {
        self.witness("scale");
        let mut desired = self.desired.lock().unwrap();
        desired.replicas.insert(workload.to_owned(), replicas);
        Ok(())
    }

    async fn restart(&self, _: &str, _: Duration) -> Result<(), LabError> {
        Ok(())
    }

    async fn set(&self, workload: &str, changes: &Settings, _: Duration) -> Result<(), LabError> {
        self.witness("set");
        let mut desired = self.desired.lock().unwrap();
        let settings = desired.settings.entry(workload.to_owned()).or_default();
        for (key, value) in changes {
            match value {
                Some(value) => settings.insert(key.clone(), value.clone()),
                None => settings.remove(key),
            };
        }
        Ok(())
    }

    async fn link(&self, _: &str, _: LinkState) -> Result<(), LabError> {
        Ok(())
    }

    async fn kill(&self, _: &str) -> Result<(), LabError> {
        Ok(())
    }

    async fn fail_over(&self) -> Result<FailedOver, LabError> {
        Err(LabError::NoStandby {
            lab: "default".to_owned(),
        })
    }

    async fn desired(&self) -> Desired {
        self.desired.lock().unwrap().clone()
    }

    async fn restore(&self, desired: &Desired) -> Result<(), LabError> {
        *self.desired.lock().unwrap() = desired.clone();
        Ok(())
    }

    async fn traffic(&self, traffic: Option<Traffic>) -> Result<(), LabError> {
        self.desired.lock().unwrap().traffic = traffic;
        Ok(())
    }

    async fn shut_down(&self) {}

    fn objects(&self) -> Option<&dyn Objects> {
        self.cluster.as_ref().map(|cluster| cluster as &dyn Objects)
    }
}
