//! Logs of processes: what they print, line by line, in files that do not grow without end.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncBufReadExt as _, AsyncRead, BufReader};

/// A full log is set aside under this many names.
const KEPT: u32 = 3;
/// A log is full at this many bytes.
const FULL: u64 = 8 * 1024 * 1024;
/// A longer line is cut into several.
const LONGEST_LINE: usize = 64 * 1024;

/// An open log, which is set aside when it is full.
#[derive(Clone)]
pub struct Log(Arc<Mutex<Rotating>>);

struct Rotating {
    path: PathBuf,
    file: Option<std::fs::File>,
    size: u64,
}

impl Log {
    /// Opens a log. The file is made with its first line.
    pub fn open(path: &Path) -> Self {
        Self(Arc::new(Mutex::new(Rotating {
            path: path.to_owned(),
            file: None,
            size: 0,
        })))
    }

    /// Adds a line.
    pub fn line(&self, line: &[u8]) {
        let mut log = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // A full disk must not stop the process whose words can't be kept.
        if let Err(error) = log.write(line) {
            log.file = None;
            tracing::warn!(log = %log.path.display(), %error, "A log could not be written.");
        }
    }

    /// Copies everything that a process prints, until it closes its end.
    pub(super) async fn copy(self, from: impl AsyncRead + Unpin) {
        let mut from = BufReader::new(from);
        let mut line = Vec::new();
        while let Ok(buffer) = from.fill_buf().await {
            if buffer.is_empty() {
                break;
            }
            let end = buffer.iter().position(|byte| *byte == b'\n');
            let take = end.map_or(buffer.len(), |end| end + 1);
            line.extend_from_slice(&buffer[..take]);
            from.consume(take);
            if end.is_some() || line.len() >= LONGEST_LINE {
                self.line(&line);
                line.clear();
            }
        }
        if !line.is_empty() {
            self.line(&line);
        }
    }
}

impl Rotating {
    fn write(&mut self, line: &[u8]) -> std::io::Result<()> {
        if self.size >= FULL {
            self.rotate()?;
        }
        if self.file.is_none() {
            let file = std::fs::File::options()
                .create(true)
                .append(true)
                .open(&self.path)?;
            self.size = file.metadata()?.len();
            self.file = Some(file);
        }
        let Some(file) = &mut self.file else {
            return Ok(());
        };
        file.write_all(line)?;
        self.size += line.len() as u64;
        if line.last() != Some(&b'\n') {
            file.write_all(b"\n")?;
            self.size += 1;
        }
        Ok(())
    }

    fn rotate(&mut self) -> std::io::Result<()> {
        self.file = None;
        let aside = |number: u32| self.path.with_extension(format!("log.{number}"));
        for number in (1..KEPT).rev() {
            let from = aside(number);
            if from.exists() {
                std::fs::rename(from, aside(number + 1))?;
            }
        }
        std::fs::rename(&self.path, aside(1))?;
        self.size = 0;
        Ok(())
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_log_keeps_every_line_and_a_last_one_without_its_end() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.log");
        Log::open(&path).copy(&b"one\ntwo\nthree"[..]).await;
        assert_eq!(std::fs::read_to_string(path).unwrap(), "one\ntwo\nthree\n");
    }

    #[test]
    fn a_full_log_is_set_aside_and_only_so_many_are_kept() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.log");
        let log = Log::open(&path);
        let line = vec![b'x'; 1024 * 1024];
        for _ in 0..50 {
            log.line(&line);
        }
        assert!(dir.path().join("a.log.3").exists());
        assert!(!dir.path().join("a.log.4").exists());
        assert!(std::fs::metadata(path).unwrap().len() <= FULL + 2 * 1024 * 1024);
    }
}
