//! What a supervisor does with the run that another one left.

use std::sync::Arc;

use drill_core::i18n::Text;
use drill_core::journal::Event;

use super::Director;
use crate::journal_file::JournalFile;
use crate::run::change;
use crate::run::recorder::Recorder;
use crate::run::state::Resume;
use crate::runs::RunFolder;
use crate::texts::run as say;

impl Director {
    /// Goes on with the lab's last run where its journal ends. To be called once, before any request.
    pub async fn resume(&self) {
        let Some(folder) = RunFolder::find(&self.probes.access().runs, None) else {
            return;
        };
        let (journal, entries) = match JournalFile::reopen(&folder.path) {
            Ok(found) => found,
            Err(error) => {
                // Left as it is: `report` tells the learner about it.
                tracing::error!(%error, run = folder.id, "The last run's journal can't be read.");
                return;
            }
        };
        let Some(Event::RunStarted { drill, .. }) = entries.first().map(|first| &first.event)
        else {
            // It was cut before its first entry was on disk, so it changed nothing.
            return;
        };
        let drill = self.catalog.load(drill);
        let recorder = Recorder::new(journal, entries);
        let resume = recorder.state().resume();
        tracing::info!(run = folder.id, ?resume, "The lab's last run was found.");
        match drill {
            Ok(drill) => {
                let run = self.assemble(folder, drill, recorder);
                *self.current.lock().await = Some(Arc::clone(&run));
                if resume == Resume::Nothing {
                    run.done.cancel();
                } else {
                    tokio::spawn(run.drive(self.alerts.subscribe(), false));
                }
            }
            Err(_) if resume == Resume::Nothing => {}
            Err(error) => self.abandon(&folder, &recorder, &error.to_string()).await,
        }
    }

    /// Ends a run whose drill is gone. Its undo is in the journal.
    async fn abandon(&self, folder: &RunFolder, recorder: &Recorder, error: &str) {
        tracing::error!(error, "The drill of the lab's last run can't be loaded.");
        let (active, undos) = {
            let state = recorder.state();
            (state.phase.is_active(), state.undos.clone())
        };
        let reason = Text::from_fn(|lang| say::drill_is_gone(lang, error));
        let mut outcome = Ok(());
        if active {
            outcome = recorder.record(Event::Stopped { reason }).await;
        }
        let objects = folder.objects_before();
        let access = self.probes.access();
        match change::take_back(&*self.compute, access, &undos, objects.as_ref()).await {
            Ok(()) => {
                let done = Event::CleanedUp {
                    baseline_restored: false,
                };
                outcome = outcome.and(recorder.record(done).await);
            }
            Err(error) => tracing::error!(%error, "A change could not be taken back."),
        }
        if let Err(error) = outcome {
            tracing::error!(%error, "An event was not recorded.");
        }
    }
}
