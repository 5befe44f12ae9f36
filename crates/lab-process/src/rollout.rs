//! Replacing replicas.

use std::time::Duration;

use lab_managed::LabError;
use lab_managed::topology::{Program, Workload};
use tokio::sync::watch;
use tokio::time::Instant;

use crate::plane::ProcessPlane;

impl ProcessPlane {
    /// Replaces every replica: a new one must be ready before an old one ends. A job has nobody who
    /// would miss it, and two of it may be one too many: its old replica ends first.
    pub(crate) async fn roll(
        &self,
        workload: &'static Workload,
        wait: Duration,
    ) -> Result<(), LabError> {
        if matches!(workload.program, Program::Script(_)) {
            return self.replace_all(workload).await;
        }
        let deadline = Instant::now() + wait;
        for old in self.slots(workload) {
            let new = self.start_replica(workload)?;
            if let Err(error) = self.until_ready(workload, new, deadline, wait).await {
                self.retire(workload, &[new]).await;
                return Err(error);
            }
            self.retire(workload, &[old]).await;
        }
        Ok(())
    }

    /// Ends every replica, then starts as many as are asked for.
    pub(crate) async fn replace_all(&self, workload: &'static Workload) -> Result<(), LabError> {
        self.retire(workload, &self.slots(workload)).await;
        self.reconcile(workload).await
    }

    async fn until_ready(
        &self,
        workload: &Workload,
        slot: u32,
        deadline: Instant,
        wait: Duration,
    ) -> Result<(), LabError> {
        let ready: Option<watch::Receiver<bool>> = self
            .replicas()
            .get(workload.name)
            .and_then(|replicas| replicas.iter().find(|replica| replica.slot == slot))
            .map(|replica| replica.ready.clone());
        let name = format!("{}-{slot}", workload.name);
        let Some(mut ready) = ready else {
            return Err(LabError::Rollout {
                replica: name,
                waited: Duration::ZERO,
            });
        };
        let became = tokio::time::timeout_at(deadline, ready.wait_for(|ready| *ready)).await;
        match became {
            Ok(Ok(_)) => {
                // The links must know the new replica before the old one goes.
                self.route();
                Ok(())
            }
            _ => Err(LabError::Rollout {
                replica: name,
                waited: wait,
            }),
        }
    }
}
