//! `check`: what the checks say.

use std::time::Duration;

use tokio::time::timeout;

use super::Director;
use crate::control::protocol::{CheckReport, Failure, Progress, RunPhase};
use crate::control::server::ProgressSink;
use crate::run::play::{Run, is_news};

/// How long the first look at the checks of a run may take.
const FIRST_LOOK: Duration = Duration::from_secs(5);

impl Director {
    /// The checks as they stand, after waiting so long for the run to be resolved.
    ///
    /// # Errors
    /// When there is no run, or when its page has not come.
    pub async fn check(&self, wait: Duration, sink: &ProgressSink) -> Result<CheckReport, Failure> {
        let run = self.last().await?;
        if run.phase() != RunPhase::Resolved {
            self.open().await?;
        }
        // Right after a restart of the supervisor nothing has been looked at.
        let mut report = run.report.subscribe();
        let looked = |report: &CheckReport| report.checks.iter().any(|one| one.verdict.is_some());
        let _ = timeout(FIRST_LOOK, report.wait_for(looked)).await;
        if !wait.is_zero() {
            tokio::select! {
                () = until_resolved(&run, sink) => {}
                () = run.done.cancelled() => {}
                () = sink.closed() => {}
                () = tokio::time::sleep(wait) => {}
            }
        }
        Ok(run.report.borrow().clone())
    }
}

async fn until_resolved(run: &Run, sink: &ProgressSink) {
    let mut reports = run.report.subscribe();
    let mut told = CheckReport::default();
    loop {
        let report = reports.borrow_and_update().clone();
        if report.resolved {
            return;
        }
        if is_news(&told, &report) {
            told.clone_from(&report);
            sink.send(Progress::Checks { report });
        }
        if reports.changed().await.is_err() {
            return;
        }
    }
}
