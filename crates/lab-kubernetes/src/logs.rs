//! Pods' logs, copied into the lab's folder.
//!
//! They are read from the files of the nodes, which are on this machine. Through the API server the same lines took a
//! fifth of a core per lab at 20 requests/s: each is a message of its own through three programs.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead as _, BufReader, Seek as _, SeekFrom};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use k8s_openapi::jiff::{SignedDuration, Timestamp};
use lab_managed::process::LogFile;
use tokio_util::sync::CancellationToken;

/// How often the files are looked at.
const POLL: Duration = Duration::from_millis(500);

/// Copies what a pod prints from the files in `folder` to a log, until it is told that the pod is gone.
pub(crate) async fn keep(folder: &Path, to: &Path, gone: CancellationToken) {
    // A supervisor that was started anew goes on where the one before ended. Better a line twice than none.
    let written = to.metadata().and_then(|file| file.modified()).ok();
    let margin = SignedDuration::try_from(POLL).unwrap_or_default();
    let mut tail = Tail {
        since: written
            .and_then(|time| Timestamp::try_from(time).ok())
            .and_then(|time| time.checked_sub(margin).ok()),
        ..Tail::default()
    };
    let log = LogFile::open(to);
    loop {
        let over = gone.is_cancelled();
        if let Err(error) = tail.copy(folder, &mut |line| log.line(line)) {
            tracing::debug!(folder = %folder.display(), %error, "A pod's log can't be read now.");
        }
        // The kubelet keeps the files for a while, so what came last was there to be read.
        if over {
            return;
        }
        tokio::select! {
            () = gone.cancelled() => {}
            () = tokio::time::sleep(POLL) => {}
        }
    }
}

/// How far the files of a pod have been read.
#[derive(Default)]
struct Tail {
    /// What is older was copied before.
    since: Option<Timestamp>,
    /// Bytes by inode: a file that is set aside keeps it.
    read: BTreeMap<u64, u64>,
    /// The beginnings of lines that the runtime cut, by container.
    begun: BTreeMap<PathBuf, Vec<u8>>,
}

impl Tail {
    /// Gives every line that came since the last call.
    fn copy(&mut self, folder: &Path, line: &mut dyn FnMut(&[u8])) -> std::io::Result<()> {
        for container in folder.read_dir()? {
            let container = container?.path();
            for path in files(&container)? {
                let file = File::open(&path)?;
                let meta = file.metadata()?;
                let from = self.read.get(&meta.ino()).copied().unwrap_or_default();
                if meta.len() > from {
                    let to = self.lines(&container, file, from, line)?;
                    self.read.insert(meta.ino(), to);
                }
            }
        }
        Ok(())
    }

    fn lines(
        &mut self,
        container: &Path,
        mut file: File,
        mut from: u64,
        line: &mut dyn FnMut(&[u8]),
    ) -> std::io::Result<u64> {
        file.seek(SeekFrom::Start(from))?;
        let mut reader = BufReader::new(file);
        let mut entry = Vec::new();
        loop {
            entry.clear();
            let read = reader.read_until(b'\n', &mut entry)?;
            // The end of the line has not been written yet.
            if entry.pop() != Some(b'\n') {
                return Ok(from);
            }
            from += read as u64;
            let Some((time, whole, words)) = parse(&entry) else {
                continue;
            };
            if self.is_old(time) {
                continue;
            }
            let begun = self.begun.entry(container.to_owned()).or_default();
            begun.extend_from_slice(words);
            if whole {
                line(begun);
                begun.clear();
            }
        }
    }

    fn is_old(&self, time: &str) -> bool {
        let Some(since) = self.since else {
            return false;
        };
        time.parse::<Timestamp>().is_ok_and(|time| time <= since)
    }
}

/// The files of a container, the oldest first: `0.log.20261127-101500`, `0.log`, `1.log`.
fn files(container: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in container.read_dir()? {
        let path = entry?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
            continue;
        };
        let mut parts = name.splitn(3, '.');
        let restarts = parts.next().and_then(|count| count.parse::<u32>().ok());
        let (is_log, aside) = (parts.next() == Some("log"), parts.next().map(str::to_owned));
        let Some(restarts) = restarts.filter(|_| is_log) else {
            continue;
        };
        // Packed ones were read before they were packed.
        if aside.as_ref().is_none_or(|aside| !aside.ends_with("gz")) {
            let order = (restarts, aside.is_none(), aside);
            files.push((order, path));
        }
    }
    files.sort();
    Ok(files.into_iter().map(|(_, path)| path).collect())
}

/// An entry of the [container runtime's log format](https://github.com/kubernetes/design-proposals-archive/blob/main/node/kubelet-cri-logging.md):
/// the time, whether the line ends here, and the line.
fn parse(entry: &[u8]) -> Option<(&str, bool, &[u8])> {
    let mut parts = entry.splitn(4, |byte| *byte == b' ');
    let time = std::str::from_utf8(parts.next()?).ok()?;
    let _stream = parts.next()?;
    let whole = parts.next()? == b"F";
    Some((time, whole, parts.next()?))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use std::io::Write as _;

    struct Pod {
        folder: tempfile::TempDir,
        tail: Tail,
    }

    impl Pod {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            std::fs::create_dir(folder.path().join("order")).unwrap();
            Self {
                folder,
                tail: Tail::default(),
            }
        }

        fn path(&self, name: &str) -> PathBuf {
            self.folder.path().join("order").join(name)
        }

        fn print(&self, name: &str, text: &str) {
            let path = self.path(name);
            let mut file = File::options()
                .create(true)
                .append(true)
                .open(path)
                .unwrap();
            file.write_all(text.as_bytes()).unwrap();
        }

        fn copied(&mut self) -> Vec<String> {
            let mut lines = Vec::new();
            let mut keep = |line: &[u8]| lines.push(String::from_utf8_lossy(line).into_owned());
            self.tail.copy(self.folder.path(), &mut keep).unwrap();
            lines
        }
    }

    #[test]
    fn each_line_comes_once_and_only_when_it_is_whole() {
        let mut pod = Pod::new();
        pod.print(
            "0.log",
            "2026-11-27T10:00:00.5Z stdout F one\n2026-11-27T10:00:01Z stdout F tw",
        );
        assert_eq!(pod.copied(), ["one"]);
        pod.print("0.log", "o words\n2026-11-27T10:00:02Z stderr P long \n");
        assert_eq!(pod.copied(), ["two words"]);
        pod.print("0.log", "2026-11-27T10:00:02Z stderr F line\n");
        assert_eq!(pod.copied(), ["long line"]);
        assert_eq!(pod.copied(), [""; 0]);
    }

    #[test]
    fn nothing_is_lost_or_told_twice_when_a_file_is_set_aside_or_the_container_starts_again() {
        let mut pod = Pod::new();
        pod.print("0.log", "2026-11-27T10:00:00Z stdout F one\n");
        assert_eq!(pod.copied(), ["one"]);
        pod.print("0.log", "2026-11-27T10:00:01Z stdout F two\n");
        std::fs::rename(pod.path("0.log"), pod.path("0.log.20261127-100002")).unwrap();
        pod.print("0.log", "2026-11-27T10:00:03Z stdout F three\n");
        pod.print("1.log", "2026-11-27T10:00:04Z stdout F four\n");
        assert_eq!(pod.copied(), ["two", "three", "four"]);
    }

    #[test]
    fn what_an_earlier_supervisor_copied_is_not_copied_again() {
        let mut pod = Pod::new();
        pod.tail.since = Some("2026-11-27T10:00:01Z".parse().unwrap());
        pod.print(
            "0.log",
            "2026-11-27T10:00:00.999999999Z stdout F old\n2026-11-27T10:00:01.000000001Z stdout F new\n",
        );
        assert_eq!(pod.copied(), ["new"]);
    }
}
