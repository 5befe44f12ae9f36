//! What the learner does to the lab, for the run's timeline.

use drill_core::journal::Event;

use super::Director;

impl Director {
    /// Records a command of the learner when a run is active. A journal that can't be written does not keep anybody
    /// from repairing.
    pub async fn acted(&self, command: String) {
        let Ok(run) = self.last().await else { return };
        let recorded = run
            .recorder
            .record_if(|state| {
                state
                    .phase
                    .is_active()
                    .then_some(Event::ActionTaken { command })
            })
            .await;
        if let Err(error) = recorded {
            tracing::error!(%error, "An action was not recorded.");
        }
    }
}
