//! `note`: an update in the learner's words.

use drill_core::i18n::Text;
use drill_core::journal::Event;

use super::Director;
use crate::control::protocol::{Done, Failure, FailureKind};
use crate::texts::run as say;

impl Director {
    /// Writes a note into the journal of the active or the last run.
    ///
    /// # Errors
    /// When there is no run, or no words.
    pub async fn note(&self, text: &str) -> Result<Done, Failure> {
        let text = text.trim();
        if text.is_empty() {
            return Err(
                Failure::new(FailureKind::Invalid, Text::from_fn(say::empty_note))
                    .with_next("firedrill note \"Checkout fails for everybody since 14:02.\""),
            );
        }
        let run = self.last().await?;
        run.recorder
            .record(Event::NoteWritten {
                text: text.to_owned(),
            })
            .await?;
        Ok(Done {})
    }
}
