//! How a command ends: what it exits with, and what it says when something went wrong.

use drill_core::i18n::Lang;
use serde::Serialize;

use crate::paint::{Paint, Tone};
use crate::text::common as text;

/// The exit codes, the same for every command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Exit {
    /// It worked; a check passed.
    Pass,
    /// Not yet: a check failed, an audit found something, an answer was wrong.
    NotYet,
    /// The command was not understood, or makes no sense now.
    Usage,
    /// The machine or the lab failed. Never the learner's fault.
    Environment,
    /// Stopped by Ctrl-C, as a shell reports it.
    Interrupted,
}

impl Exit {
    /// The number that the shell sees.
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Pass => 0,
            Self::NotYet => 1,
            Self::Usage => 2,
            Self::Environment => 3,
            Self::Interrupted => 130,
        }
    }
}

/// What a command gives back.
pub(crate) type Outcome = Result<Exit, Failure>;

/// Something went wrong: what, why most likely, and what to type now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Failure {
    /// What the process exits with.
    pub(crate) exit: Exit,
    /// What happened, a sentence.
    pub(crate) message: String,
    /// The likely cause, where one is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cause: Option<String>,
    /// The exact next commands, the best first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) next: Vec<String>,
}

impl Failure {
    /// The command makes no sense as given.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, message)
    }

    /// The machine or the lab failed.
    pub(crate) fn environment(message: impl Into<String>) -> Self {
        Self::new(Exit::Environment, message)
    }

    /// Any failure.
    pub(crate) fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self {
            exit,
            message: message.into(),
            cause: None,
            next: Vec::new(),
        }
    }

    /// Adds the likely cause.
    pub(crate) fn because(mut self, cause: impl Into<String>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    /// Adds a command to type next.
    pub(crate) fn next(mut self, command: impl Into<String>) -> Self {
        self.next.push(command.into());
        self
    }

    /// The text for standard error.
    pub(crate) fn render(&self, lang: Lang, paint: Paint) -> String {
        let label = match self.exit {
            // What somebody asked for is no error. The terminal shows `^C` on the open line.
            Exit::Interrupted if paint.is_on() => "\n".to_owned(),
            Exit::Interrupted => String::new(),
            _ => format!("{} ", paint.tone(Tone::Bad, &text::error_label(lang))),
        };
        let mut out = format!("{label}{}\n", self.message);
        if let Some(cause) = &self.cause {
            let label = text::cause_label(lang);
            for (index, line) in cause.lines().enumerate() {
                let lead = if index == 0 { label.as_str() } else { "" };
                out.push_str(&format!("  {lead} {line}\n"));
            }
        }
        for (index, command) in self.next.iter().enumerate() {
            let label = if index == 0 {
                text::next_label(lang)
            } else {
                text::or_label(lang)
            };
            out.push_str(&format!(
                "  {label} {}\n",
                paint.tone(Tone::Command, command)
            ));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_says_what_why_and_what_next() {
        let failure = Failure::environment("The lab is down.")
            .because("Nothing answers.")
            .next("firedrill up")
            .next("firedrill doctor");
        assert_eq!(
            failure.render(Lang::En, Paint::PLAIN),
            "error: The lab is down.\n  cause: Nothing answers.\n  next: firedrill up\n  or: firedrill doctor\n"
        );
        assert_eq!(
            failure.render(Lang::Ko, Paint::PLAIN),
            "오류: The lab is down.\n  원인: Nothing answers.\n  다음: firedrill up\n  또는: firedrill doctor\n"
        );
    }

    #[test]
    fn an_interruption_is_no_error() {
        let failure = Failure::new(Exit::Interrupted, "Interrupted.");
        assert_eq!(failure.render(Lang::En, Paint::PLAIN), "Interrupted.\n");
    }

    #[test]
    fn the_exit_codes_are_those_of_the_manual() {
        let codes = [Exit::Pass, Exit::NotYet, Exit::Usage, Exit::Environment];
        assert_eq!(codes.map(Exit::code), [0, 1, 2, 3]);
    }
}
