//! Bringing a lab up, from nothing or from whatever a crash left behind, and taking it down.

use std::time::{Duration, Instant};

use lab_managed::compute::{Compute as _, Phase, wait_until};
use lab_managed::link::Link;
use lab_managed::lock::SupervisorLock;
use lab_managed::ports::{self, Moved};
use lab_managed::process::run_to_end;
use lab_managed::state::Traffic;
use lab_managed::{
    Desired, LabDir, LabError, LabState, alertmanager, postgres, prometheus, redis, s3,
};
use serde::{Deserialize, Serialize};

use crate::environment;
use crate::launch::log_tail;
use crate::plane::ProcessPlane;
use crate::topology::{self, LINKS, TRAFFIC_RATE, WORKLOADS};

/// How long the data stores may take; a crash of PostgreSQL under load costs a recovery.
const STORES_LIMIT: Duration = Duration::from_secs(30);
/// How long a migration or the seed may take.
const COMMAND_LIMIT: Duration = Duration::from_secs(120);
/// How long the replicas may take to serve.
const REPLICAS_LIMIT: Duration = Duration::from_secs(30);

/// A step of a lab's start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Step {
    /// Folders, ports, secrets, configuration, an empty PostgreSQL.
    Prepare,
    /// PostgreSQL, Redis, the object store, Prometheus, Alertmanager.
    Stores,
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

impl ProcessPlane {
    /// Brings a lab up and returns once every replica that was asked for serves. The caller holds
    /// the supervisor's lock: that is what `_lock` stands for.
    ///
    /// # Errors
    /// With what failed; what was started until then ends with this process.
    pub async fn bring_up(
        dir: LabDir,
        _lock: &SupervisorLock,
        tell: &(dyn Fn(Progress) + Send + Sync),
    ) -> Result<Self, LabError> {
        let prepare = Stage::begin(Step::Prepare, tell);
        dir.create()?;
        let mut state = match LabState::load(&dir)? {
            Some(state) => state,
            None => LabState::new(dir.name(), initial()),
        };
        make_secrets(&mut state);
        for moved in ports::assign(&dir, &mut state, &topology::port_purposes())? {
            tell(Progress::PortMoved(moved));
        }
        postgres::prepare(&dir, &state).await?;
        redis::prepare(&dir, &state)?;
        s3::prepare(&dir, environment::BUCKET)?;
        prometheus::prepare(&dir, &state)?;
        alertmanager::prepare(&dir, &state)?;
        let plane = Self::new(dir, state);
        prepare.done();

        let stores = Stage::begin(Step::Stores, tell);
        plane.start_stores().await?;
        stores.done();

        let data = Stage::begin(Step::Data, tell);
        plane.fill_stores().await?;
        data.done();

        let services = Stage::begin(Step::Services, tell);
        plane.start_services().await?;
        plane.apply_traffic().await;
        services.done();
        plane.lab().phase = Phase::Ready;
        Ok(plane)
    }

    async fn start_stores(&self) -> Result<(), LabError> {
        let (dir, state) = (self.dir(), self.state());
        self.start_store("postgres", postgres::spec(dir, &state)?);
        self.start_store("redis", redis::spec(dir, &state)?);
        self.start_store("s3", s3::spec(dir, &state)?);
        self.start_store("prometheus", prometheus::spec(dir, &state)?);
        self.start_store("alertmanager", alertmanager::spec(dir, &state)?);
        tokio::try_join!(
            postgres::wait_ready(&state, STORES_LIMIT),
            redis::wait_ready(&state, STORES_LIMIT),
            s3::wait_ready(&state, STORES_LIMIT),
            prometheus::wait_ready(&state, STORES_LIMIT),
            alertmanager::wait_ready(&state, STORES_LIMIT),
        )
        .map_err(|error| with_last_words(dir, error))?;
        postgres::ensure(&state).await
    }

    async fn fill_stores(&self) -> Result<(), LabError> {
        let (dir, state) = (self.dir(), self.state());
        let run = |name: &'static str, program: &'static str, verb: &'static str| {
            let (dir, state) = (dir, &state);
            async move {
                let workload = Self::find(name)?;
                let spec = environment::command(dir, state, workload, program, verb)?;
                run_to_end(&spec, &dir.log_file(&spec.name), COMMAND_LIMIT)
                    .await
                    .map(drop)
            }
        };
        tokio::try_join!(
            run("catalog", "shop-catalog", "migrate"),
            run("order", "shop-order", "migrate")
        )?;
        if !state.seeded {
            run("catalog", "shop-catalog", "seed").await?;
            let mut lab = self.lab();
            lab.state.seeded = true;
            lab.state.save(dir)?;
        }
        Ok(())
    }

    async fn start_services(&self) -> Result<(), LabError> {
        {
            let mut lab = self.lab();
            for (name, _) in &LINKS {
                let port = lab.state.port(&topology::link_purpose(name));
                let state = lab
                    .state
                    .desired
                    .links
                    .get(*name)
                    .copied()
                    .unwrap_or_default();
                lab.links.insert(name, Link::open(name, port, state)?);
            }
            lab.route();
        }
        tokio::spawn(self.clone().follow_changes());
        for workload in &WORKLOADS {
            self.reconcile(workload).await?;
        }
        // A lab whose fault survived a crash is up as soon as it is as broken as it was: replicas
        // that can't become ready are waited for only where nothing was changed.
        let untouched = self.desired().await
            == Desired {
                traffic: self.desired().await.traffic,
                ..initial()
            };
        let ready = wait_until(
            "replicas",
            REPLICAS_LIMIT,
            Duration::from_millis(20),
            || async {
                let lab = self.lab();
                let missing: Vec<String> = lab
                    .replicas
                    .values()
                    .flatten()
                    .filter(|replica| !replica.is_ready())
                    .map(|replica| replica.process.name().to_owned())
                    .collect();
                if missing.is_empty() {
                    Ok(())
                } else {
                    Err(missing.join(", "))
                }
            },
        );
        if untouched {
            return ready.await;
        }
        let _ = tokio::time::timeout(Duration::from_secs(3), ready).await;
        Ok(())
    }

    /// Keeps links and Prometheus' targets true to the replicas.
    async fn follow_changes(self) {
        let mut changed = self.inner.changed.subscribe();
        loop {
            changed.borrow_and_update();
            let targets = {
                let lab = self.lab();
                lab.route();
                lab.replicas
                    .iter()
                    .flat_map(|(workload, replicas)| {
                        replicas.iter().map(move |replica| (*workload, replica))
                    })
                    .filter_map(|(workload, replica)| {
                        Some(prometheus::Target {
                            service: workload.to_owned(),
                            replica: replica.process.name().to_owned(),
                            port: replica.port?,
                        })
                    })
                    .collect::<Vec<_>>()
            };
            if let Err(error) = prometheus::write_targets(self.dir(), &targets) {
                tracing::warn!(%error, "Prometheus could not be told about the replicas.");
            }
            // A store that went down has no end to forward to; its links learn it at the next turn.
            let changed = tokio::time::timeout(Duration::from_millis(500), changed.changed()).await;
            if let Ok(Err(_)) = changed {
                return;
            }
        }
    }

    /// Ends everything in the reverse order of its start.
    pub async fn shut_down(&self) {
        let (traffic, replicas) = {
            let mut lab = self.lab();
            lab.phase = Phase::Stopping;
            (lab.traffic.take(), std::mem::take(&mut lab.replicas))
        };
        if let Some(traffic) = traffic {
            traffic.stop().await;
        }
        let replicas: Vec<_> = replicas
            .into_values()
            .flatten()
            .map(|replica| replica.process)
            .collect();
        for process in &replicas {
            process.ask_to_stop();
        }
        for process in replicas {
            process.stop().await;
        }
        let stores = std::mem::take(&mut self.lab().stores);
        for store in stores.values() {
            store.ask_to_stop();
        }
        for store in stores.into_values() {
            store.stop().await;
        }
        self.lab().links.clear();
    }
}

/// What a new lab is asked for.
fn initial() -> Desired {
    Desired {
        replicas: WORKLOADS
            .iter()
            .map(|workload| (workload.name.to_owned(), workload.replicas))
            .collect(),
        traffic: Some(Traffic {
            rate: TRAFFIC_RATE,
            seed: 1,
        }),
        ..Desired::default()
    }
}

fn make_secrets(state: &mut LabState) {
    for purpose in [
        "postgres",
        "postgres-catalog",
        "postgres-orders",
        "redis",
        "s3-access-key",
        "s3-secret-key",
        "internal-token",
        "staff-token",
        "session-key",
        "alerts",
    ] {
        state.secret(purpose);
    }
}

struct Stage<'a> {
    step: Step,
    started: Instant,
    tell: &'a (dyn Fn(Progress) + Send + Sync),
}

impl<'a> Stage<'a> {
    fn begin(step: Step, tell: &'a (dyn Fn(Progress) + Send + Sync)) -> Self {
        tell(Progress::Began(step));
        Self {
            step,
            started: Instant::now(),
            tell,
        }
    }

    fn done(self) {
        let took = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        (self.tell)(Progress::Done(self.step, took));
    }
}

/// A store that does not answer said why in its log, which tells more than the refused connection does.
fn with_last_words(dir: &LabDir, error: LabError) -> LabError {
    let LabError::NotReady { what, waited, last } = error else {
        return error;
    };
    // Only the end of the log: what is further up may be of another day.
    let tail = log_tail(dir, &what);
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
