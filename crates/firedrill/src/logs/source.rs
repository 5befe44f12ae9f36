//! The files of one process's log: the current one, and those that were set aside when full.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use super::line::{Level, Line, head};

/// The log of one process, and how far it was read.
#[derive(Debug)]
pub(crate) struct Source {
    /// The process.
    pub(crate) process: String,
    path: PathBuf,
    offset: u64,
    inode: u64,
    /// The beginning of a line whose end is not written yet.
    rest: Vec<u8>,
    /// Of the last line that had them.
    last: (Option<DateTime<Utc>>, Option<Level>),
}

impl Source {
    /// The logs in a folder, sorted by process.
    pub(crate) fn list(folder: &Path) -> Vec<Self> {
        let mut found: Vec<Self> = std::fs::read_dir(folder)
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(|entry| {
                let name = entry.file_name().into_string().ok()?;
                Some(Self::new(name.strip_suffix(".log")?, entry.path()))
            })
            .collect();
        found.sort_by(|a, b| a.process.cmp(&b.process));
        found
    }

    fn new(process: &str, path: PathBuf) -> Self {
        Self {
            process: process.to_owned(),
            path,
            offset: 0,
            inode: 0,
            rest: Vec::new(),
            last: (None, None),
        }
    }

    /// Everything that is there, the oldest line first.
    ///
    /// # Errors
    /// When a file can't be read.
    pub(crate) fn read(&mut self) -> std::io::Result<Vec<Line>> {
        let mut lines = Vec::new();
        for number in (1..=9).rev() {
            let aside = self.path.with_extension(format!("log.{number}"));
            if aside.exists() {
                let bytes = std::fs::read(aside)?;
                self.lines(&bytes, &mut lines);
            }
        }
        lines.extend(self.more()?);
        Ok(lines)
    }

    /// What was written since the last time. A log that was set aside in between is read to its end
    /// first.
    ///
    /// # Errors
    /// When a file can't be read.
    pub(crate) fn more(&mut self) -> std::io::Result<Vec<Line>> {
        let mut lines = Vec::new();
        let mut file = match File::open(&self.path) {
            Ok(file) => file,
            // Just being set aside.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(lines),
            Err(error) => return Err(error),
        };
        let inode = file.metadata()?.ino();
        if self.inode != 0 && self.inode != inode {
            self.finish_old(&mut lines)?;
        }
        self.inode = inode;
        file.seek(SeekFrom::Start(self.offset))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        self.offset += bytes.len() as u64;
        self.lines(&bytes, &mut lines);
        Ok(lines)
    }

    fn finish_old(&mut self, lines: &mut Vec<Line>) -> std::io::Result<()> {
        let aside = self.path.with_extension("log.1");
        if let Ok(mut file) = File::open(aside)
            && file.metadata()?.ino() == self.inode
        {
            file.seek(SeekFrom::Start(self.offset))?;
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes)?;
            self.lines(&bytes, lines);
        }
        self.offset = 0;
        Ok(())
    }

    fn lines(&mut self, bytes: &[u8], lines: &mut Vec<Line>) {
        self.rest.extend_from_slice(bytes);
        let Some(end) = self.rest.iter().rposition(|byte| *byte == b'\n') else {
            return;
        };
        let whole: Vec<u8> = self.rest.drain(..=end).collect();
        for text in String::from_utf8_lossy(&whole).lines() {
            let (at, level) = head(text);
            self.last = (at.or(self.last.0), level.or(self.last.1));
            lines.push(Line {
                process: self.process.clone(),
                at: self.last.0,
                level: self.last.1,
                text: text.to_owned(),
            });
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use std::io::Write as _;

    fn texts(lines: &[Line]) -> Vec<&str> {
        lines.iter().map(|line| line.text.as_str()).collect()
    }

    #[test]
    fn older_files_come_first_and_half_a_line_waits_for_its_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("order-1.log");
        std::fs::write(path.with_extension("log.2"), "a\n").unwrap();
        std::fs::write(path.with_extension("log.1"), "b\n").unwrap();
        std::fs::write(&path, "c\nhal").unwrap();
        let mut source = Source::list(folder.path()).pop().unwrap();
        assert_eq!(source.process, "order-1");
        assert_eq!(texts(&source.read().unwrap()), ["a", "b", "c"]);
        let mut file = File::options().append(true).open(&path).unwrap();
        file.write_all(b"f\nd\n").unwrap();
        assert_eq!(texts(&source.more().unwrap()), ["half", "d"]);
    }

    #[test]
    fn nothing_is_missed_when_a_log_is_set_aside() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("main-1.log");
        std::fs::write(&path, "one\n").unwrap();
        let mut source = Source::list(folder.path()).pop().unwrap();
        assert_eq!(texts(&source.read().unwrap()), ["one"]);
        File::options()
            .append(true)
            .open(&path)
            .unwrap()
            .write_all(b"two\n")
            .unwrap();
        std::fs::rename(&path, path.with_extension("log.1")).unwrap();
        assert!(source.more().unwrap().is_empty());
        std::fs::write(&path, "three\n").unwrap();
        assert_eq!(texts(&source.more().unwrap()), ["two", "three"]);
    }
}
