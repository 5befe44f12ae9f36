//! From text to a definition, or to what is wrong with the text.

use std::fmt;

use serde_saphyr::Error;

use super::locate::Places;
use super::{Drill, say};
use crate::i18n::{Lang, Text};
use crate::object::NoObject;
use crate::period::NotAPeriod;

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
    pub fn parse(yaml: &str, file: &str) -> Result<Self, Box<DefinitionError>> {
        serde_saphyr::from_str(yaml).map_err(|error| {
            let location = error.location();
            let (message, hint) = explain(error.without_snippet());
            Box::new(DefinitionError {
                file: file.to_owned(),
                line: location.map_or(0, |at| at.line()),
                column: location.map_or(0, |at| at.column()),
                message,
                hint,
            })
        })
    }

    /// Reads and validates a definition.
    ///
    /// # Errors
    /// Everything that is wrong, each with line, column and a remedy. A text whose shape does not fit
    /// is one error, since its sense can't be judged.
    pub fn read(yaml: &str, file: &str) -> Result<Self, Vec<DefinitionError>> {
        let drill = Self::parse(yaml, file).map_err(|error| vec![*error])?;
        let findings = drill.validate();
        if findings.is_empty() {
            return Ok(drill);
        }
        let places = Places::of(yaml);
        Err(findings
            .into_iter()
            .map(|finding| {
                let (line, column) = places.find(&finding.path);
                DefinitionError {
                    file: file.to_owned(),
                    line,
                    column,
                    message: finding.message,
                    hint: finding.hint,
                }
            })
            .collect())
    }
}

/// What a reader's error means, and what to do about it.
fn explain(error: &Error) -> (Text, Text) {
    match error {
        Error::SerdeUnknownField {
            field, expected, ..
        } => (
            Text::from_fn(|lang| say::unknown_field(lang, field)),
            suggest(field, expected),
        ),
        Error::SerdeUnknownVariant {
            variant, expected, ..
        } => (
            Text::from_fn(|lang| say::unknown_word(lang, variant)),
            suggest(variant, expected),
        ),
        Error::SerdeMissingField { field, .. } => (
            Text::from_fn(|lang| say::missing_field(lang, field)),
            Text::from_fn(|lang| say::add_field(lang, field)),
        ),
        Error::SerdeInvalidType {
            unexpected,
            expected,
            ..
        }
        | Error::SerdeInvalidValue {
            unexpected,
            expected,
            ..
        } => {
            let wanted = noun(expected);
            (
                Text::from_fn(|lang| say::wrong_value(lang, unexpected, wanted.in_lang(lang))),
                Text::from_fn(say::compare_schema),
            )
        }
        Error::Unexpected { expected, .. } | Error::InvalidScalar { ty: expected, .. } => {
            let wanted = noun(expected);
            (
                Text::from_fn(|lang| say::wrong_kind(lang, wanted.in_lang(lang))),
                Text::from_fn(say::compare_schema),
            )
        }
        Error::DuplicateMappingKey { key, .. } => {
            let key = key.as_deref().unwrap_or("?");
            (
                Text::from_fn(|lang| say::duplicate_key(lang, key)),
                Text::from_fn(say::remove_one),
            )
        }
        Error::Message { msg, .. } if NotAPeriod::value_in(msg).is_some() => {
            let got = NotAPeriod::value_in(msg).unwrap_or_default();
            (
                Text::from_fn(|lang| say::wrong_value(lang, got, say::noun_period(lang))),
                Text::from_fn(say::write_period),
            )
        }
        Error::Message { msg, .. } if NoObject::value_in(msg).is_some() => {
            let got = NoObject::value_in(msg).unwrap_or_default();
            (
                Text::from_fn(|lang| say::wrong_value(lang, got, say::noun_object(lang))),
                Text::from_fn(say::write_object),
            )
        }
        other => {
            let detail = other.to_string();
            let detail = detail.lines().next().unwrap_or_default();
            let detail = detail.split(" at line ").next().unwrap_or_default();
            (
                Text::from_fn(|lang| say::not_valid(lang, detail.trim_end_matches('.'))),
                Text::from_fn(say::check_indentation),
            )
        }
    }
}

/// What the reader expected, in words for an author.
fn noun(expected: &str) -> Text {
    let say: fn(Lang) -> String = match expected {
        "u16" | "u32" | "u64" | "i64" => say::noun_number,
        "f32" | "f64" | "floating point" => say::noun_fraction,
        "bool" | "boolean" => say::noun_bool,
        "string scalar" | "string" | "a string" => say::noun_text,
        "mapping start" | "mapping" | "a map" => say::noun_map,
        "sequence start" | "sequence" | "a sequence" => say::noun_list,
        other => return Text::same(other),
    };
    Text::from_fn(say)
}

/// The nearest of the known names, or all of them when none is near.
fn suggest(word: &str, known: &[&str]) -> Text {
    let nearest = known
        .iter()
        .map(|name| {
            (
                strsim::damerau_levenshtein(&word.to_lowercase(), &name.to_lowercase()),
                name,
            )
        })
        .min();
    match nearest {
        Some((distance, name)) if distance <= 1.max(word.len() / 3) => {
            Text::from_fn(|lang| say::did_you_mean(lang, name))
        }
        _ => Text::from_fn(|lang| say::one_of(lang, known.join(", "))),
    }
}
