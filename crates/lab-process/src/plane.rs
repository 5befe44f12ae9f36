//! What runs, and what can be asked of it.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use lab_managed::compute::{
    Addresses, Compute, LinkStatus, Memory, Phase, Status, StoreStatus, WorkloadStatus,
};
use lab_managed::link::{Link, LinkState};
use lab_managed::process::{ProcessSpec, Supervised, memory};
use lab_managed::state::Traffic;
use lab_managed::{Desired, LabDir, LabError, LabState};
use tokio::sync::watch;

use crate::environment;
use crate::replica::Replica;
use crate::topology::{self, End, LINKS, MOST_REPLICAS, Program, WORKLOADS, Workload};

/// How long a measurement of memory is good for: it reads a file per process.
const MEMORY_AGE: Duration = Duration::from_secs(2);

/// The compute plane as processes, with the stores that it uses.
#[derive(Clone)]
pub struct ProcessPlane {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) dir: LabDir,
    pub(crate) lab: Mutex<Lab>,
    /// Told whenever the set of serving replicas may have changed.
    pub(crate) changed: watch::Sender<()>,
    /// One rollout of a workload at a time.
    rollouts: BTreeMap<&'static str, tokio::sync::Mutex<()>>,
    memory: Mutex<Option<(Instant, Memory)>>,
}

/// Everything that changes while a lab runs.
pub(crate) struct Lab {
    pub(crate) state: LabState,
    pub(crate) phase: Phase,
    pub(crate) stores: BTreeMap<&'static str, Supervised>,
    pub(crate) replicas: BTreeMap<&'static str, Vec<Replica>>,
    pub(crate) links: BTreeMap<&'static str, Link>,
    pub(crate) traffic: Option<Supervised>,
}

impl ProcessPlane {
    pub(crate) fn new(dir: LabDir, state: LabState) -> Self {
        let lab = Lab {
            state,
            phase: Phase::Starting,
            stores: BTreeMap::new(),
            replicas: BTreeMap::new(),
            links: BTreeMap::new(),
            traffic: None,
        };
        let rollouts = WORKLOADS
            .iter()
            .map(|workload| (workload.name, tokio::sync::Mutex::default()))
            .collect();
        let inner = Inner {
            dir,
            lab: Mutex::new(lab),
            changed: watch::channel(()).0,
            rollouts,
            memory: Mutex::default(),
        };
        Self {
            inner: Arc::new(inner),
        }
    }

    /// The lab's folder.
    pub fn dir(&self) -> &LabDir {
        &self.inner.dir
    }

    /// The lab's recorded state.
    pub fn state(&self) -> LabState {
        self.lab().state.clone()
    }

    pub(crate) fn lab(&self) -> MutexGuard<'_, Lab> {
        self.inner
            .lab
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn find(name: &str) -> Result<&'static Workload, LabError> {
        topology::workload(name).ok_or_else(|| LabError::NoWorkload {
            name: name.to_owned(),
            known: topology::workload_names(),
        })
    }

    pub(crate) async fn rollout_of(
        &self,
        workload: &Workload,
    ) -> Option<tokio::sync::MutexGuard<'_, ()>> {
        Some(self.inner.rollouts.get(workload.name)?.lock().await)
    }

    /// Starts a replica of a workload in the first slot that is free.
    pub(crate) fn start_replica(&self, workload: &'static Workload) -> Result<u32, LabError> {
        let mut lab = self.lab();
        let used: Vec<u32> = lab
            .replicas
            .entry(workload.name)
            .or_default()
            .iter()
            .map(|r| r.slot)
            .collect();
        let slot = (1..).find(|slot| !used.contains(slot)).unwrap_or_default();
        let port = matches!(workload.program, Program::Service(_)).then(|| {
            lab.state
                .port(&topology::replica_purpose(workload.name, slot))
        });
        let spec = environment::replica(&self.inner.dir, &lab.state, workload, slot, port)?;
        let replica = Replica::start(
            &self.inner.dir,
            workload,
            slot,
            port,
            spec,
            self.inner.changed.clone(),
        );
        lab.replicas.entry(workload.name).or_default().push(replica);
        Ok(slot)
    }

    /// Takes replicas out of their links, then ends them side by side, each in an orderly way.
    pub(crate) async fn retire(&self, workload: &Workload, slots: &[u32]) {
        let retired: Vec<Replica> = {
            let mut lab = self.lab();
            let replicas = lab.replicas.entry(workload.name).or_default();
            let retired = replicas
                .extract_if(.., |replica| slots.contains(&replica.slot))
                .collect();
            lab.route();
            retired
        };
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
        let lab = self.lab();
        lab.replicas
            .get(workload.name)
            .into_iter()
            .flatten()
            .map(|replica| replica.slot)
            .collect()
    }

    /// Adds or retires replicas until there are as many as were asked for; the youngest go first.
    pub(crate) async fn reconcile(&self, workload: &'static Workload) -> Result<(), LabError> {
        let want = self
            .lab()
            .state
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

    /// Changes what is asked for, durably, before anything follows from it.
    pub(crate) fn record(&self, change: impl FnOnce(&mut Desired)) -> Result<(), LabError> {
        let mut lab = self.lab();
        let mut state = lab.state.clone();
        change(&mut state.desired);
        state.save(&self.inner.dir)?;
        lab.state = state;
        Ok(())
    }

    /// (Re)starts the customers' traffic as recorded.
    pub(crate) async fn apply_traffic(&self) {
        let (old, spec) = {
            let mut lab = self.lab();
            let wanted = lab.state.desired.traffic;
            let spec =
                wanted.map(|traffic| environment::traffic(&self.inner.dir, &lab.state, traffic));
            (lab.traffic.take(), spec)
        };
        if let Some(old) = old {
            old.stop().await;
        }
        if let Some(spec) = spec {
            let log = self.inner.dir.log_file(&spec.name);
            self.lab().traffic = Some(Supervised::start(spec, log));
        }
    }

    /// Starts a store's process.
    pub(crate) fn start_store(&self, name: &'static str, spec: ProcessSpec) {
        let log = self.inner.dir.log_file(name);
        let store = Supervised::start(spec, log);
        self.lab().stores.insert(name, store);
    }

    fn memory(&self) -> Memory {
        let mut cached = self
            .inner
            .memory
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some((at, memory)) = &*cached
            && at.elapsed() < MEMORY_AGE
        {
            return memory.clone();
        }
        let pids: Vec<(String, u32)> = {
            let lab = self.lab();
            let stores = lab.stores.values().chain(&lab.traffic);
            let replicas = lab
                .replicas
                .values()
                .flatten()
                .map(|replica| &replica.process);
            stores
                .chain(replicas)
                .filter_map(|process| Some((process.name().to_owned(), process.status().pid?)))
                .collect()
        };
        let mut by_process: BTreeMap<String, u64> = pids
            .into_iter()
            .map(|(name, pid)| (name, memory::tree_pss(pid.cast_signed())))
            .collect();
        by_process.insert(
            "supervisor".into(),
            memory::pss(std::process::id().cast_signed()),
        );
        by_process.insert("guard".into(), memory::pss(nix_parent()));
        let memory = Memory {
            total: by_process.values().sum(),
            by_process,
        };
        *cached = Some((Instant::now(), memory.clone()));
        memory
    }
}

fn nix_parent() -> i32 {
    i32::try_from(std::os::unix::process::parent_id()).unwrap_or_default()
}

impl Lab {
    /// Tells every link which ends serve now.
    pub(crate) fn route(&self) {
        for (name, end) in &LINKS {
            let Some(link) = self.links.get(name) else {
                continue;
            };
            let ends = match end {
                End::Workload(workload) => self
                    .replicas
                    .get(workload)
                    .into_iter()
                    .flatten()
                    .filter_map(Replica::endpoint)
                    .collect(),
                End::Store(store) => {
                    let running = self
                        .stores
                        .get(store)
                        .is_some_and(|store| store.status().pid.is_some());
                    let end = SocketAddr::from((Ipv4Addr::LOCALHOST, self.state.port(store)));
                    if running { vec![end] } else { Vec::new() }
                }
            };
            link.set_endpoints(ends);
        }
    }

    fn workload_status(&self, workload: &Workload) -> WorkloadStatus {
        let replicas: Vec<_> = self
            .replicas
            .get(workload.name)
            .into_iter()
            .flatten()
            .map(Replica::status)
            .collect();
        let ready = replicas.iter().filter(|replica| replica.ready).count();
        WorkloadStatus {
            name: workload.name.to_owned(),
            desired: self
                .state
                .desired
                .replicas
                .get(workload.name)
                .copied()
                .unwrap_or_default(),
            ready: u32::try_from(ready).unwrap_or(u32::MAX),
            replicas,
            settings: self
                .state
                .desired
                .settings
                .get(workload.name)
                .cloned()
                .unwrap_or_default(),
        }
    }

    fn store_status(&self, process: &Supervised) -> StoreStatus {
        let status = process.status();
        StoreStatus {
            name: process.name().to_owned(),
            ready: status.pid.is_some(),
            pid: status.pid,
            restarts: status.restarts,
            last_exit: status.last_exit,
            port: self.state.ports.get(process.name()).copied(),
        }
    }

    fn addresses(&self) -> Addresses {
        let at = |scheme: &str, purpose: &str| {
            format!("{scheme}://127.0.0.1:{}", self.state.port(purpose))
        };
        Addresses {
            shop: at("http", &topology::link_purpose("customer->frontend")),
            prometheus: at("http", "prometheus"),
            alertmanager: at("http", "alertmanager"),
            postgres: format!(
                "postgres://postgres@127.0.0.1:{}",
                self.state.port("postgres")
            ),
            redis: at("redis", "redis"),
            s3: at("http", "s3"),
        }
    }
}

#[async_trait]
impl Compute for ProcessPlane {
    async fn status(&self) -> Status {
        let memory = self.memory();
        let lab = self.lab();
        let workloads: Vec<_> = WORKLOADS
            .iter()
            .map(|workload| lab.workload_status(workload))
            .collect();
        let stores: Vec<_> = lab
            .stores
            .values()
            .chain(&lab.traffic)
            .map(|process| lab.store_status(process))
            .collect();
        let all_there = workloads
            .iter()
            .all(|workload| workload.ready >= workload.desired)
            && stores.iter().all(|store| store.ready);
        let phase = match lab.phase {
            Phase::Ready if !all_there => Phase::Degraded,
            phase => phase,
        };
        let links = lab.links.values().map(|link| LinkStatus {
            name: link.name().to_owned(),
            port: link.port(),
            endpoints: link.endpoints(),
            connections: link.connections(),
        });
        Status {
            lab: self.inner.dir.name().to_owned(),
            phase,
            workloads,
            stores,
            links: links.collect(),
            addresses: lab.addresses(),
            memory,
            traffic: lab.state.desired.traffic,
        }
    }

    async fn scale(&self, workload: &str, replicas: u32) -> Result<(), LabError> {
        let workload = Self::find(workload)?;
        if replicas > MOST_REPLICAS {
            return Err(LabError::TooMany {
                workload: workload.name.into(),
                most: MOST_REPLICAS,
            });
        }
        let _turn = self.rollout_of(workload).await;
        self.record(|desired| {
            desired.replicas.insert(workload.name.to_owned(), replicas);
        })?;
        self.reconcile(workload).await
    }

    async fn restart(&self, workload: &str, wait: Duration) -> Result<(), LabError> {
        let workload = Self::find(workload)?;
        let _turn = self.rollout_of(workload).await;
        self.roll(workload, wait).await
    }

    async fn set(
        &self,
        workload: &str,
        key: &str,
        value: Option<&str>,
        wait: Duration,
    ) -> Result<(), LabError> {
        let workload = Self::find(workload)?;
        environment::validate(workload, key, value)?;
        let _turn = self.rollout_of(workload).await;
        self.record(|desired| {
            let settings = desired
                .settings
                .entry(workload.name.to_owned())
                .or_default();
            match value {
                Some(value) => settings.insert(key.to_owned(), value.to_owned()),
                None => settings.remove(key),
            };
            if settings.is_empty() {
                desired.settings.remove(workload.name);
            }
        })?;
        self.roll(workload, wait).await
    }

    async fn link(&self, link: &str, state: LinkState) -> Result<(), LabError> {
        let known = || LINKS.iter().map(|(name, _)| (*name).to_owned()).collect();
        if !LINKS.iter().any(|(name, _)| *name == link) {
            return Err(LabError::NoLink {
                name: link.to_owned(),
                known: known(),
            });
        }
        self.record(|desired| {
            if state.is_passing() {
                desired.links.remove(link);
            } else {
                desired.links.insert(link.to_owned(), state);
            }
        })?;
        if let Some(link) = self.lab().links.get(link) {
            link.set_state(state);
        }
        Ok(())
    }

    async fn kill(&self, process: &str) -> Result<(), LabError> {
        let lab = self.lab();
        let all: Vec<&Supervised> = lab
            .stores
            .values()
            .chain(&lab.traffic)
            .chain(
                lab.replicas
                    .values()
                    .flatten()
                    .map(|replica| &replica.process),
            )
            .collect();
        match all.iter().find(|candidate| candidate.name() == process) {
            Some(found) => {
                found.kill();
                Ok(())
            }
            None => Err(LabError::NoProcess {
                name: process.to_owned(),
                known: all
                    .iter()
                    .map(|process| process.name().to_owned())
                    .collect(),
            }),
        }
    }

    async fn desired(&self) -> Desired {
        self.lab().state.desired.clone()
    }

    async fn restore(&self, desired: &Desired) -> Result<(), LabError> {
        let before = self.desired().await;
        self.record(|current| *current = desired.clone())?;
        for (name, link) in &self.lab().links {
            link.set_state(desired.links.get(*name).copied().unwrap_or_default());
        }
        for workload in &WORKLOADS {
            let _turn = self.rollout_of(workload).await;
            if before.settings.get(workload.name) != desired.settings.get(workload.name) {
                self.replace_all(workload).await?;
            }
            self.reconcile(workload).await?;
        }
        if before.traffic != desired.traffic {
            self.apply_traffic().await;
        }
        Ok(())
    }

    async fn traffic(&self, traffic: Option<Traffic>) -> Result<(), LabError> {
        self.record(|desired| desired.traffic = traffic)?;
        self.apply_traffic().await;
        Ok(())
    }
}
