//! Bins into files.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use drill_core::slo::Bin;

use super::{FILE_MS, start_of};
use crate::error::LoadError;

/// How long a file is kept after the time that it covers, in milliseconds.
const KEEP_MS: i64 = 2 * 3_600_000;

/// Appends bins to the newest file of a folder, begins another every ten minutes, removes those older
/// than two hours.
#[derive(Debug)]
pub(crate) struct BinWriter {
    dir: PathBuf,
    current: Option<Current>,
}

#[derive(Debug)]
struct Current {
    path: PathBuf,
    file: File,
    start_ms: i64,
    last_ms: i64,
}

impl BinWriter {
    /// A new writer always begins a new file: the last line of the one before it may be torn.
    pub(crate) fn new(dir: &Path) -> Result<Self, LoadError> {
        fs::create_dir_all(dir).map_err(|source| LoadError::File {
            path: dir.to_owned(),
            source,
        })?;
        Ok(Self {
            dir: dir.to_owned(),
            current: None,
        })
    }

    pub(crate) fn append(&mut self, bins: &[Bin]) -> Result<(), LoadError> {
        let mut rest = bins;
        while let Some(first) = rest.first() {
            let current = self.current_for(first.at_ms)?;
            let mut lines = Vec::new();
            let mut last_ms = first.at_ms - 1;
            let fit = rest
                .iter()
                .take_while(|bin| {
                    let fits = bin.at_ms < current.start_ms + FILE_MS && bin.at_ms > last_ms;
                    last_ms = bin.at_ms;
                    fits
                })
                .count();
            let (now, later) = rest.split_at(fit);
            for bin in now {
                serde_json::to_writer(&mut lines, bin)
                    .map_err(|error| current.failed(error.into()))?;
                lines.push(b'\n');
                current.last_ms = bin.at_ms;
            }
            // Whole lines in one call: a reader sees a torn line only when the machine died.
            let written = current.file.write_all(&lines);
            written.map_err(|error| current.failed(error))?;
            rest = later;
        }
        Ok(())
    }

    /// The file for a bin. Lines of one file ascend, which a reader relies on; a wall clock that was set back
    /// therefore begins another file.
    fn current_for(&mut self, at_ms: i64) -> Result<&mut Current, LoadError> {
        let fits = self
            .current
            .as_ref()
            .is_some_and(|current| at_ms > current.last_ms && at_ms < current.start_ms + FILE_MS);
        if !fits {
            self.current = None;
            self.clean(at_ms);
        }
        let dir = &self.dir;
        match &mut self.current {
            Some(current) => Ok(current),
            empty => Ok(empty.insert(begin(dir, at_ms)?)),
        }
    }

    fn clean(&self, now_ms: i64) {
        let Ok(entries) = fs::read_dir(&self.dir) else {
            return;
        };
        for path in entries.flatten().map(|entry| entry.path()) {
            let old = start_of(&path).is_some_and(|start| start + FILE_MS + KEEP_MS <= now_ms);
            if old && let Err(error) = fs::remove_file(&path) {
                tracing::warn!(path = %path.display(), %error, "An old file of bins could not be removed.");
            }
        }
    }
}

fn begin(dir: &Path, at_ms: i64) -> Result<Current, LoadError> {
    // Two generators that began within one bin must not share a file.
    let mut start_ms = at_ms;
    loop {
        let path = dir.join(format!("bins-{start_ms}.jsonl"));
        match OpenOptions::new().append(true).create_new(true).open(&path) {
            Ok(file) => {
                return Ok(Current {
                    path,
                    file,
                    start_ms: at_ms,
                    last_ms: at_ms - 1,
                });
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => start_ms += 1,
            Err(source) => return Err(LoadError::File { path, source }),
        }
    }
}

impl Current {
    fn failed(&self, source: io::Error) -> LoadError {
        LoadError::File {
            path: self.path.clone(),
            source,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::BinReader;
    use super::*;

    const START: i64 = 1_790_000_000_000;

    fn bins(from: i64, to: i64) -> Vec<Bin> {
        let at = (from..to).step_by(100);
        at.map(|at| Bin {
            at_ms: START + at,
            ..Bin::default()
        })
        .collect()
    }

    fn files(dir: &Path) -> Vec<i64> {
        let mut starts: Vec<i64> = fs::read_dir(dir)
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(|entry| start_of(&entry.path()))
            .map(|start| start - START)
            .collect();
        starts.sort_unstable();
        starts
    }

    #[test]
    fn another_file_begins_every_ten_minutes_and_old_ones_are_removed()
    -> Result<(), Box<dyn std::error::Error>> {
        let dir = tempfile::tempdir()?;
        let mut writer = BinWriter::new(dir.path())?;
        for minute in 0..150 {
            writer.append(&bins(minute * 60_000, (minute + 1) * 60_000))?;
        }
        let kept: Vec<i64> = (2..15).map(|file| file * 600_000).collect();
        assert_eq!(files(dir.path()), kept, "two hours and the file in use");
        let read = BinReader::open(dir.path()).since(0)?;
        assert_eq!(read.len(), 13 * 6_000);
        Ok(())
    }

    #[test]
    fn a_wall_clock_that_was_set_back_begins_another_file() -> Result<(), Box<dyn std::error::Error>>
    {
        let dir = tempfile::tempdir()?;
        let mut writer = BinWriter::new(dir.path())?;
        writer.append(&bins(10_000, 11_000))?;
        writer.append(&bins(9_500, 10_500))?;
        assert_eq!(files(dir.path()), [9_500, 10_000]);
        assert_eq!(BinReader::open(dir.path()).since(0)?.len(), 15);
        Ok(())
    }

    #[test]
    fn two_writers_that_begin_at_once_do_not_share_a_file() -> Result<(), Box<dyn std::error::Error>>
    {
        let dir = tempfile::tempdir()?;
        BinWriter::new(dir.path())?.append(&bins(0, 200))?;
        BinWriter::new(dir.path())?.append(&bins(0, 200))?;
        assert_eq!(files(dir.path()), [0, 1]);
        assert_eq!(BinReader::open(dir.path()).since(0)?.len(), 2);
        Ok(())
    }
}
