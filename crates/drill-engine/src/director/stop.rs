//! `stop`: ends the run and puts the lab back.

use std::time::Duration;

use drill_core::i18n::Text;
use tokio::time::timeout;

use super::follow::follow;
use super::view::view;
use super::{Director, no_run};
use crate::control::protocol::{Failure, RunView};
use crate::control::server::ProgressSink;
use crate::run::play::Ending;
use crate::texts::run as say;

/// How long a lab that goes down waits for its run to be put back.
const DOWN_LIMIT: Duration = Duration::from_secs(30);

impl Director {
    /// Ends the run, and returns when the lab was put back.
    ///
    /// # Errors
    /// When there is no run, or when its lab was put back before.
    pub async fn stop(&self, sink: &ProgressSink) -> Result<RunView, Failure> {
        let run = self.last().await?;
        if run.done.is_cancelled() {
            return Err(no_run());
        }
        run.ending.send_if_modified(|ending| {
            let first = ending.is_none();
            if first {
                *ending = Some(Ending::Stop(Text::from_fn(say::stopped_by_learner)));
            }
            first
        });
        follow(&run, sink, |_| false).await;
        Ok(view(&run))
    }

    /// Leaves the run where it is, because the supervisor ends and the lab with it: what the checks would say of
    /// that is nobody's doing. The next supervisor goes on with the run.
    pub async fn halt(&self) {
        if let Ok(run) = self.last().await {
            run.halt.cancel();
            run.done.cancelled().await;
        }
    }

    /// Puts back what a run changed, because the lab goes down. It waits for no steady state.
    pub async fn go_down(&self, sink: &ProgressSink) {
        let Ok(run) = self.last().await else { return };
        run.ending.send_replace(Some(Ending::Down));
        let put_back = async {
            tokio::join!(follow(&run, sink, |_| false), run.done.cancelled());
        };
        if timeout(DOWN_LIMIT, put_back).await.is_err() {
            tracing::warn!("The run was not put back in time; the next start goes on with it.");
        }
    }
}
