//! One run from its beginning to the cleaned-up lab.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use drill_core::check::Check;
use drill_core::i18n::Text;
use drill_core::journal::Event;
use futures::future::join_all;
use lab_managed::Compute;
use lab_managed::objects::Snapshot;
use tokio::sync::{broadcast, watch};
use tokio_util::sync::CancellationToken;

use super::recorder::Recorder;
use super::state::Resume;
use super::watch::Watched;
use super::watcher::Watcher;
use crate::catalog::DrillFolder;
use crate::control::protocol::{CheckReport, Failure, FailureKind, Progress, RunPhase};
use crate::probes::{Look, Probes, Scope};
use crate::receiver::Alert;
use crate::runs::RunFolder;
use crate::texts::run as say;

/// How much older than the fault the traffic may be that a look at service levels takes in: bins come late, and
/// right after the fault there are none yet.
pub(super) const BEFORE_FAULT: TimeDelta = TimeDelta::seconds(10);
/// How a run is ended from the outside.
#[derive(Debug, Clone)]
pub(crate) enum Ending {
    /// Stop it for this reason.
    Stop(Text),
    /// The learner gives up.
    Surrender,
    /// The lab goes down: put back what was changed, and wait for nothing.
    Down,
}

/// One run, as its task and everybody who asks about it share it.
pub(crate) struct Run {
    pub(crate) folder: RunFolder,
    pub(crate) drill: Arc<DrillFolder>,
    pub(crate) recorder: Recorder,
    pub(crate) probes: Probes,
    pub(crate) compute: Arc<dyn Compute>,
    /// How often things are looked at.
    pub(crate) tick: Duration,
    /// The checks, as last looked at.
    pub(crate) report: watch::Sender<CheckReport>,
    /// What followers hear.
    pub(crate) progress: broadcast::Sender<Progress>,
    pub(crate) ending: watch::Sender<Option<Ending>>,
    /// Why the run ended without a result, when that was not the learner's wish.
    pub(crate) failure: OnceLock<Failure>,
    /// What is on the cluster just after the fault.
    pub(crate) broken_objects: OnceLock<Snapshot>,
    /// Cancelled when the supervisor ends: nothing more is looked at or journalled.
    pub(crate) halt: CancellationToken,
    /// Cancelled when the run's task has nothing left to do.
    pub(crate) done: CancellationToken,
}

impl Run {
    /// Where the run stands.
    pub(crate) fn phase(&self) -> RunPhase {
        self.recorder.state().phase
    }

    /// Tells followers.
    pub(crate) fn tell(&self, progress: Progress) {
        // Nobody need follow.
        let _ = self.progress.send(progress);
    }

    pub(super) fn step(&self, text: Text) {
        self.tell(Progress::Step { text });
    }

    /// Plays the run from where its journal says it is, to its end. `inbox` was opened before anything else, so
    /// that no alert is missed.
    pub(crate) async fn drive(self: Arc<Self>, inbox: broadcast::Receiver<Alert>, fresh: bool) {
        let _done = self.done.clone().drop_guard();
        tokio::select! {
            biased;
            () = self.halt.cancelled() => {}
            () = self.live(inbox, fresh) => {}
        }
    }

    async fn live(&self, inbox: broadcast::Receiver<Alert>, fresh: bool) {
        if fresh && let Err(failure) = self.begin().await {
            self.fail(failure).await;
        }
        let resume = self.recorder.state().resume();
        match resume {
            Resume::Nothing => return,
            Resume::Watch => match self.watch(inbox).await {
                Watched::Resolved => self.rest().await,
                Watched::NoPage => {
                    let within = self.drill.drill.page.within;
                    self.fail(
                        Failure::new(
                            FailureKind::NoPage,
                            Text::from_fn(|lang| say::no_page(lang, within)),
                        )
                        .with_next("firedrill logs alertmanager"),
                    )
                    .await;
                }
                Watched::Ended => self.end().await,
            },
            Resume::Rest => self.rest().await,
            Resume::PutBack if self.phase().is_active() => {
                self.fail(Failure::new(
                    FailureKind::Lost,
                    Text::from_fn(say::cut_before_fault),
                ))
                .await;
            }
            Resume::PutBack => {}
        }
        self.clean_up().await;
        if self.phase() == RunPhase::Surrendered {
            self.look_at_promises().await;
        }
    }

    pub(super) async fn look_at(&self, checks: &[Check], scope: &Scope) -> Vec<Look> {
        join_all(
            checks
                .iter()
                .map(|check| self.probes.look(&check.probe, scope)),
        )
        .await
    }

    pub(super) fn scope(&self, t0: DateTime<Utc>) -> Scope {
        Scope {
            objective: self.drill.drill.steady_state.objective,
            since: t0 - BEFORE_FAULT,
        }
    }

    pub(super) fn watcher(&self) -> Watcher {
        let drill = &self.drill.drill;
        let hold = i64::try_from(drill.hold.as_millis()).unwrap_or(i64::MAX);
        Watcher::new(
            &drill.checks,
            &drill.invariants,
            TimeDelta::milliseconds(hold),
        )
    }

    /// Completes when somebody asks for the run's end.
    pub(super) async fn ended(&self) {
        let mut ending = self.ending.subscribe();
        // The sender lives as long as the run.
        let _ = ending.wait_for(Option::is_some).await;
    }

    /// For entries without which the run is still right: a full disk must not end it.
    pub(super) async fn record_or_log(&self, event: Event) {
        if let Err(error) = self.recorder.record(event).await {
            tracing::error!(%error, "An event was not recorded.");
        }
    }
}

/// Whether a report says something new. The numbers in the reasons change with every look; they are no news.
pub(crate) fn is_news(before: &CheckReport, now: &CheckReport) -> bool {
    let gist = |report: &CheckReport| {
        let verdicts: Vec<_> = report
            .checks
            .iter()
            .map(|check| check.verdict.as_ref().map(std::mem::discriminant))
            .collect();
        (verdicts, report.held_seconds)
    };
    gist(before) != gist(now)
}
