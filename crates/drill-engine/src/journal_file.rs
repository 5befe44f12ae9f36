//! A run's journal on disk: `events.jsonl`, append-only, durable entry by entry.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use drill_core::journal::{self, Entry, Event};

/// The journal's name within a run's folder.
pub const FILE_NAME: &str = "events.jsonl";

/// Why a journal could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum JournalFileError {
    /// The disk refused.
    #[error("{}: {source}", path.display())]
    Io {
        /// The journal.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// A line other than a torn last one is no entry.
    #[error("{}: {source}", path.display())]
    Damaged {
        /// The journal.
        path: PathBuf,
        /// Which line, and why.
        source: journal::JournalError,
    },
    /// An entry has no form in JSON; a bug.
    #[error("{}: {source}", path.display())]
    Encode {
        /// The journal.
        path: PathBuf,
        /// What JSON can't express.
        source: serde_json::Error,
    },
}

/// An open journal. Every entry that [`JournalFile::append`] returned is on disk.
#[derive(Debug)]
pub struct JournalFile {
    file: File,
    path: PathBuf,
    next_seq: u64,
    len: u64,
}

impl JournalFile {
    /// A new, empty journal in a run's folder.
    ///
    /// # Errors
    /// When there is one already, or when the disk refuses.
    pub fn create(run_dir: &Path) -> Result<Self, JournalFileError> {
        let path = run_dir.join(FILE_NAME);
        let io = |source| JournalFileError::Io {
            path: path.clone(),
            source,
        };
        let file = OpenOptions::new()
            .append(true)
            .create_new(true)
            .mode(0o600)
            .open(&path)
            .map_err(io)?;
        // The name must survive a crash too, or durable entries would be in a file that nobody finds.
        sync_dir(run_dir).map_err(io)?;
        Ok(Self {
            file,
            path,
            next_seq: 0,
            len: 0,
        })
    }

    /// Opens a journal to go on, and gives back its entries. A last line that a crash tore is cut off: it
    /// was never acknowledged, and the next entry must not be glued to it.
    ///
    /// # Errors
    /// When there is none, when it is damaged before its last line, or when the disk refuses.
    pub fn reopen(run_dir: &Path) -> Result<(Self, Vec<Entry>), JournalFileError> {
        let path = run_dir.join(FILE_NAME);
        let io = |source| JournalFileError::Io {
            path: path.clone(),
            source,
        };
        let mut file = OpenOptions::new()
            .read(true)
            .append(true)
            .open(&path)
            .map_err(io)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(io)?;
        let (entries, valid) =
            journal::decode(&bytes).map_err(|source| JournalFileError::Damaged {
                path: path.clone(),
                source,
            })?;
        if valid < bytes.len() {
            file.set_len(valid as u64).map_err(io)?;
            file.sync_all().map_err(io)?;
        }
        file.seek(SeekFrom::End(0)).map_err(io)?;
        let journal = Self {
            file,
            next_seq: entries.last().map_or(0, |last| last.seq + 1),
            len: valid as u64,
            path,
        };
        Ok((journal, entries))
    }

    /// The entries of a journal that somebody else may be writing. Nothing is changed.
    ///
    /// # Errors
    /// As [`JournalFile::reopen`].
    pub fn read(run_dir: &Path) -> Result<Vec<Entry>, JournalFileError> {
        let path = run_dir.join(FILE_NAME);
        let bytes = std::fs::read(&path).map_err(|source| JournalFileError::Io {
            path: path.clone(),
            source,
        })?;
        journal::decode(&bytes)
            .map(|(entries, _)| entries)
            .map_err(|source| JournalFileError::Damaged { path, source })
    }

    /// Writes an event and returns once it is on disk.
    ///
    /// # Errors
    /// When the disk refuses. The journal then ends where it ended before, so a later attempt may succeed.
    pub fn append(&mut self, at: DateTime<Utc>, event: Event) -> Result<Entry, JournalFileError> {
        let entry = Entry {
            seq: self.next_seq,
            at,
            event,
        };
        let line = journal::encode(&entry).map_err(|source| JournalFileError::Encode {
            path: self.path.clone(),
            source,
        })?;
        let written = self
            .file
            .write_all(line.as_bytes())
            .and_then(|()| self.file.sync_data());
        if let Err(source) = written {
            // A full disk may have taken half a line.
            let _ = self.file.set_len(self.len);
            return Err(JournalFileError::Io {
                path: self.path.clone(),
                source,
            });
        }
        self.len += line.len() as u64;
        self.next_seq += 1;
        Ok(entry)
    }
}

/// Makes the names in a folder durable.
pub(crate) fn sync_dir(dir: &Path) -> io::Result<()> {
    File::open(dir)?.sync_all()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn note(text: &str) -> Event {
        Event::NoteWritten {
            text: text.to_owned(),
        }
    }

    fn texts(entries: &[Entry]) -> Vec<String> {
        entries
            .iter()
            .map(|entry| match &entry.event {
                Event::NoteWritten { text } => text.clone(),
                other => format!("{other:?}"),
            })
            .collect()
    }

    #[test]
    fn what_was_appended_is_read_back() {
        let dir = tempfile::tempdir().unwrap();
        let mut journal = JournalFile::create(dir.path()).unwrap();
        journal.append(Utc::now(), note("one")).unwrap();
        journal.append(Utc::now(), note("둘\n줄")).unwrap();
        drop(journal);
        let (mut journal, entries) = JournalFile::reopen(dir.path()).unwrap();
        assert_eq!(texts(&entries), ["one", "둘\n줄"]);
        assert_eq!(journal.append(Utc::now(), note("three")).unwrap().seq, 2);
        assert_eq!(JournalFile::read(dir.path()).unwrap().len(), 3);
    }

    #[test]
    fn a_second_journal_never_replaces_the_first() {
        let dir = tempfile::tempdir().unwrap();
        drop(JournalFile::create(dir.path()).unwrap());
        assert!(JournalFile::create(dir.path()).is_err());
    }

    #[test]
    fn a_journal_that_was_cut_at_any_byte_goes_on_with_every_whole_entry() {
        let dir = tempfile::tempdir().unwrap();
        let mut journal = JournalFile::create(dir.path()).unwrap();
        for text in ["one", "둘", "three"] {
            journal.append(Utc::now(), note(text)).unwrap();
        }
        let whole = std::fs::read(dir.path().join(FILE_NAME)).unwrap();
        let ends: Vec<usize> = whole
            .iter()
            .enumerate()
            .filter(|(_, byte)| **byte == b'\n')
            .map(|(index, _)| index + 1)
            .collect();
        for cut in 0..=whole.len() {
            let copy = tempfile::tempdir().unwrap();
            std::fs::write(copy.path().join(FILE_NAME), &whole[..cut]).unwrap();
            let wanted = ends.iter().filter(|end| **end <= cut).count();

            assert_eq!(
                JournalFile::read(copy.path()).unwrap().len(),
                wanted,
                "read at {cut}"
            );
            let (mut journal, entries) = JournalFile::reopen(copy.path()).unwrap();
            assert_eq!(entries.len(), wanted, "reopened at {cut}");
            journal.append(Utc::now(), note("after")).unwrap();
            let entries = JournalFile::read(copy.path()).unwrap();
            assert_eq!(entries.len(), wanted + 1, "appended at {cut}");
            assert_eq!(texts(&entries).last().unwrap(), "after");
        }
    }

    #[test]
    fn damage_in_the_middle_is_told_with_its_line_and_nothing_is_cut() {
        let dir = tempfile::tempdir().unwrap();
        let mut journal = JournalFile::create(dir.path()).unwrap();
        for text in ["one", "two", "three"] {
            journal.append(Utc::now(), note(text)).unwrap();
        }
        let path = dir.path().join(FILE_NAME);
        let text = std::fs::read_to_string(&path).unwrap();
        let damaged = text.replace("two", "t\"o");
        std::fs::write(&path, &damaged).unwrap();
        let error = JournalFile::reopen(dir.path()).unwrap_err().to_string();
        assert!(error.contains("line 2"), "{error}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), damaged);
    }

    #[test]
    fn a_full_disk_leaves_the_journal_as_it_was() {
        let dir = tempfile::tempdir().unwrap();
        let mut journal = JournalFile::create(dir.path()).unwrap();
        journal.append(Utc::now(), note("one")).unwrap();
        // The kernel's own full disk.
        let file = std::mem::replace(
            &mut journal.file,
            OpenOptions::new().append(true).open("/dev/full").unwrap(),
        );
        assert!(journal.append(Utc::now(), note("lost")).is_err());
        journal.file = file;
        assert_eq!(journal.append(Utc::now(), note("two")).unwrap().seq, 1);
        let entries = JournalFile::read(dir.path()).unwrap();
        assert_eq!(texts(&entries), ["one", "two"]);
    }
}
