//! Whether messages are complete in both languages.

use std::collections::BTreeSet;
use std::fmt;

/// A message that is not complete in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incomplete {
    /// The message's name.
    pub name: String,
    /// What is wrong with it.
    pub why: String,
}

impl fmt::Display for Incomplete {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name, self.why)
    }
}

/// The messages of a module's `ALL` that are not complete: an empty language, a Korean text without
/// Hangul that is more than names and symbols, or placeholders that differ.
#[must_use]
pub fn incomplete(all: &[(&str, &str, &str)]) -> Vec<Incomplete> {
    let mut found = Vec::new();
    for (name, en, ko) in all {
        let mut add = |why: String| {
            found.push(Incomplete {
                name: (*name).to_owned(),
                why,
            });
        };
        if en.trim().is_empty() || ko.trim().is_empty() {
            add("a language is empty".to_owned());
            continue;
        }
        if has_hangul(en) {
            add("the English text has Korean letters".to_owned());
        }
        // A table head such as `p95` or a pattern such as `{a}: {b}` may be the same in both.
        if !has_hangul(ko) && *ko != *en {
            add("the Korean text has no Hangul and differs from the English one".to_owned());
        }
        if !has_hangul(ko) && has_words(en) {
            add("the Korean text has no Hangul".to_owned());
        }
        let (wanted, got) = (placeholders(en), placeholders(ko));
        if wanted != got {
            add(format!("placeholders differ: {wanted:?} and {got:?}"));
        }
    }
    found
}

/// For tests: panics with every message of `ALL` that is not complete.
///
/// # Panics
/// When a message is not complete in both languages.
#[expect(clippy::panic, reason = "a helper for tests, which fail by panicking")]
pub fn assert_complete(all: &[(&str, &str, &str)]) {
    let found = incomplete(all);
    if !found.is_empty() {
        let list: Vec<String> = found.iter().map(ToString::to_string).collect();
        panic!("messages are not complete:\n{}", list.join("\n"));
    }
}

fn has_hangul(text: &str) -> bool {
    text.chars().any(|c| ('\u{ac00}'..='\u{d7a3}').contains(&c))
}

/// Whether a text has at least three ordinary words outside its placeholders, so that it is a
/// sentence and not a name, a symbol or a command.
fn has_words(text: &str) -> bool {
    let mut depth = 0_u32;
    let bare: String = text
        .chars()
        .filter(|c| {
            match c {
                '{' => depth += 1,
                '}' => {
                    depth = depth.saturating_sub(1);
                    return false;
                }
                _ => {}
            }
            depth == 0
        })
        .collect();
    bare.split_whitespace()
        .filter(|word| word.len() > 2 && word.chars().all(|c| c.is_ascii_lowercase()))
        .count()
        >= 3
}

fn placeholders(text: &str) -> BTreeSet<&str> {
    let text_without_escapes = text;
    let mut found = BTreeSet::new();
    let mut rest = text_without_escapes;
    while let Some(open) = rest.find('{') {
        rest = &rest[open + 1..];
        if let Some(after) = rest.strip_prefix('{') {
            rest = after;
            continue;
        }
        let Some(close) = rest.find('}') else { break };
        let name = rest[..close].split(':').next().unwrap_or_default();
        found.insert(name);
        rest = &rest[close + 1..];
    }
    found
}
