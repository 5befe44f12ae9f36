//! The managed plane of a running lab: its stores, its links and the customers' traffic, with what was asked of them. The
//! runtime adds the services.

mod pair;
mod watch;

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use self::pair::Pair;
use crate::compute::{
    Addresses, LinkStatus, Memory, Phase, Settings, Status, StoreStatus, WorkloadStatus,
};
use crate::exporters::Exporter;
use crate::launch::Wanted;
use crate::link::{Link, LinkState};
use crate::ports::{self, Moved};
use crate::postgres::{REPLICATION, Server};
use crate::process::{OWN_PROGRAM, ProcessSpec, ProcessStatus, Supervised, memory};
use crate::state::Traffic;
use crate::topology::{self, End};
use crate::{
    Desired, LabDir, LabError, LabState, alertmanager, connect, exporters, grafana, postgres,
    prometheus, redis, s3,
};

/// How long the data stores may take; a crash of PostgreSQL under load costs a recovery.
const STORES_LIMIT: Duration = Duration::from_secs(30);
/// How long a cluster of Redis may take until it serves; two seconds are its own.
const REDIS_LIMIT: Duration = Duration::from_secs(10);
/// How long a measurement of memory is good for: it reads a file per process, and Prometheus asks each second how the lab is.
const MEMORY_AGE: Duration = Duration::from_secs(10);

/// A step of a lab's start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Step {
    /// Folders, ports, secrets, configuration, an empty PostgreSQL.
    Prepare,
    /// PostgreSQL, Redis, the object store, Prometheus, Alertmanager.
    Stores,
    /// Images of the services, where a runtime has them.
    Images,
    /// A pod that tries the registry and the way to this machine, where the cluster is somebody else's.
    Probe,
    /// Schema and, in a new lab, products and pictures.
    Data,
    /// The services' replicas and the links.
    Services,
}

/// What a lab says while it starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// A step began.
    Began(Step),
    /// A step is done, after so many milliseconds.
    Done(Step, u64),
    /// A recorded port was taken by something else; another is used now.
    PortMoved(Moved),
}

/// Who is told of a lab's start.
pub type Tell<'a> = &'a (dyn Fn(Progress) + Send + Sync);

/// Says that a step begins and, by [`Stage::done`], how long it took.
pub struct Stage<'a> {
    step: Step,
    started: Instant,
    tell: Tell<'a>,
}

impl<'a> Stage<'a> {
    /// Begins a step.
    pub fn begin(step: Step, tell: Tell<'a>) -> Self {
        tell(Progress::Began(step));
        Self {
            step,
            started: Instant::now(),
            tell,
        }
    }

    /// Ends it.
    pub fn done(self) {
        let took = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        (self.tell)(Progress::Done(self.step, took));
    }
}

/// The managed plane. A copy is the same plane.
#[derive(Clone)]
pub struct ManagedPlane {
    inner: Arc<Inner>,
}

struct Inner {
    dir: LabDir,
    lab: Mutex<Lab>,
    memory: Mutex<Option<(Instant, Memory)>>,
}

/// Everything that changes while a lab runs.
struct Lab {
    state: LabState,
    phase: Phase,
    stores: BTreeMap<&'static str, Supervised>,
    links: BTreeMap<&'static str, Link>,
    traffic: Option<Supervised>,
    /// PostgreSQL's servers, where there are two.
    pair: Option<Pair>,
}

impl ManagedPlane {
    /// Makes folders, ports, secrets and configuration of a lab, which is as `initial` when it is new. Of `wanted`, the
    /// runtime and Redis are for a new lab, too.
    ///
    /// # Errors
    /// When the disk refuses, no port is left, or a program is missing.
    pub async fn prepare(
        dir: LabDir,
        wanted: Wanted,
        initial: Desired,
        tell: Tell<'_>,
    ) -> Result<Self, LabError> {
        dir.create()?;
        let mut state = match LabState::load(&dir)? {
            Some(state) => state,
            None => LabState {
                runtime: wanted.runtime,
                redis: wanted.redis.unwrap_or_default(),
                ..LabState::new(dir.name(), initial)
            },
        };
        state.desired.standby = wanted.standby.unwrap_or(state.desired.standby);
        state.desired.grafana = wanted.grafana.unwrap_or(state.desired.grafana);
        connect::generate_secrets(&mut state);
        let mut purposes = topology::port_purposes();
        if state.desired.standby {
            state.secret(REPLICATION.1);
            purposes.extend(Server::ALL.map(Server::port_purpose));
        }
        if state.desired.grafana {
            purposes.push(grafana::NAME.to_owned());
        }
        for moved in ports::assign(&dir, &mut state, &purposes)? {
            tell(Progress::PortMoved(moved));
        }
        postgres::prepare(&dir, &state).await?;
        s3::prepare(&dir, topology::BUCKET)?;
        prometheus::prepare(&dir, &state)?;
        alertmanager::prepare(&dir, &state)?;
        exporters::prepare(&dir)?;
        if state.desired.grafana {
            grafana::prepare(&dir, &state)?;
        }
        let lab = Lab {
            state,
            phase: Phase::Starting,
            stores: BTreeMap::new(),
            links: BTreeMap::new(),
            traffic: None,
            pair: None,
        };
        let inner = Inner {
            dir,
            lab: Mutex::new(lab),
            memory: Mutex::default(),
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// Starts the stores and the monitoring, and returns once they serve; of Redis [`ManagedPlane::redis_serves`] says it.
    /// `host` is where clients reach the links.
    ///
    /// # Errors
    /// When one does not become ready: with its own last words.
    pub async fn start_stores(&self, host: Ipv4Addr) -> Result<(), LabError> {
        let (dir, state) = (self.dir(), self.state());
        self.open_endpoint()?;
        // First, because its nodes take longest.
        redis::prepare(dir, &state, host)?;
        for server in redis::names(state.redis) {
            self.start_store(server, redis::spec(dir, server)?);
        }
        self.start_store(state.postgres_primary.name(), postgres::spec(dir, &state)?);
        self.start_store("s3", s3::spec(dir, &state)?);
        self.start_store("prometheus", prometheus::spec(dir, &state)?);
        self.start_store("alertmanager", alertmanager::spec(dir, &state)?);
        tokio::try_join!(
            self.serve_primary(),
            redis::wait_ready(&state, STORES_LIMIT),
            s3::wait_ready(&state, STORES_LIMIT),
            prometheus::wait_ready(&state, STORES_LIMIT),
            alertmanager::wait_ready(&state, STORES_LIMIT),
        )
        .map_err(|error| self.with_last_words(error))?;
        postgres::ensure(&state).await?;
        for exporter in Exporter::ALL {
            self.start_store(exporter.name(), exporter.spec(dir, &state)?);
        }
        if state.desired.grafana {
            self.start_store(grafana::NAME, grafana::spec(dir)?);
            grafana::wait_ready(&state, STORES_LIMIT)
                .await
                .map_err(|error| self.with_last_words(error))?;
        }
        self.watch_standby();
        Ok(())
    }

    /// Returns once Redis takes commands. Where it does not, the lab is as broken as somebody made it, and comes up so.
    pub async fn redis_serves(&self) {
        if let Err(error) = redis::wait_serving(&self.state(), REDIS_LIMIT).await {
            tracing::warn!(%error, "Redis does not take commands.");
        }
    }

    /// Opens those links that `address` gives an address to listen on.
    ///
    /// # Errors
    /// When a port can't be bound.
    pub fn open_links(&self, address: impl Fn(&str) -> Option<Ipv4Addr>) -> Result<(), LabError> {
        let mut lab = self.lab();
        let state = lab.state.clone();
        for (name, _) in topology::links(&state) {
            let Some(address) = address(name) else {
                continue;
            };
            let port = lab.state.port(&topology::link_purpose(name));
            let state = lab.state.desired.links.get(*name).copied();
            let link = Link::open(name, (address, port).into(), state.unwrap_or_default())?;
            lab.links.insert(name, link);
        }
        Ok(())
    }

    /// Tells every link which ends serve now; `serving` knows those of the workloads.
    pub fn route(&self, serving: impl Fn(&str) -> Vec<SocketAddr>) {
        let lab = self.lab();
        for (name, end) in topology::links(&lab.state) {
            let Some(link) = lab.links.get(name) else {
                continue;
            };
            let ends = match end {
                End::Workload(workload) => serving(workload),
                End::Store("postgres") => lab.postgres_ends(),
                End::Store(store) => {
                    let end = SocketAddr::from((Ipv4Addr::LOCALHOST, lab.state.port(store)));
                    if lab.runs(store) {
                        vec![end]
                    } else {
                        Vec::new()
                    }
                }
            };
            link.set_endpoints(ends);
        }
        lab.lead_to_primary();
    }

    /// The lab's folder.
    pub fn dir(&self) -> &LabDir {
        &self.inner.dir
    }

    /// The lab's recorded state.
    pub fn state(&self) -> LabState {
        self.lab().state.clone()
    }

    /// Says where the lab stands.
    pub fn set_phase(&self, phase: Phase) {
        self.lab().phase = phase;
    }

    /// Notes that the data stores are migrated and seeded to the end.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn seeded(&self) -> Result<(), LabError> {
        let mut lab = self.lab();
        lab.state.seeded = true;
        lab.state.save(self.dir())
    }

    /// Changes what is asked for, durably, before anything follows from it.
    ///
    /// # Errors
    /// When the disk refuses; nothing is changed then.
    pub fn record(&self, change: impl FnOnce(&mut Desired)) -> Result<(), LabError> {
        let mut lab = self.lab();
        let mut state = lab.state.clone();
        change(&mut state.desired);
        // Servers and ports are as they were when the lab came up, whatever was asked for before that.
        state.desired.standby = lab.state.desired.standby;
        state.desired.grafana = lab.state.desired.grafana;
        state.save(self.dir())?;
        lab.state = state;
        Ok(())
    }

    /// Records a setting of a workload, or with `None` that it has its default.
    ///
    /// # Errors
    /// As [`ManagedPlane::record`].
    pub fn record_settings(&self, workload: &str, changes: &Settings) -> Result<(), LabError> {
        self.record(|desired| {
            let settings = desired.settings.entry(workload.to_owned()).or_default();
            for (key, value) in changes {
                match value {
                    Some(value) => settings.insert(key.clone(), value.clone()),
                    None => settings.remove(key),
                };
            }
            if settings.is_empty() {
                desired.settings.remove(workload);
            }
        })
    }

    /// Degrades or heals a link, and records it.
    ///
    /// # Errors
    /// When there is no such link here, or the disk refuses.
    pub fn set_link(&self, link: &str, state: LinkState) -> Result<(), LabError> {
        if !self.lab().links.contains_key(link) {
            return Err(LabError::NoLink {
                name: link.to_owned(),
                known: self
                    .lab()
                    .links
                    .keys()
                    .map(|name| (*name).to_owned())
                    .collect(),
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

    /// Makes every link as it is recorded.
    pub fn restore_links(&self) {
        let lab = self.lab();
        for (name, link) in &lab.links {
            link.set_state(
                lab.state
                    .desired
                    .links
                    .get(*name)
                    .copied()
                    .unwrap_or_default(),
            );
        }
    }

    /// (Re)starts the customers' traffic as recorded.
    pub async fn apply_traffic(&self) {
        let (old, spec) = {
            let mut lab = self.lab();
            let wanted = lab.state.desired.traffic;
            let spec = wanted.map(|wanted| traffic(self.dir(), &lab.state, wanted));
            (lab.traffic.take(), spec)
        };
        if let Some(old) = old {
            old.stop().await;
        }
        if let Some(spec) = spec {
            let log = self.dir().log_file(&spec.name);
            self.lab().traffic = Some(Supervised::start(spec, log));
        }
    }

    /// Ends a store's process, or the traffic's, with SIGKILL; none of that name is no failure and says so. `redis` is every
    /// node of a cluster.
    pub fn kill(&self, process: &str) -> bool {
        let lab = self.lab();
        let servers = redis::names(lab.state.redis);
        let meant =
            |name: &str| name == process || process == redis::SINGLE && servers.contains(&name);
        let mut found = false;
        for candidate in lab.processes().filter(|one| meant(one.name())) {
            candidate.kill();
            found = true;
        }
        found
    }

    /// Names of the stores' processes and the traffic's.
    pub fn process_names(&self) -> Vec<String> {
        self.lab()
            .processes()
            .map(|process| process.name().to_owned())
            .collect()
    }

    /// The lab at a glance, with the workloads of the runtime and the processes that are theirs, each with its name.
    pub fn status(
        &self,
        workloads: Vec<WorkloadStatus>,
        processes: impl FnOnce() -> Vec<(String, u32)>,
    ) -> Status {
        let stores = self.stores();
        let all_there = workloads
            .iter()
            .all(|workload| workload.ready >= workload.desired)
            && stores.iter().all(|store| store.ready);
        let phase = match self.lab().phase {
            Phase::Ready if !all_there => Phase::Degraded,
            phase => phase,
        };
        Status {
            lab: self.dir().name().to_owned(),
            phase,
            workloads,
            stores,
            links: self.links(),
            addresses: self.addresses(),
            memory: self.memory(processes),
            traffic: self.lab().state.desired.traffic,
        }
    }

    /// The stores, the monitoring and the traffic.
    fn stores(&self) -> Vec<StoreStatus> {
        let lab = self.lab();
        lab.processes()
            .map(|process| lab.store_status(process))
            .chain(lab.missing_standby())
            .collect()
    }

    /// The links.
    fn links(&self) -> Vec<LinkStatus> {
        let status = |link: &Link| LinkStatus {
            name: link.name().to_owned(),
            port: link.port(),
            endpoints: link.endpoints(),
            connections: link.connections(),
        };
        self.lab().links.values().map(status).collect()
    }

    /// Where people reach what.
    fn addresses(&self) -> Addresses {
        let lab = self.lab();
        let at = |scheme: &str, purpose: &str| {
            format!("{scheme}://127.0.0.1:{}", lab.state.port(purpose))
        };
        Addresses {
            shop: at("http", &topology::link_purpose("customer->frontend")),
            prometheus: at("http", "prometheus"),
            alertmanager: at("http", "alertmanager"),
            grafana: lab.state.desired.grafana.then(|| at("http", grafana::NAME)),
            postgres: at("postgres", "postgres").replace("://", "://postgres@"),
            redis: at("redis", redis::names(lab.state.redis)[0]),
            s3: at("http", "s3"),
            kubeconfig: None,
        }
    }

    /// Memory of everything that the lab runs; `services` are processes of the runtime, each with its name.
    fn memory(&self, services: impl FnOnce() -> Vec<(String, u32)>) -> Memory {
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
        let mut pids = services();
        pids.extend(
            self.lab()
                .processes()
                .filter_map(|process| Some((process.name().to_owned(), process.status().pid?))),
        );
        let mut by_process: BTreeMap<String, u64> = pids
            .into_iter()
            .map(|(name, pid)| (name, memory::tree_pss(pid.cast_signed())))
            .collect();
        by_process.insert(
            "supervisor".into(),
            memory::pss(std::process::id().cast_signed()),
        );
        let guard = i32::try_from(std::os::unix::process::parent_id()).unwrap_or_default();
        by_process.insert("guard".into(), memory::pss(guard));
        let memory = Memory {
            total: by_process.values().sum(),
            by_process,
        };
        *cached = Some((Instant::now(), memory.clone()));
        memory
    }

    /// Ends the traffic: the first thing to end, so that nobody sees a shop that is closing.
    pub async fn end_traffic(&self) {
        let traffic = self.lab().traffic.take();
        if let Some(traffic) = traffic {
            traffic.stop().await;
        }
    }

    /// Ends the stores, then the links.
    pub async fn shut_down(&self) {
        self.end_watch().await;
        let stores = std::mem::take(&mut self.lab().stores);
        for store in stores.values() {
            store.ask_to_stop();
        }
        for store in stores.into_values() {
            store.stop().await;
        }
        self.lab().links.clear();
    }

    fn lab(&self) -> MutexGuard<'_, Lab> {
        self.inner
            .lab
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn start_store(&self, name: &'static str, spec: ProcessSpec) {
        let log = self.dir().log_file(name);
        let store = Supervised::start(spec, log);
        self.lab().stores.insert(name, store);
    }

    /// Takes a store out of the lab, to be ended.
    fn take_store(&self, name: &str) -> Option<Supervised> {
        self.lab().stores.remove(name)
    }

    /// Whether there is a store of this name that is kept alive.
    fn has(&self, name: &str) -> bool {
        self.lab().stores.contains_key(name)
    }

    /// The process of a store, when it runs.
    fn pid(&self, name: &str) -> Option<u32> {
        self.lab().stores.get(name)?.status().pid
    }

    /// Follows what becomes of a store.
    fn follow(&self, name: &str) -> Option<tokio::sync::watch::Receiver<ProcessStatus>> {
        Some(self.lab().stores.get(name)?.watch())
    }

    /// Has a store read its configuration again.
    fn reload(&self, name: &str) {
        if let Some(store) = self.lab().stores.get(name) {
            store.reload();
        }
    }

    /// A store that does not answer said why in its log, which tells more than the refused connection does.
    fn with_last_words(&self, error: LabError) -> LabError {
        let LabError::NotReady { what, waited, last } = error else {
            return error;
        };
        // Only the end of the log: what is further up may be of another day.
        let log = match what.as_str() {
            "postgres" => self.lab().state.postgres_primary.name(),
            other => other,
        };
        let tail = self.dir().log_tail(log);
        let words = tail
            .lines()
            .rev()
            .find(|line| line.contains("FATAL") || line.to_lowercase().contains("error"));
        LabError::NotReady {
            last: words.map_or(last, str::to_owned),
            what,
            waited,
        }
    }
}

impl Lab {
    fn runs(&self, store: &str) -> bool {
        self.stores
            .get(store)
            .is_some_and(|store| store.status().pid.is_some())
    }

    fn processes(&self) -> impl Iterator<Item = &Supervised> {
        self.stores.values().chain(&self.traffic)
    }

    fn store_status(&self, process: &Supervised) -> StoreStatus {
        let status = process.status();
        StoreStatus {
            name: process.name().to_owned(),
            ready: status.pid.is_some(),
            pid: status.pid,
            restarts: status.restarts,
            last_exit: status.last_exit,
            port: self.port_of(process.name()),
            role: self.role(process.name()),
        }
    }
}

/// The customers' traffic, which comes in where customers do.
fn traffic(dir: &LabDir, state: &LabState, traffic: Traffic) -> ProcessSpec {
    let port = state.port(&topology::link_purpose("customer->frontend"));
    let mut spec = ProcessSpec::new("traffic", OWN_PROGRAM, dir.root()).args([
        "__traffic".to_owned(),
        "--shop".to_owned(),
        format!("http://127.0.0.1:{port}"),
        "--rate".to_owned(),
        traffic.rate.to_string(),
        "--seed".to_owned(),
        traffic.seed.to_string(),
        "--slow-ms".to_owned(),
        traffic.slow_ms.to_string(),
        "--out".to_owned(),
        dir.traffic().display().to_string(),
    ]);
    spec.stop_grace = Duration::from_secs(4);
    spec
}
