//! The end of a run: resolved, ended or failed, and the lab put back.

use std::time::Duration;

use chrono::Utc;
use drill_core::fault::Fault;
use drill_core::i18n::Text;
use drill_core::journal::Event;
use lab_managed::Desired;
use tokio::time::sleep;

use super::play::{Ending, Run};
use super::state::RunState;
use super::{baseline, change, measure};
use crate::control::protocol::{CheckReport, Failure, FailureKind, Progress};
use crate::texts::run as say;

/// How often an undo is tried, and how long apart.
const UNDO_TRIES: u32 = 3;
const UNDO_PAUSE: Duration = Duration::from_secs(2);

impl Run {
    /// A resolved run leaves the lab as the learner left it, until somebody asks for it back.
    pub(super) async fn rest(&self) {
        let report = {
            let state = self.recorder.state();
            self.resolved_report(&state)
        };
        if !self.report.borrow().resolved {
            self.report.send_replace(report);
        }
        self.ended().await;
    }

    /// The checks of a run that another supervisor saw resolved.
    pub(super) fn resolved_report(&self, state: &RunState) -> CheckReport {
        let mut report = self.watcher().report(true);
        for check in &mut report.checks {
            check.verdict = state.verdicts.get(&check.id).cloned();
        }
        report
    }

    /// Records that the run was ended as it was asked, unless it was resolved in the same moment.
    pub(super) async fn end(&self) {
        let event = match self.ending.borrow().clone() {
            Some(Ending::Surrender) => Event::Surrendered,
            Some(Ending::Stop(reason)) => Event::Stopped { reason },
            Some(Ending::Down) | None => Event::Stopped {
                reason: Text::from_fn(say::lab_went_down),
            },
        };
        self.record_measurement().await;
        let ended = self
            .recorder
            .record_if(|state| state.phase.is_active().then_some(event))
            .await;
        if let Err(error) = ended {
            tracing::error!(%error, "The run's end was not recorded.");
        }
    }

    /// Records that the run ended because something of ours failed.
    pub(super) async fn fail(&self, failure: Failure) {
        tracing::error!(reason = failure.sentence().en, "The run failed.");
        let reason = failure.sentence();
        // Only the first failure is the reason.
        let _ = self.failure.set(failure);
        self.record_measurement().await;
        self.record_or_log(Event::Stopped { reason }).await;
    }

    /// Takes every change back and waits for the steady state.
    pub(super) async fn clean_up(&self) {
        self.step(Text::from_fn(say::putting_back));
        let undos = self.recorder.state().undos.clone();
        let access = self.probes.access();
        let objects = self.folder.objects_before();
        for attempt in 1..=UNDO_TRIES {
            match change::take_back(&*self.compute, access, &undos, objects.as_ref()).await {
                Ok(()) => break,
                Err(error) => {
                    tracing::error!(%error, attempt, "A change could not be taken back.");
                    sleep(UNDO_PAUSE).await;
                }
            }
        }
        // What did not hold before the drill need not be waited for after it.
        let never_held = self
            .failure
            .get()
            .is_some_and(|failure| failure.kind == FailureKind::Baseline);
        let mut ending = self.ending.subscribe();
        let baseline_restored = !never_held
            && tokio::select! {
                biased;
                _ = ending.wait_for(|ending| matches!(ending, Some(Ending::Down))) => false,
                restored = self.baseline_is_back() => restored,
            };
        self.record_or_log(Event::CleanedUp { baseline_restored })
            .await;
    }

    pub(super) async fn baseline_is_back(&self) -> bool {
        let held = baseline::wait(
            &self.probes,
            &*self.compute,
            &self.drill.drill.steady_state,
            Utc::now(),
            self.tick / 2,
            |done_seconds, of_seconds| {
                self.tell(Progress::Waiting {
                    text: Text::from_fn(say::baseline_holds),
                    done_seconds,
                    of_seconds,
                });
            },
        );
        match held.await {
            Ok(_) => {
                self.step(Text::from_fn(say::put_back));
                true
            }
            Err(reason) => {
                tracing::warn!(reason = reason.en, "The steady state did not come back.");
                self.step(Text::from_fn(|lang| {
                    say::not_put_back(lang, reason.in_lang(lang))
                }));
                false
            }
        }
    }

    /// Records what the traffic saw, once there was an impact to measure.
    pub(super) async fn record_measurement(&self) {
        let moments = self.recorder.state().moments();
        let Some(t0) = moments.t0 else { return };
        let objective = self.drill.drill.steady_state.objective;
        match measure::measure(self.probes.bins(), t0, moments.t4, &objective).await {
            Ok(event) => self.record_or_log(event).await,
            Err(error) => tracing::error!(%error, "The impact could not be measured."),
        }
    }

    /// What was promised to customers counts whatever the learner did. It can be judged only in a lab that works:
    /// a broken one has work under way that can't end.
    pub(super) async fn look_at_promises(&self) {
        let t0 = self.recorder.state().moments().t0.unwrap_or_else(Utc::now);
        let drill = &self.drill.drill;
        let looks = self.look_at(&drill.invariants, &self.scope(t0)).await;
        let mut watcher = self.watcher();
        let round = watcher.invariants(&self.recorder.state(), &looks);
        for event in round.events {
            if matches!(event, Event::CheckChanged { .. }) {
                self.record_or_log(event).await;
            }
        }
    }

    /// Puts back what the lab was like just after the fault, for a rehearsal's next wrong fix.
    pub(crate) async fn rewind(&self) -> Result<(), Failure> {
        let before = {
            let state = self.recorder.state();
            state.undos.first().map(|undo| undo.desired.clone())
        };
        let Some(before) = before else { return Ok(()) };
        let drill = &self.drill.drill;
        let changes: Vec<Fault> = drill.setup.iter().chain(&drill.fault).cloned().collect();
        // The customers stay who they are.
        let before = Desired {
            traffic: self.compute.desired().await.traffic,
            ..before
        };
        let objects = self.broken_objects.get();
        change::put_back(
            &*self.compute,
            self.probes.access(),
            &before,
            &changes,
            objects,
        )
        .await
        .map_err(|error| {
            Failure::new(
                FailureKind::Environment,
                Text::from_fn(|lang| say::change_failed(lang, &error)),
            )
        })
    }
}
