//! Turns what the libraries report into what a person at 3 a.m. can act on. What a lab's failures
//! mean is said once, by the engine; here they only get the reader's language and lab.

use std::path::Path;

use drill_core::i18n::Text;
use drill_engine::control::protocol;
use drill_engine::lab_failure::lab_failure;
use lab_managed::{LabDir, LabError};

use crate::context::Context;
use crate::failure::{Exit, Failure};
use crate::text::trouble as text;

impl Context {
    /// What the supervisor, or the way to it, answered.
    pub(crate) fn engine_failure(&self, failure: protocol::Failure) -> Failure {
        let exit = match failure.kind.exit_code() {
            1 => Exit::NotYet,
            2 => Exit::Usage,
            _ => Exit::Environment,
        };
        let mut out = Failure::new(exit, failure.message.in_lang(self.lang));
        if let Some(cause) = failure.cause {
            out = out.because(cause.in_lang(self.lang));
        }
        if let Some(next) = failure.next {
            out = out.next(self.retarget(&next));
        }
        out
    }

    /// A failure of the lab.
    pub(crate) fn lab_failure(&self, error: &LabError) -> Failure {
        let failure = self.engine_failure(lab_failure(error));
        match error {
            LabError::BadName { .. } => failure.next("firedrill --lab my-lab up"),
            _ => failure,
        }
    }

    /// A file or folder that could not be read or written.
    pub(crate) fn file_failure(&self, path: &Path, source: std::io::Error) -> Failure {
        self.lab_failure(&LabError::File {
            path: path.to_path_buf(),
            source,
        })
    }

    /// A name that does not exist, with what may have been meant.
    pub(crate) fn unknown_name(&self, sentence: &Text) -> Failure {
        Failure::usage(sentence.in_lang(self.lang))
    }

    /// A file of the installation that should be there.
    pub(crate) fn incomplete(&self, path: &Path) -> Failure {
        Failure::environment(text::incomplete(self.lang, path.display()))
            .because(text::incomplete_cause(self.lang))
            .next(self.command("doctor"))
    }

    /// No supervisor answers for a lab that was made.
    pub(crate) fn not_running(&self, dir: &LabDir) -> Failure {
        Failure::environment(text::not_running(self.lang, dir.name())).next(self.command("up"))
    }

    /// A failure that nobody foresaw.
    pub(crate) fn unexpected(&self, reason: impl std::fmt::Display) -> Failure {
        Failure::environment(text::other(self.lang, reason)).next(self.command("doctor"))
    }

    /// A command that the engine proposes, for this lab.
    fn retarget(&self, command: &str) -> String {
        if command.contains("--lab ") {
            return command.to_owned();
        }
        command.replace("firedrill ", &self.command(""))
    }
}
