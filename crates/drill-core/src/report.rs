//! The postmortem of a run, as Markdown and as one HTML page.
//!
//! Both tell the same, and only what the journal holds. The cause is told once the run is resolved or given up.

use crate::definition::Drill;
use crate::i18n::Lang;
use crate::journal::Entry;

mod chart;
mod document;
mod facts;
mod html;
mod inline;
mod markdown;
pub mod say;
pub mod story;

/// The postmortem as Markdown.
#[must_use]
pub fn markdown(drill: &Drill, entries: &[Entry], lang: Lang) -> String {
    markdown::write(&facts::Facts::of(drill, entries), lang)
}

/// The postmortem as one HTML page that needs nothing else: no script, no font, no address. Readable without
/// colour, in light and dark, and on paper.
#[must_use]
pub fn html(drill: &Drill, entries: &[Entry], lang: Lang) -> String {
    html::write(&facts::Facts::of(drill, entries), lang)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests;
