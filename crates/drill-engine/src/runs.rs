//! The folders of a lab's runs.

use std::fs::DirBuilder;
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use drill_core::journal::Entry;
use lab_managed::objects::Snapshot;

use crate::journal_file::{FILE_NAME, JournalFile, JournalFileError, sync_dir};

/// One run's folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RunFolder {
    /// The run's id: when it began and which drill it plays. Ids sort by time.
    pub id: String,
    /// The folder.
    pub path: PathBuf,
}

impl RunFolder {
    /// Makes the folder of a new run.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn create(runs: &Path, at: DateTime<Utc>, drill: &str) -> io::Result<Self> {
        DirBuilder::new().recursive(true).mode(0o700).create(runs)?;
        let stamp = at.format("%Y%m%d-%H%M%S");
        // Two runs of one second: the later one gets a higher number, which also sorts later.
        for attempt in 1..100 {
            let id = match attempt {
                1 => format!("{stamp}-{drill}"),
                n => format!("{stamp}-{drill}-{n:02}"),
            };
            let path = runs.join(&id);
            match DirBuilder::new().mode(0o700).create(&path) {
                Ok(()) => {
                    sync_dir(runs)?;
                    return Ok(Self { id, path });
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    /// Where it is kept what was on the lab's cluster before the run.
    pub(crate) fn objects(&self) -> PathBuf {
        self.path.join("objects.json")
    }

    /// What was on the lab's cluster before the run; none for a lab without one, and for a run that was cut before.
    pub(crate) fn objects_before(&self) -> Option<Snapshot> {
        Snapshot::load(&self.objects()).unwrap_or_else(|error| {
            tracing::error!(%error, "What was on the cluster before the run can't be read.");
            None
        })
    }

    /// The runs of a lab that have a journal, oldest first.
    #[must_use]
    pub fn list(runs: &Path) -> Vec<Self> {
        let mut found: Vec<Self> = std::fs::read_dir(runs)
            .into_iter()
            .flatten()
            .flatten()
            .filter(|entry| entry.path().join(FILE_NAME).exists())
            .filter_map(|entry| {
                Some(Self {
                    id: entry.file_name().into_string().ok()?,
                    path: entry.path(),
                })
            })
            .collect();
        found.sort();
        found
    }

    /// The run with this id, or the last one when none is named.
    #[must_use]
    pub fn find(runs: &Path, id: Option<&str>) -> Option<Self> {
        let mut all = Self::list(runs);
        match id {
            None => all.pop(),
            Some(id) => all.into_iter().find(|run| run.id == id),
        }
    }

    /// The run's entries.
    ///
    /// # Errors
    /// When its journal can't be read.
    pub fn entries(&self) -> Result<Vec<Entry>, JournalFileError> {
        JournalFile::read(&self.path)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    #[test]
    fn ids_sort_by_time_even_within_a_second() {
        let dir = tempfile::tempdir().unwrap();
        let at = DateTime::UNIX_EPOCH + TimeDelta::milliseconds(1_795_520_000_250);
        let made: Vec<RunFolder> = [0, 0, 1, 3600]
            .map(|later| {
                RunFolder::create(dir.path(), at + TimeDelta::seconds(later), "catalog-gone")
            })
            .into_iter()
            .map(Result::unwrap)
            .inspect(|run| drop(JournalFile::create(&run.path).unwrap()))
            .collect();
        assert_eq!(RunFolder::list(dir.path()), made);
        assert_eq!(RunFolder::find(dir.path(), None).as_ref(), made.last());
        assert_eq!(
            RunFolder::find(dir.path(), Some(&made[1].id)).as_ref(),
            Some(&made[1])
        );
    }

    #[test]
    fn a_folder_whose_run_never_began_is_no_run() {
        let dir = tempfile::tempdir().unwrap();
        RunFolder::create(dir.path(), Utc::now(), "catalog-gone").unwrap();
        assert_eq!(RunFolder::find(dir.path(), None), None);
    }
}
