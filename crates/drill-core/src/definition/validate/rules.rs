//! Rules that hold for values wherever they stand.

use std::collections::BTreeSet;

use super::{Judge, Say};
use crate::definition::say;
use crate::i18n::{Lang, Text};

impl Judge {
    pub(super) fn id(&mut self, path: impl Into<String>, id: &str) {
        let well_formed = id.split('-').all(|part| {
            !part.is_empty()
                && part
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        });
        if !well_formed {
            self.add(path, |lang| say::bad_id(lang, id), say::id_rule as Say);
        }
    }

    pub(super) fn text(&mut self, path: impl Into<String>, text: &Text) {
        let path = path.into();
        for lang in Lang::ALL {
            if text.in_lang(lang).trim().is_empty() {
                self.add(
                    format!("{path}.{lang}"),
                    |said| say::empty_text(said, lang),
                    say::write_both as Say,
                );
            }
        }
        let hangul = |c: char| ('\u{ac00}'..='\u{d7a3}').contains(&c);
        if !text.ko.trim().is_empty() && !text.ko.contains(hangul) {
            self.add(
                format!("{path}.ko"),
                say::not_korean as Say,
                say::write_both as Say,
            );
        }
    }

    pub(super) fn some<T>(&mut self, path: &str, list: &[T]) {
        if list.is_empty() {
            self.add(
                path,
                |lang| say::empty_list(lang, path),
                say::add_one as Say,
            );
        }
    }

    pub(super) fn unique<'a>(&mut self, path: &str, ids: impl Iterator<Item = &'a str>) {
        let mut seen = BTreeSet::new();
        for id in ids {
            if !seen.insert(id) {
                self.add(
                    path,
                    |lang| say::duplicate_id(lang, id),
                    say::rename_one as Say,
                );
            }
        }
    }

    pub(super) fn range(&mut self, path: &str, holds: bool, range: &str) {
        if !holds {
            self.add(
                path,
                |lang| say::out_of_range(lang, path, range),
                say::change_number as Say,
            );
        }
    }
}
