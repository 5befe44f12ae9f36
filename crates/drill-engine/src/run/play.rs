//! One run from its beginning to the cleaned-up lab.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use drill_core::check::Check;
use drill_core::fault::Fault;
use drill_core::i18n::Text;
use drill_core::journal::Event;
use futures::future::join_all;
use lab_managed::{Compute, Desired};
use tokio::sync::{broadcast, watch};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, sleep_until};
use tokio_util::sync::CancellationToken;

use super::change::{self, Undo};
use super::recorder::Recorder;
use super::state::{Resume, RunState};
use super::watcher::Watcher;
use super::{baseline, measure, pager};
use crate::alerts::Alert;
use crate::catalog::DrillFolder;
use crate::control::protocol::{CheckReport, Failure, FailureKind, Progress, RunPhase};
use crate::probes::{Look, Probes, Scope};
use crate::runs::RunFolder;
use crate::texts::run as say;

/// How much older than the fault the traffic may be that a look at service levels takes in: bins come late, and
/// right after the fault there are none yet.
const BEFORE_FAULT: TimeDelta = TimeDelta::seconds(10);
/// How often an undo is tried, and how long apart.
const UNDO_TRIES: u32 = 3;
const UNDO_PAUSE: Duration = Duration::from_secs(2);

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
    /// Cancelled when the supervisor ends: nothing more is looked at or journalled.
    pub(crate) halt: CancellationToken,
    /// Cancelled when the run's task has nothing left to do.
    pub(crate) done: CancellationToken,
}

/// How watching ended.
enum Watched {
    Resolved,
    NoPage,
    Ended,
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

    fn step(&self, text: Text) {
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

    /// What was promised to customers counts whatever the learner did. It can be judged only in a lab that works:
    /// a broken one has work under way that can't end.
    async fn look_at_promises(&self) {
        let t0 = self.recorder.state().moments().t0.unwrap_or_else(Utc::now);
        let drill = &self.drill.drill;
        let looks = self.look_at(&drill.invariants, &self.scope(t0)).await;
        let mut watcher = Watcher::new(&drill.checks, &drill.invariants, TimeDelta::zero());
        let round = watcher.invariants(&self.recorder.state(), &looks);
        for event in round.events {
            if matches!(event, Event::CheckChanged { .. }) {
                self.record_or_log(event).await;
            }
        }
    }

    /// Set-up, baseline and fault.
    async fn begin(&self) -> Result<(), Failure> {
        let drill = &self.drill.drill;
        let before = self.compute.desired().await;
        self.make_changes(&drill.setup, &before).await?;
        let since = self.start_traffic(&before).await?;
        self.step(Text::from_fn(say::waiting_for_baseline));
        let held = tokio::select! {
            held = baseline::wait(
                &self.probes,
                &*self.compute,
                &drill.steady_state,
                since,
                self.tick / 2,
                |done_seconds, of_seconds| self.tell(Progress::Waiting {
                    text: Text::from_fn(say::baseline_holds),
                    done_seconds,
                    of_seconds,
                }),
            ) => held,
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

    /// Makes the fault, with every undo on disk before its change.
    async fn break_it(&self, before: &Desired) -> Result<(), Failure> {
        let t0 = Utc::now();
        let t0 = self
            .make_changes(&self.drill.drill.fault, before)
            .await?
            .unwrap_or(t0);
        self.recorder
            .record_at(t0, Event::FaultApplied)
            .await
            .map_err(Failure::from)
    }

    /// Makes changes one after the other and says when the first one began.
    async fn make_changes(
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
    async fn start_traffic(&self, before: &Desired) -> Result<DateTime<Utc>, Failure> {
        let wanted = lab_managed::state::Traffic {
            rate: self.drill.drill.load.rate,
            seed: self.recorder.state().seed(),
        };
        if before.traffic != Some(wanted) {
            self.compute.traffic(Some(wanted)).await?;
            return Ok(Utc::now());
        }
        Ok(Utc::now() - BEFORE_FAULT)
    }

    /// Waits for page and symptoms, and looks at the checks, until the run is resolved or ended.
    async fn watch(&self, inbox: broadcast::Receiver<Alert>) -> Watched {
        let t0 = self.recorder.state().moments().t0.unwrap_or_else(Utc::now);
        tokio::select! {
            () = self.ended() => Watched::Ended,
            () = self.wait_for_page(inbox, t0) => Watched::NoPage,
            () = self.wait_for_symptoms(t0) => Watched::Ended,
            () = self.look_at_checks(t0) => Watched::Resolved,
        }
    }

    /// Returns only when no page came in time.
    async fn wait_for_page(&self, mut inbox: broadcast::Receiver<Alert>, t0: DateTime<Utc>) {
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
    async fn wait_for_symptoms(&self, t0: DateTime<Utc>) {
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
    async fn look_at_checks(&self, t0: DateTime<Utc>) {
        let drill = &self.drill.drill;
        let hold =
            TimeDelta::milliseconds(i64::try_from(drill.hold.as_millis()).unwrap_or(i64::MAX));
        let scope = self.scope(t0);
        let mut watcher = Watcher::new(&drill.checks, &drill.invariants, hold);
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
            let news = self.report.send_if_modified(|before| {
                let news = *before != report;
                before.clone_from(&report);
                news
            });
            if news {
                self.tell(Progress::Checks { report });
            }
        }
    }

    async fn look_at(&self, checks: &[Check], scope: &Scope) -> Vec<Look> {
        join_all(
            checks
                .iter()
                .map(|check| self.probes.look(&check.probe, scope)),
        )
        .await
    }

    fn scope(&self, t0: DateTime<Utc>) -> Scope {
        Scope {
            objective: self.drill.drill.steady_state.objective,
            since: t0 - BEFORE_FAULT,
        }
    }

    /// A resolved run leaves the lab as the learner left it, until somebody asks for it back.
    async fn rest(&self) {
        let report = {
            let state = self.recorder.state();
            resolved_report(
                &self.drill.drill.checks,
                &self.drill.drill.invariants,
                &state,
            )
        };
        if !self.report.borrow().resolved {
            self.report.send_replace(report);
        }
        self.ended().await;
    }

    /// Completes when somebody asks for the run's end.
    async fn ended(&self) {
        let mut ending = self.ending.subscribe();
        // The sender lives as long as the run.
        let _ = ending.wait_for(Option::is_some).await;
    }

    /// Records that the run was ended as it was asked.
    async fn end(&self) {
        let ending = self.ending.borrow().clone();
        self.record_measurement().await;
        match ending {
            Some(Ending::Surrender) => {
                self.record_or_log(Event::Surrendered).await;
            }
            Some(Ending::Stop(reason)) => {
                self.record_or_log(Event::Stopped { reason }).await;
            }
            Some(Ending::Down) | None => {
                let reason = Text::from_fn(say::lab_went_down);
                self.record_or_log(Event::Stopped { reason }).await;
            }
        }
    }

    /// Records that the run ended because something of ours failed.
    async fn fail(&self, failure: Failure) {
        tracing::error!(reason = failure.sentence().en, "The run failed.");
        let reason = failure.sentence();
        // Only the first failure is the reason.
        let _ = self.failure.set(failure);
        self.record_measurement().await;
        self.record_or_log(Event::Stopped { reason }).await;
    }

    /// Takes every change back and waits for the steady state.
    async fn clean_up(&self) {
        self.step(Text::from_fn(say::putting_back));
        let undos = self.recorder.state().undos.clone();
        let access = self.probes.access();
        for attempt in 1..=UNDO_TRIES {
            match change::take_back(&*self.compute, access, &undos).await {
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

    async fn baseline_is_back(&self) -> bool {
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
    async fn record_measurement(&self) {
        let moments = self.recorder.state().moments();
        let Some(t0) = moments.t0 else { return };
        let objective = self.drill.drill.steady_state.objective;
        match measure::measure(self.probes.bins(), t0, moments.t4, &objective).await {
            Ok(event) => self.record_or_log(event).await,
            Err(error) => tracing::error!(%error, "The impact could not be measured."),
        }
    }

    /// For entries without which the run is still right: a full disk must not end it.
    async fn record_or_log(&self, event: Event) {
        if let Err(error) = self.recorder.record(event).await {
            tracing::error!(%error, "An event was not recorded.");
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
        change::put_back(&*self.compute, self.probes.access(), &before, &changes)
            .await
            .map_err(|error| {
                Failure::new(
                    FailureKind::Environment,
                    Text::from_fn(|lang| say::change_failed(lang, &error)),
                )
            })
    }
}

/// The checks of a run that another supervisor saw resolved.
fn resolved_report(checks: &[Check], invariants: &[Check], state: &RunState) -> CheckReport {
    let mut report = Watcher::new(checks, invariants, TimeDelta::zero()).report(true);
    for check in &mut report.checks {
        check.verdict = state.verdicts.get(&check.id).cloned();
    }
    report
}
