//! Writes a run's journal and keeps the state that follows from it.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use drill_core::journal::{Entry, Event};
use tokio::sync::watch;

use super::state::RunState;
use crate::control::protocol::{Failure, FailureKind};
use crate::journal_file::{JournalFile, JournalFileError};
use crate::texts::run as say;
use drill_core::i18n::Text;

/// Why an event was not recorded.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RecordError {
    #[error(transparent)]
    Journal(#[from] JournalFileError),
    #[error("the writer's task failed: {0}")]
    Task(#[from] tokio::task::JoinError),
}

impl From<RecordError> for Failure {
    fn from(error: RecordError) -> Self {
        Self::new(
            FailureKind::Environment,
            Text::from_fn(|lang| say::not_recorded(lang, &error)),
        )
        .with_next("firedrill doctor")
    }
}

/// The journal of one run, open for writing. Clones write the same journal.
#[derive(Clone)]
pub(crate) struct Recorder {
    journal: Arc<Mutex<JournalFile>>,
    /// One event at a time, so that the state takes them in as they stand in the file.
    turn: Arc<tokio::sync::Mutex<()>>,
    state: watch::Sender<RunState>,
}

impl Recorder {
    pub(crate) fn new(journal: JournalFile, entries: Vec<Entry>) -> Self {
        Self {
            journal: Arc::new(Mutex::new(journal)),
            turn: Arc::default(),
            state: watch::Sender::new(RunState::of(entries)),
        }
    }

    /// The state as it is now. Not to be held over an await.
    pub(crate) fn state(&self) -> watch::Ref<'_, RunState> {
        self.state.borrow()
    }

    /// Follows the state.
    pub(crate) fn subscribe(&self) -> watch::Receiver<RunState> {
        self.state.subscribe()
    }

    /// Records an event that happens now.
    pub(crate) async fn record(&self, event: Event) -> Result<(), RecordError> {
        self.record_at(Utc::now(), event).await
    }

    /// Records an event that happened at a moment of its own.
    pub(crate) async fn record_at(
        &self,
        at: DateTime<Utc>,
        event: Event,
    ) -> Result<(), RecordError> {
        self.record_with(at, move |_| Some(event)).await.map(drop)
    }

    /// Records what follows from the state, if anything; nobody else records in between. Says whether it did.
    pub(crate) async fn record_if(
        &self,
        event: impl FnOnce(&RunState) -> Option<Event> + Send + 'static,
    ) -> Result<bool, RecordError> {
        self.record_with(Utc::now(), event).await
    }

    async fn record_with(
        &self,
        at: DateTime<Utc>,
        event: impl FnOnce(&RunState) -> Option<Event> + Send + 'static,
    ) -> Result<bool, RecordError> {
        let this = self.clone();
        // A task of its own: were the caller given up between file and state, the two would differ.
        tokio::spawn(async move {
            let _turn = this.turn.lock().await;
            let Some(event) = event(&this.state.borrow()) else {
                return Ok(false);
            };
            let journal = Arc::clone(&this.journal);
            // Waiting for the disk must not hold up the supervisor's only thread.
            let entry = tokio::task::spawn_blocking(move || {
                journal
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .append(at, event)
            })
            .await??;
            this.state.send_modify(|state| state.apply(entry));
            Ok(true)
        })
        .await?
    }
}
