//! The texts of a drill: `guide.en.md` and `guide.ko.md`.

use crate::i18n::Lang;

/// One language's guide. Its parts are Markdown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Guide {
    /// Read before the drill: the situation, without the cause.
    pub briefing: String,
    /// The hints in order of tier.
    pub hints: Vec<String>,
    /// Read after it: cause, repair and what to take away.
    pub debrief: String,
}

/// What is wrong with a guide.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {why}")]
pub struct GuideError {
    /// The file.
    pub file: String,
    /// What is wrong, and what is expected.
    pub why: String,
}

impl Guide {
    /// Reads a guide with as many hints as the definition has.
    ///
    /// # Errors
    /// When a heading is missing, empty, unknown or out of order.
    pub fn parse(
        _markdown: &str,
        _lang: Lang,
        _hints: usize,
        file: &str,
    ) -> Result<Self, GuideError> {
        Err(GuideError {
            file: file.to_owned(),
            why: String::new(),
        })
    }
}
