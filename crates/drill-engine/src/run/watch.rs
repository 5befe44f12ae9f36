//! The middle of a run: page, symptoms, checks.

use chrono::{DateTime, Utc};
use drill_core::journal::Event;
use futures::future::join_all;
use tokio::sync::broadcast;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, sleep_until};

use super::pager;
use super::play::{Run, is_news};
use super::state::RunState;
use crate::control::protocol::Progress;
use crate::receiver::Alert;

/// How watching ended.
pub(super) enum Watched {
    Resolved,
    NoPage,
    Ended,
}

impl Run {
    /// Waits for page and symptoms, and looks at the checks, until the run is resolved or ended.
    pub(super) async fn watch(&self, inbox: broadcast::Receiver<Alert>) -> Watched {
        let t0 = self.recorder.state().moments().t0.unwrap_or_else(Utc::now);
        tokio::select! {
            () = self.ended() => Watched::Ended,
            () = self.wait_for_page(inbox, t0) => Watched::NoPage,
            () = self.wait_for_symptoms(t0) => Watched::Ended,
            () = self.look_at_checks(t0) => Watched::Resolved,
        }
    }

    /// Returns only when no page came in time.
    pub(super) async fn wait_for_page(
        &self,
        mut inbox: broadcast::Receiver<Alert>,
        t0: DateTime<Utc>,
    ) {
        let page = &self.drill.drill.page;
        // A learner is not sent home for a page that is a little late; a rehearsal looks at the limit itself. After
        // a crash it counts anew: while nothing ran, nothing could page.
        let deadline = Instant::now() + page.within.as_duration() * 2 + self.tick * 10;
        // What came while no supervisor ran is told by Alertmanager.
        let mut known = pager::firing(&self.probes).await.unwrap_or_default();
        loop {
            let alert = match known.pop() {
                Some(alert) => alert,
                None => tokio::select! {
                    alert = inbox.recv() => match alert {
                        Ok(alert) => alert,
                        Err(broadcast::error::RecvError::Lagged(_)) => continue,
                        Err(broadcast::error::RecvError::Closed) => {
                            std::future::pending().await
                        }
                    },
                    () = sleep_until(deadline), if self.recorder.state().page.is_none() => return,
                },
            };
            let Some(event) = pager::page_of(&alert, page, t0) else {
                continue;
            };
            let first = self
                .recorder
                .record_if(|state: &RunState| state.page.is_none().then_some(event))
                .await;
            match first {
                Ok(true) => {
                    let page = self.recorder.state().page.clone();
                    if let Some(page) = page {
                        self.tell(Progress::Paged { page });
                    }
                }
                Ok(false) => {}
                Err(error) => {
                    tracing::error!(%error, "The page was not recorded.");
                    known.push(alert);
                    sleep(self.tick).await;
                }
            }
        }
    }

    /// Never returns.
    pub(super) async fn wait_for_symptoms(&self, t0: DateTime<Utc>) {
        let scope = self.scope(t0);
        let mut ticker = interval(self.tick);
        ticker.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticker.tick().await;
            let missing: Vec<_> = {
                let state = self.recorder.state();
                self.drill
                    .drill
                    .symptoms
                    .iter()
                    .filter(|symptom| !state.symptoms.contains(&symptom.id))
                    .collect()
            };
            if missing.is_empty() {
                std::future::pending::<()>().await;
            }
            let looks = join_all(
                missing
                    .iter()
                    .map(|symptom| self.probes.look(&symptom.probe, &scope)),
            )
            .await;
            for (symptom, look) in missing.iter().zip(looks) {
                if !look.verdict.is_passed() {
                    continue;
                }
                let after_ms = u64::try_from((Utc::now() - t0).num_milliseconds());
                self.record_or_log(Event::SymptomSeen {
                    id: symptom.id.clone(),
                    after_ms: after_ms.unwrap_or_default(),
                })
                .await;
            }
        }
    }

    /// Returns when the run is resolved and that is recorded.
    pub(super) async fn look_at_checks(&self, t0: DateTime<Utc>) {
        let drill = &self.drill.drill;
        let scope = self.scope(t0);
        let mut watcher = self.watcher();
        self.report.send_replace(watcher.report(false));
        let mut ticker = interval(self.tick);
        ticker.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticker.tick().await;
            let looks = self.look_at(&drill.checks, &scope).await;
            let round = watcher.round(&self.recorder.state(), &looks);
            for event in round.events {
                self.record_or_log(event).await;
            }
            if round.held {
                let looks = self.look_at(&drill.invariants, &scope).await;
                let round = watcher.invariants(&self.recorder.state(), &looks);
                for event in round.events {
                    self.record_or_log(event).await;
                }
                if round.held {
                    self.record_measurement().await;
                    match self.recorder.record(Event::Resolved).await {
                        Ok(()) => {
                            let report = watcher.report(true);
                            self.report.send_replace(report.clone());
                            self.tell(Progress::Checks { report });
                            return;
                        }
                        // Not resolved unless it is on disk. The next round tries again.
                        Err(error) => tracing::error!(%error, "The run's end was not recorded."),
                    }
                }
            }
            let report = watcher.report(false);
            let before = self.report.send_replace(report.clone());
            if is_news(&before, &report) {
                self.tell(Progress::Checks { report });
            }
        }
    }
}
