//! `ack`: takes the page.

use drill_core::journal::Event;

use super::view::view;
use super::{Director, not_paged};
use crate::control::protocol::{Failure, RunView};

impl Director {
    /// Takes the page. A second time changes nothing.
    ///
    /// # Errors
    /// When there is no page to take.
    pub async fn ack(&self) -> Result<RunView, Failure> {
        let run = match self.open().await {
            Ok(run) => run,
            // A learner who repaired faster than they acknowledged may still do it.
            Err(failure) => {
                let run = self.last().await?;
                if run.recorder.state().page.is_none() {
                    return Err(if run.phase().is_active() {
                        not_paged()
                    } else {
                        failure
                    });
                }
                if run.recorder.state().cleaned_up {
                    return Err(failure);
                }
                run
            }
        };
        run.recorder
            .record_if(|state| (!state.acknowledged).then_some(Event::Acknowledged))
            .await?;
        Ok(view(&run))
    }
}
