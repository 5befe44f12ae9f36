//! `play`: begins a run.

use std::sync::{Arc, OnceLock};

use chrono::Utc;
use drill_core::definition::Scope;
use drill_core::i18n::{Lang, Text};
use drill_core::journal::Event;
use tokio::sync::{broadcast, watch};
use tokio_util::sync::CancellationToken;

use super::Director;
use super::follow::follow;
use super::view::view;
use crate::catalog::DrillFolder;
use crate::control::protocol::{CheckReport, Failure, FailureKind, RunPhase, RunView};
use crate::control::server::ProgressSink;
use crate::journal_file::JournalFile;
use crate::run::play::{Ending, Run};
use crate::run::recorder::Recorder;
use crate::runs::RunFolder;
use crate::texts::run as say;

/// How much a follower of a run may be behind.
const BACKLOG: usize = 256;

impl Director {
    /// Begins a run and follows it to its page. It goes on when the client leaves.
    ///
    /// # Errors
    /// When a run is active, when there is no such drill, when the steady state does not hold, or when no page comes.
    pub async fn play(
        &self,
        drill: &str,
        seed: Option<u64>,
        lang: Lang,
        sink: &ProgressSink,
    ) -> Result<RunView, Failure> {
        let run = loop {
            // Not held while room is made: that takes a while, and others want to know where they are.
            let before = self.current.lock().await.clone();
            if let Some(before) = &before {
                self.make_room(before, sink).await?;
            }
            let drill = self.load(drill)?;
            self.refuse_wide_scope(&drill).await?;
            self.refuse_without_standby(&drill).await?;
            let mut current = self.current.lock().await;
            if current.as_ref().map(Arc::as_ptr) != before.as_ref().map(Arc::as_ptr) {
                // Another client was faster.
                continue;
            }
            let run = self.start(drill, seed, lang).await?;
            *current = Some(Arc::clone(&run));
            break run;
        };
        follow(&run, sink, |state| {
            state.page.is_some() || !state.phase.is_active()
        })
        .await;
        if run.phase() == RunPhase::Stopped {
            // The lab is put back before the failure is told, so that the next command meets it in order.
            follow(&run, sink, |state| state.cleaned_up).await;
            return Err(run.failure.get().cloned().unwrap_or_else(|| {
                Failure::new(FailureKind::NoRun, Text::from_fn(say::run_failed))
            }));
        }
        Ok(view(&run))
    }

    /// A run that is over gives the lab back first; one that goes on stays.
    async fn make_room(&self, before: &Arc<Run>, sink: &ProgressSink) -> Result<(), Failure> {
        if before.phase().is_active() {
            return Err(Failure::new(
                FailureKind::Busy,
                Text::from_fn(|lang| say::busy(lang, &before.drill.drill.id)),
            )
            .with_next("firedrill stop"));
        }
        before
            .ending
            .send_replace(Some(Ending::Stop(Text::from_fn(say::stopped_by_learner))));
        follow(before, sink, |state| state.cleaned_up).await;
        before.done.cancelled().await;
        Ok(())
    }

    fn load(&self, id: &str) -> Result<DrillFolder, Failure> {
        let drill = self.catalog.load(id)?;
        if !drill.drill.runtimes.contains(&self.probes.access().runtime) {
            return Err(wrong_runtime(&drill));
        }
        Ok(drill)
    }

    /// A drill of the whole cluster is for a cluster that is there for nothing else.
    async fn refuse_wide_scope(&self, drill: &DrillFolder) -> Result<(), Failure> {
        let (Scope::Cluster, Some(cluster)) = (drill.drill.scope, self.compute.objects()) else {
            return Ok(());
        };
        let others = cluster.others().await?;
        let id = &drill.drill.id;
        if !others.embedded {
            return Err(Failure::new(
                FailureKind::Invalid,
                Text::from_fn(|lang| say::not_on_this_cluster(lang, id)),
            )
            .with_next("firedrill cluster up"));
        }
        match others.labs.first() {
            None => Ok(()),
            Some(lab) => Err(Failure::new(
                FailureKind::Busy,
                Text::from_fn(|lang| say::other_labs(lang, id, others.labs.join(", "))),
            )
            .with_next(format!("firedrill --lab {lab} down"))),
        }
    }

    /// A standby comes with the lab's start, so the run can't bring one.
    async fn refuse_without_standby(&self, drill: &DrillFolder) -> Result<(), Failure> {
        if !drill.drill.standby || self.compute.desired().await.standby {
            return Ok(());
        }
        let id = &drill.drill.id;
        Err(Failure::new(
            FailureKind::Invalid,
            Text::from_fn(|lang| say::needs_standby(lang, id)),
        )
        .with_next("firedrill down && firedrill up --standby"))
    }

    async fn start(
        &self,
        drill: DrillFolder,
        seed: Option<u64>,
        lang: Lang,
    ) -> Result<Arc<Run>, Failure> {
        let no_folder = |error: &dyn std::fmt::Display| {
            Failure::new(
                FailureKind::Environment,
                Text::from_fn(|lang| say::no_run_folder(lang, error)),
            )
            .with_next("firedrill doctor")
        };
        let access = self.probes.access();
        let folder = RunFolder::create(&access.runs, Utc::now(), &drill.drill.id)
            .map_err(|error| no_folder(&error))?;
        let journal = JournalFile::create(&folder.path).map_err(|error| no_folder(&error))?;
        // Small enough to be typed.
        let seed = seed.unwrap_or_else(|| u64::from(rand::random::<u16>()));
        let started = Event::RunStarted {
            run: folder.id.clone(),
            drill: drill.drill.id.clone(),
            drill_hash: drill.hash.clone(),
            seed,
            lab: access.lab.clone(),
            runtime: access.runtime.to_string(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            title: drill.drill.title.clone(),
        };
        tracing::info!(run = folder.id, seed, %lang, "A run begins.");
        let run = self.assemble(folder, drill, Recorder::new(journal, Vec::new()));
        run.recorder.record(started).await?;
        tokio::spawn(Arc::clone(&run).drive(self.alerts.subscribe(), true));
        Ok(run)
    }

    /// A run whose task is not started yet.
    pub(super) fn assemble(
        &self,
        folder: RunFolder,
        drill: DrillFolder,
        recorder: Recorder,
    ) -> Arc<Run> {
        Arc::new(Run {
            folder,
            drill: Arc::new(drill),
            recorder,
            probes: self.probes.clone(),
            compute: Arc::clone(&self.compute),
            tick: self.tick,
            report: watch::Sender::new(CheckReport::default()),
            progress: broadcast::Sender::new(BACKLOG),
            ending: watch::Sender::new(None),
            failure: OnceLock::new(),
            broken_objects: OnceLock::new(),
            halt: CancellationToken::new(),
            done: CancellationToken::new(),
        })
    }
}

/// The drill is for another runtime.
pub(crate) fn wrong_runtime(drill: &DrillFolder) -> Failure {
    let drill = &drill.drill;
    let runtimes: Vec<&str> = drill
        .runtimes
        .iter()
        .map(|runtime| runtime.as_str())
        .collect();
    Failure::new(
        FailureKind::Invalid,
        Text::from_fn(|lang| say::wrong_runtime(lang, &drill.id, runtimes.join(", "))),
    )
    .with_next("firedrill drills")
}
