//! The beginning of a run: set-up, baseline, fault.

use chrono::{DateTime, Utc};
use drill_core::check::{Check, Proves, Verdict};
use drill_core::fault::Fault;
use drill_core::i18n::Text;
use drill_core::journal::Event;
use lab_managed::Desired;
use tokio::time::{Instant, sleep};

use super::baseline;
use super::change::{self, Undo};
use super::play::{BEFORE_FAULT, Run};
use crate::control::protocol::{Failure, FailureKind, Progress};
use crate::texts::run as say;

impl Run {
    /// Set-up, baseline and fault.
    pub(super) async fn begin(&self) -> Result<(), Failure> {
        let drill = &self.drill.drill;
        let before = self.compute.desired().await;
        self.take_over_cluster().await?;
        self.make_changes(&drill.setup, &before).await?;
        let since = self.start_traffic(&before).await?;
        self.step(Text::from_fn(say::waiting_for_baseline));
        let steady = async {
            self.checks_pass(since).await?;
            baseline::wait(
                &self.probes,
                &*self.compute,
                &drill.steady_state,
                since,
                self.tick / 2,
                |done_seconds, of_seconds| {
                    self.tell(Progress::Waiting {
                        text: Text::from_fn(say::baseline_holds),
                        done_seconds,
                        of_seconds,
                    });
                },
            )
            .await
        };
        let held = tokio::select! {
            held = steady => held,
            () = self.ended() => {
                self.end().await;
                return Ok(());
            }
        };
        let seconds = held.map_err(|reason| {
            Failure::new(FailureKind::Baseline, Text::from_fn(say::no_baseline))
                .because(reason)
                .with_next("firedrill status")
        })?;
        self.recorder
            .record(Event::BaselineHeld { seconds })
            .await?;
        self.step(Text::from_fn(say::baseline_held));
        self.break_it(&before).await
    }

    /// Waits until every check passes that the fault is to break or to spare: one that fails before proves nothing after.
    async fn checks_pass(&self, since: DateTime<Utc>) -> Result<(), Text> {
        let drill = &self.drill.drill;
        let checks: Vec<Check> = drill
            .checks
            .iter()
            .filter(|check| matches!(check.proves, Proves::Cause | Proves::Intact))
            .cloned()
            .collect();
        let deadline = Instant::now() + drill.steady_state.within.as_duration();
        loop {
            let looks = self.look_at(&checks, &self.scope(since)).await;
            let mut found = checks.iter().zip(looks);
            let Some((check, look)) = found.find(|(_, look)| !look.verdict.is_passed()) else {
                return Ok(());
            };
            if Instant::now() >= deadline {
                let reason = match check.told(look.verdict) {
                    Verdict::Failed { reason } => reason,
                    Verdict::Error { reason } => Text::same(reason),
                    Verdict::Passed => Text::default(),
                };
                return Err(Text::from_fn(|lang| {
                    let (title, reason) = (check.title.in_lang(lang), reason.in_lang(lang));
                    say::check_fails_before(lang, title, reason)
                }));
            }
            sleep(self.tick / 2).await;
        }
    }

    /// Makes the fault, with every undo on disk before its change.
    pub(super) async fn break_it(&self, before: &Desired) -> Result<(), Failure> {
        let t0 = Utc::now();
        let t0 = self
            .make_changes(&self.drill.drill.fault, before)
            .await?
            .unwrap_or(t0);
        self.recorder
            .record_at(t0, Event::FaultApplied)
            .await
            .map_err(Failure::from)?;
        self.remember_fault().await
    }

    /// Makes changes one after the other and says when the first one began.
    pub(super) async fn make_changes(
        &self,
        changes: &[Fault],
        before: &Desired,
    ) -> Result<Option<DateTime<Utc>>, Failure> {
        let mut began = None;
        for fault in changes {
            let undo = serde_json::to_value(Undo::of(fault, before)).unwrap_or_default();
            self.recorder
                .record(Event::FaultPlanned {
                    fault: fault.clone(),
                    undo,
                })
                .await?;
            began.get_or_insert_with(Utc::now);
            change::make(&*self.compute, self.probes.access(), fault)
                .await
                .map_err(|error| {
                    Failure::new(
                        FailureKind::Environment,
                        Text::from_fn(|lang| say::change_failed(lang, &error)),
                    )
                    .with_next("firedrill status")
                })?;
        }
        Ok(began)
    }

    /// Lets the customers come whom the drill asks for, and says from when on what they see counts.
    pub(super) async fn start_traffic(&self, before: &Desired) -> Result<DateTime<Utc>, Failure> {
        let wanted = lab_managed::state::Traffic {
            rate: self.drill.drill.load.rate,
            seed: self.recorder.state().seed(),
            slow_ms: self.drill.drill.steady_state.objective.latency_ms,
        };
        if before.traffic != Some(wanted) {
            self.compute.traffic(Some(wanted)).await?;
            return Ok(Utc::now());
        }
        Ok(Utc::now() - BEFORE_FAULT)
    }
}
