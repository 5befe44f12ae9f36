//! The question for the cause.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Drill;
use crate::i18n::Text;

/// A question with one right answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Question {
    /// Its name in the journal.
    pub id: String,
    /// What is asked.
    pub prompt: Text,
    /// One is right; the others are tempting.
    pub answers: Vec<Answer>,
}

/// An answer to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Answer {
    /// Its name in the journal.
    pub id: String,
    /// What it says.
    pub text: Text,
    /// Whether it is the right one.
    #[serde(default)]
    pub correct: bool,
    /// Why it is right, or what evidence speaks against it. The latter is read by somebody who still searches, so it
    /// must not tell the right answer.
    pub why: Text,
}

impl Question {
    /// The right answer.
    #[must_use]
    pub fn correct(&self) -> Option<&Answer> {
        self.answers.iter().find(|answer| answer.correct)
    }

    /// The answer of this name.
    #[must_use]
    pub fn answer(&self, id: &str) -> Option<&Answer> {
        self.answers.iter().find(|answer| answer.id == id)
    }
}

impl Drill {
    /// The question for the cause.
    #[must_use]
    pub fn diagnosis(&self) -> Option<&Question> {
        self.questions.first()
    }

    /// The cause in one sentence: the right answer of the diagnosis. Not for eyes that still search.
    #[must_use]
    pub fn cause(&self) -> Option<&Answer> {
        self.diagnosis()?.correct()
    }

    /// The price of a hint; none when there is no such tier.
    #[must_use]
    pub fn hint_cost(&self, tier: u32) -> Option<u32> {
        self.hints
            .iter()
            .find(|hint| hint.tier == tier)
            .map(|hint| hint.cost)
    }
}
