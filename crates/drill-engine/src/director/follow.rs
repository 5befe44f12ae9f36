//! Telling a client what happens in a run.

use std::sync::Arc;

use tokio::sync::broadcast::error::RecvError;

use super::Director;
use super::view::view;
use crate::control::protocol::{Failure, Progress, RunView};
use crate::control::server::ProgressSink;
use crate::run::play::Run;
use crate::run::state::RunState;

impl Director {
    /// Follows the active run until it is over.
    ///
    /// # Errors
    /// When there is no run.
    pub async fn watch(&self, sink: &ProgressSink) -> Result<RunView, Failure> {
        let run = self.last().await?;
        follow(&run, sink, |state| !state.phase.is_active()).await;
        Ok(view(&run))
    }
}

/// Passes on what happens until the state is as wanted, the run has nothing left to do, or the client left.
///
/// Before the page nothing is told of the checks: an on-call engineer does not know that something is wrong.
pub(super) async fn follow(run: &Arc<Run>, sink: &ProgressSink, wanted: fn(&RunState) -> bool) {
    let mut progress = run.progress.subscribe();
    let mut states = run.recorder.subscribe();
    loop {
        // What was said before the state changed is passed on first.
        tokio::select! {
            biased;
            said = progress.recv() => match said {
                Ok(Progress::Checks { .. }) if run.recorder.state().page.is_none() => {}
                Ok(progress) => sink.send(progress),
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return,
            },
            () = sink.closed() => return,
            reached = states.wait_for(wanted) => {
                drop(reached);
                return;
            }
            () = run.done.cancelled() => return,
        }
    }
}
