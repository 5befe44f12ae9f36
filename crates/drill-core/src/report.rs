//! The postmortem of a run, as Markdown and as one HTML page.

use crate::definition::Drill;
use crate::i18n::Lang;
use crate::journal::Entry;

/// The postmortem as Markdown.
#[must_use]
pub fn markdown(_drill: &Drill, _entries: &[Entry], _lang: Lang) -> String {
    String::new()
}

/// The postmortem as one HTML page that needs nothing else.
#[must_use]
pub fn html(_drill: &Drill, _entries: &[Entry], _lang: Lang) -> String {
    String::new()
}
