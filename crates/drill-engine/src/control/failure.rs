//! Why a request was not carried out, and what to do next.

use drill_core::i18n::Text;
use serde::{Deserialize, Serialize};

/// Why a request was not carried out. Every failure says what to do next where something can be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "camelCase")]
#[error("{}", .message.en)]
pub struct Failure {
    /// Which kind; decides the exit code.
    pub kind: FailureKind,
    /// What failed and why, for the learner.
    pub message: Text,
    /// The likely cause, where one is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Box<Text>>,
    /// The exact command to run next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// The kinds of failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FailureKind {
    /// No supervisor answers: the lab is down.
    NotRunning,
    /// The request makes no sense: a bad value, a bad setting.
    Invalid,
    /// It names something that does not exist.
    NotFound,
    /// A drill is being played already.
    Busy,
    /// No drill is being played.
    NoRun,
    /// Allowed only later, after the page or after a pass.
    NotYet,
    /// A drill's definition is broken.
    BrokenDrill,
    /// The lab was not healthy before the drill, which therefore did not begin.
    Baseline,
    /// The fault was made and no page came in time.
    NoPage,
    /// The lab failed to do what it was asked.
    Environment,
    /// The lab is being stopped.
    Stopping,
    /// The supervisor ended while it carried out the request.
    Lost,
    /// Client and supervisor do not understand each other.
    Protocol,
}

impl FailureKind {
    /// The exit code of a command that ends with this failure: 1 not yet, 2 usage, 3 the environment failed.
    #[must_use]
    pub fn exit_code(self) -> u8 {
        match self {
            Self::NotYet => 1,
            Self::Invalid | Self::NotFound | Self::Busy | Self::NoRun => 2,
            Self::NotRunning
            | Self::BrokenDrill
            | Self::Baseline
            | Self::NoPage
            | Self::Environment
            | Self::Stopping
            | Self::Lost
            | Self::Protocol => 3,
        }
    }
}

impl Failure {
    /// A failure without a next command.
    #[must_use]
    pub fn new(kind: FailureKind, message: Text) -> Self {
        Self {
            kind,
            message,
            cause: None,
            next: None,
        }
    }

    /// The same failure with its likely cause.
    #[must_use]
    pub fn because(mut self, cause: Text) -> Self {
        self.cause = Some(Box::new(cause));
        self
    }

    /// What failed and the likely cause, for where both must fit in one text.
    #[must_use]
    pub fn sentence(&self) -> Text {
        match &self.cause {
            None => self.message.clone(),
            Some(cause) => Text::from_fn(|lang| {
                format!("{} ({})", self.message.in_lang(lang), cause.in_lang(lang))
            }),
        }
    }

    /// The same failure with the command to run next.
    #[must_use]
    pub fn with_next(mut self, command: impl Into<String>) -> Self {
        self.next = Some(command.into());
        self
    }
}
