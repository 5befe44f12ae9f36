//! Bins from files.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::PathBuf;

use drill_core::slo::{BIN_MS, Bin};
use serde::Deserialize;

use super::{FILE_MS, start_of};

/// Below this size a file is read from where the search stands; above it, the search goes on.
const SEARCH_DOWN_TO: u64 = 64 * 1024;

/// Reads the bins of a traffic's folder, also while traffic writes them.
///
/// A torn or foreign line is passed over. Bins of two generators that overlap in time are added up.
#[derive(Debug, Clone)]
pub struct BinReader {
    dir: PathBuf,
}

impl BinReader {
    /// A reader of this folder, which need not exist yet.
    pub fn open(dir: impl Into<PathBuf>) -> Self {
        Self { dir: dir.into() }
    }

    /// The bins that start from `from_ms` until before `to_ms`, in order of time, in milliseconds since 1970.
    ///
    /// # Errors
    /// When the folder or a file cannot be read. A folder that does not exist has no bins.
    pub fn between(&self, from_ms: i64, to_ms: i64) -> io::Result<Vec<Bin>> {
        let mut found: BTreeMap<i64, Bin> = BTreeMap::new();
        for path in self.files(from_ms, to_ms)? {
            let mut file = match File::open(&path) {
                Ok(file) => file,
                // Removed by the cleanup since it was listed.
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err(error),
            };
            seek_near(&mut file, from_ms)?;
            let mut lines = BufReader::new(file);
            let mut line = Vec::new();
            loop {
                line.clear();
                if lines.read_until(b'\n', &mut line)? == 0 {
                    break;
                }
                let Ok(bin) = serde_json::from_slice::<Bin>(&line) else {
                    continue;
                };
                if bin.at_ms >= to_ms {
                    break;
                }
                if bin.at_ms >= from_ms {
                    merge(&mut found, bin);
                }
            }
        }
        Ok(found.into_values().collect())
    }

    /// The bins that start at `from_ms` or later.
    ///
    /// # Errors
    /// As [`between`](Self::between).
    pub fn since(&self, from_ms: i64) -> io::Result<Vec<Bin>> {
        self.between(from_ms, i64::MAX)
    }

    /// The files that can hold bins of this time, the oldest first.
    fn files(&self, from_ms: i64, to_ms: i64) -> io::Result<Vec<PathBuf>> {
        let entries = match fs::read_dir(&self.dir) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut files = Vec::new();
        for entry in entries {
            let path = entry?.path();
            // The name may be off by less than a bin, when two files began at once.
            if let Some(start) = start_of(&path)
                && start.saturating_sub(BIN_MS) < to_ms
                && start.saturating_add(FILE_MS) > from_ms
            {
                files.push((start, path));
            }
        }
        files.sort();
        Ok(files.into_iter().map(|(_, path)| path).collect())
    }
}

fn merge(found: &mut BTreeMap<i64, Bin>, bin: Bin) {
    let into = found.entry(bin.at_ms).or_insert_with(|| Bin {
        at_ms: bin.at_ms,
        ..Bin::default()
    });
    for (journey, counts) in bin.journeys {
        into.journeys.entry(journey).or_default().add(&counts);
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Head {
    at_ms: i64,
}

/// Moves to the start of a line at or before the first bin of `from_ms`. Lines ascend, so a second's worth
/// of bins need not be looked for in ten minutes of them.
fn seek_near(file: &mut File, from_ms: i64) -> io::Result<()> {
    let mut low = 0;
    let mut high = file.metadata()?.len();
    while high - low > SEARCH_DOWN_TO {
        let middle = low + (high - low) / 2;
        match line_after(file, middle, high)? {
            Some((start, at_ms)) if at_ms < from_ms => low = start,
            // Later, or nothing readable there: what is wanted is not lost by reading more.
            _ => high = middle,
        }
    }
    file.seek(SeekFrom::Start(low))?;
    Ok(())
}

/// The first whole line that starts after `position` and before `end`: where it starts, and its bin's time.
fn line_after(file: &mut File, position: u64, end: u64) -> io::Result<Option<(u64, i64)>> {
    file.seek(SeekFrom::Start(position))?;
    let mut lines = BufReader::with_capacity(2048, file.take(end - position));
    let mut line = Vec::new();
    let skipped = lines.read_until(b'\n', &mut line)?;
    line.clear();
    lines.read_until(b'\n', &mut line)?;
    let start = position + u64::try_from(skipped).unwrap_or(u64::MAX);
    Ok(serde_json::from_slice::<Head>(&line)
        .ok()
        .map(|head| (start, head.at_ms)))
}
