//! What runs, and what can be asked of it.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use lab_managed::compute::{Compute, FailedOver, Settings, Status, WorkloadStatus};
use lab_managed::link::LinkState;
use lab_managed::state::Traffic;
use lab_managed::topology::{self, Program, WORKLOADS, Workload};
use lab_managed::{Desired, LabDir, LabError, LabState, ManagedPlane};
use tokio::sync::watch;

use crate::environment;
use crate::replica::Replica;

/// The compute plane as processes, with the managed plane that it uses.
#[derive(Clone)]
pub struct ProcessPlane {
    pub(crate) managed: ManagedPlane,
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    replicas: Mutex<Replicas>,
    /// Told whenever the set of serving replicas may have changed.
    pub(crate) changed: watch::Sender<()>,
    /// One rollout of a workload at a time.
    rollouts: BTreeMap<&'static str, tokio::sync::Mutex<()>>,
}

pub(crate) type Replicas = BTreeMap<&'static str, Vec<Replica>>;

impl ProcessPlane {
    pub(crate) fn new(managed: ManagedPlane) -> Self {
        let rollouts = WORKLOADS
            .iter()
            .map(|workload| (workload.name, tokio::sync::Mutex::default()))
            .collect();
        let inner = Inner {
            replicas: Mutex::default(),
            changed: watch::channel(()).0,
            rollouts,
        };
        Self {
            managed,
            inner: Arc::new(inner),
        }
    }

    /// The lab's folder.
    pub fn dir(&self) -> &LabDir {
        self.managed.dir()
    }

    /// The lab's recorded state.
    pub fn state(&self) -> LabState {
        self.managed.state()
    }

    pub(crate) fn replicas(&self) -> MutexGuard<'_, Replicas> {
        self.inner
            .replicas
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) async fn rollout_of(
        &self,
        workload: &Workload,
    ) -> Option<tokio::sync::MutexGuard<'_, ()>> {
        Some(self.inner.rollouts.get(workload.name)?.lock().await)
    }

    /// Starts a replica of a workload in the first slot that is free.
    pub(crate) fn start_replica(&self, workload: &'static Workload) -> Result<u32, LabError> {
        let state = self.state();
        let mut all = self.replicas();
        let replicas = all.entry(workload.name).or_default();
        let used: Vec<u32> = replicas.iter().map(|replica| replica.slot).collect();
        let slot = (1..).find(|slot| !used.contains(slot)).unwrap_or_default();
        let port = matches!(workload.program, Program::Service(_))
            .then(|| state.port(&topology::replica_purpose(workload.name, slot)));
        let spec = environment::replica(self.dir(), &state, workload, slot, port)?;
        let changed = self.inner.changed.clone();
        replicas.push(Replica::start(
            self.dir(),
            workload,
            slot,
            port,
            spec,
            changed,
        ));
        Ok(slot)
    }

    /// Takes replicas out of their links, then ends them side by side, each in an orderly way.
    pub(crate) async fn retire(&self, workload: &Workload, slots: &[u32]) {
        let retired: Vec<Replica> = self
            .replicas()
            .entry(workload.name)
            .or_default()
            .extract_if(.., |replica| slots.contains(&replica.slot))
            .collect();
        self.route();
        for replica in &retired {
            replica.process.ask_to_stop();
        }
        for replica in retired {
            replica.process.stop().await;
        }
        self.inner.changed.send_replace(());
    }

    /// Slots of a workload's replicas, in the order in which they were started.
    pub(crate) fn slots(&self, workload: &Workload) -> Vec<u32> {
        let replicas = self.replicas();
        replicas
            .get(workload.name)
            .into_iter()
            .flatten()
            .map(|replica| replica.slot)
            .collect()
    }

    /// Adds or retires replicas until there are as many as were asked for; the youngest go first.
    pub(crate) async fn reconcile(&self, workload: &'static Workload) -> Result<(), LabError> {
        let want = self
            .state()
            .desired
            .replicas
            .get(workload.name)
            .copied()
            .unwrap_or_default();
        let want = usize::try_from(want).unwrap_or(usize::MAX);
        let have = self.slots(workload);
        if have.len() > want {
            self.retire(workload, &have[want..]).await;
        }
        for _ in have.len()..want {
            self.start_replica(workload)?;
        }
        Ok(())
    }

    /// Tells every link which ends serve now.
    pub(crate) fn route(&self) {
        let replicas = self.replicas();
        self.managed.route(|workload| {
            let replicas = replicas.get(workload).into_iter().flatten();
            replicas
                .filter_map(Replica::endpoint)
                .collect::<Vec<SocketAddr>>()
        });
    }
}

#[async_trait]
impl Compute for ProcessPlane {
    async fn status(&self) -> Status {
        let desired = self.desired().await;
        let workloads = {
            let replicas = self.replicas();
            let of = |name: &str| {
                replicas
                    .get(name)
                    .into_iter()
                    .flatten()
                    .map(Replica::status)
            };
            WORKLOADS
                .iter()
                .map(|workload| {
                    WorkloadStatus::new(workload.name, of(workload.name).collect(), &desired)
                })
                .collect()
        };
        self.managed.status(workloads, || {
            let replicas = self.replicas();
            let processes = replicas.values().flatten().map(|replica| &replica.process);
            processes
                .filter_map(|process| Some((process.name().to_owned(), process.status().pid?)))
                .collect()
        })
    }

    async fn scale(&self, workload: &str, replicas: u32) -> Result<(), LabError> {
        let workload = topology::find(workload)?;
        workload.can_have(replicas)?;
        let _turn = self.rollout_of(workload).await;
        self.managed.record(|desired| {
            desired.replicas.insert(workload.name.to_owned(), replicas);
        })?;
        self.reconcile(workload).await
    }

    async fn restart(&self, workload: &str, wait: Duration) -> Result<(), LabError> {
        let workload = topology::find(workload)?;
        let _turn = self.rollout_of(workload).await;
        self.roll(workload, wait).await
    }

    async fn set(
        &self,
        workload: &str,
        settings: &Settings,
        wait: Duration,
    ) -> Result<(), LabError> {
        let workload = topology::find(workload)?;
        for (key, value) in settings {
            workload.validate(key, value.as_deref())?;
        }
        let _turn = self.rollout_of(workload).await;
        self.managed.record_settings(workload.name, settings)?;
        self.roll(workload, wait).await
    }

    async fn link(&self, link: &str, state: LinkState) -> Result<(), LabError> {
        self.managed.set_link(link, state)
    }

    async fn kill(&self, process: &str) -> Result<(), LabError> {
        if self.managed.kill(process) {
            return Ok(());
        }
        let replicas = self.replicas();
        let mut processes = replicas.values().flatten().map(|replica| &replica.process);
        match processes.find(|candidate| candidate.name() == process) {
            Some(found) => {
                found.kill();
                Ok(())
            }
            None => {
                let names = replicas
                    .values()
                    .flatten()
                    .map(|replica| replica.process.name().to_owned());
                Err(LabError::NoProcess {
                    name: process.to_owned(),
                    known: self
                        .managed
                        .process_names()
                        .into_iter()
                        .chain(names)
                        .collect(),
                })
            }
        }
    }

    async fn desired(&self) -> Desired {
        self.state().desired
    }

    async fn restore(&self, desired: &Desired) -> Result<(), LabError> {
        let before = self.desired().await;
        self.managed.record(|current| *current = desired.clone())?;
        self.managed.restore_links();
        for workload in &WORKLOADS {
            let _turn = self.rollout_of(workload).await;
            if before.settings.get(workload.name) != desired.settings.get(workload.name) {
                self.replace_all(workload).await?;
            }
            self.reconcile(workload).await?;
        }
        if before.traffic != desired.traffic {
            self.managed.apply_traffic().await;
        }
        Ok(())
    }

    async fn traffic(&self, traffic: Option<Traffic>) -> Result<(), LabError> {
        self.managed.record(|desired| desired.traffic = traffic)?;
        self.managed.apply_traffic().await;
        Ok(())
    }

    async fn fail_over(&self) -> Result<FailedOver, LabError> {
        self.managed.fail_over().await
    }

    async fn shut_down(&self) {
        self.close().await;
    }
}
