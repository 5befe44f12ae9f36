//! Bringing a lab up, from nothing or from whatever a crash left behind, and taking it down.

use std::net::Ipv4Addr;
use std::time::Duration;

use lab_managed::compute::{Compute as _, Phase, wait_until};
use lab_managed::launch::Wanted;
use lab_managed::lock::SupervisorLock;
use lab_managed::plane::{Stage, Step, Tell};
use lab_managed::process::run_to_end;
use lab_managed::topology::{self, WORKLOADS};
use lab_managed::{Desired, LabDir, LabError, ManagedPlane, prometheus};

use crate::environment;
use crate::plane::ProcessPlane;

/// How long a migration or the seed may take.
const COMMAND_LIMIT: Duration = Duration::from_secs(120);
/// How long the replicas may take to serve.
const REPLICAS_LIMIT: Duration = Duration::from_secs(30);

impl ProcessPlane {
    /// Brings a lab up and returns once every replica that was asked for serves; `wanted` is as in
    /// [`ManagedPlane::prepare`]. The caller holds the supervisor's lock: that is what `_lock` stands for.
    ///
    /// # Errors
    /// With what failed; what was started until then ends with this process.
    pub async fn bring_up(
        dir: LabDir,
        wanted: Wanted,
        _lock: &SupervisorLock,
        tell: Tell<'_>,
    ) -> Result<Self, LabError> {
        let prepare = Stage::begin(Step::Prepare, tell);
        let managed = ManagedPlane::prepare(dir, wanted, topology::initial(), tell).await?;
        let plane = Self::new(managed);
        prepare.done();

        let stores = Stage::begin(Step::Stores, tell);
        plane.managed.start_stores(Ipv4Addr::LOCALHOST).await?;
        stores.done();

        let data = Stage::begin(Step::Data, tell);
        plane.fill_stores().await?;
        data.done();

        let services = Stage::begin(Step::Services, tell);
        plane.start_services().await?;
        plane.managed.redis_serves().await;
        plane.managed.apply_traffic().await;
        services.done();
        plane.managed.set_phase(Phase::Ready);
        Ok(plane)
    }

    async fn fill_stores(&self) -> Result<(), LabError> {
        let (dir, state) = (self.dir(), self.state());
        let run = |name: &'static str, program: &'static str, verb: &'static str| {
            let (dir, state) = (dir, &state);
            async move {
                let workload = topology::find(name)?;
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
            self.managed.seeded()?;
        }
        Ok(())
    }

    async fn start_services(&self) -> Result<(), LabError> {
        self.managed.open_links(|_| Some(Ipv4Addr::LOCALHOST))?;
        self.route();
        tokio::spawn(self.clone().follow_changes());
        for workload in &WORKLOADS {
            self.reconcile(workload).await?;
        }
        // A lab whose fault survived a crash is up as soon as it is as broken as it was: replicas
        // that can't become ready are waited for only where nothing was changed.
        let desired = self.desired().await;
        let untouched = desired
            == Desired {
                traffic: desired.traffic,
                standby: desired.standby,
                ..topology::initial()
            };
        let ready = wait_until(
            "replicas",
            REPLICAS_LIMIT,
            Duration::from_millis(20),
            || async {
                let replicas = self.replicas();
                let missing: Vec<String> = replicas
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
            self.route();
            let targets: Vec<_> = self
                .replicas()
                .iter()
                .flat_map(|(workload, replicas)| {
                    replicas.iter().map(move |replica| (*workload, replica))
                })
                .filter_map(|(workload, replica)| {
                    Some(prometheus::Target {
                        service: workload.to_owned(),
                        replica: replica.process.name().to_owned(),
                        address: (Ipv4Addr::LOCALHOST, replica.port?).into(),
                    })
                })
                .collect();
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
    pub(crate) async fn close(&self) {
        self.managed.set_phase(Phase::Stopping);
        self.managed.end_traffic().await;
        let replicas: Vec<_> = std::mem::take(&mut *self.replicas())
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
        self.managed.shut_down().await;
    }
}
