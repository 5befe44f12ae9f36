//! From text to a definition, or to what is wrong with the text.

use std::fmt;

use super::Drill;
use crate::i18n::{Lang, Text};

/// What is wrong with a definition, where, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefinitionError {
    /// The file as it was named.
    pub file: String,
    /// The line, from 1; 0 when unknown.
    pub line: u64,
    /// The column in characters, from 1; 0 when unknown.
    pub column: u64,
    /// What is wrong.
    pub message: Text,
    /// What to do about it.
    pub hint: Text,
}

impl DefinitionError {
    /// The error in one language: `file:line:column: message`, and the remedy on a line of its own.
    #[must_use]
    pub fn in_lang(&self, lang: Lang) -> String {
        format!(
            "{}:{}:{}: {}\n  {}",
            self.file,
            self.line,
            self.column,
            self.message.in_lang(lang),
            self.hint.in_lang(lang)
        )
    }
}

impl fmt::Display for DefinitionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.in_lang(Lang::En))
    }
}

impl std::error::Error for DefinitionError {}

impl Drill {
    /// Reads the shape of a definition. Its sense is judged by [`Drill::validate`]; [`Drill::read`] does both.
    ///
    /// # Errors
    /// The first thing that does not fit, with line, column and a remedy.
    pub fn parse(yaml: &str, file: &str) -> Result<Self, DefinitionError> {
        serde_saphyr::from_str(yaml).map_err(|error| {
            let location = error.location();
            DefinitionError {
                file: file.to_owned(),
                line: location.map_or(0, |at| at.line()),
                column: location.map_or(0, |at| at.column()),
                message: Text::same(error.to_string()),
                hint: Text::default(),
            }
        })
    }

    /// Reads and validates a definition.
    ///
    /// # Errors
    /// Everything that is wrong, each with line, column and a remedy.
    pub fn read(yaml: &str, file: &str) -> Result<Self, Vec<DefinitionError>> {
        Self::parse(yaml, file).map_err(|error| vec![error])
    }
}
