//! The channel that alerts are written to: what a lab has instead of Slack.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use lab_managed::LabDir;
use serde::{Deserialize, Serialize};

/// The file is begun anew beyond this, and the one before is kept, in bytes.
const LARGEST: u64 = 1024 * 1024;

/// A channel's messages, in a file of the lab.
#[derive(Debug, Clone)]
pub struct Inbox {
    path: PathBuf,
}

/// A message, and when it came.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Received {
    /// When.
    pub at: DateTime<Utc>,
    /// Whose way it came: `slack` or `sns`.
    pub from: String,
    /// What Slack would have got.
    pub message: Message,
}

/// The [payload of Slack's incoming webhooks](https://api.slack.com/reference/messaging/payload), as far as
/// Alertmanager fills it in. Unknown parts are left out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Message {
    /// `#incidents`.
    pub channel: String,
    /// Who writes.
    pub username: String,
    /// In Slack's markup.
    pub text: String,
    /// With a coloured bar each.
    pub attachments: Vec<Attachment>,
}

/// A part of a message with a bar at its left.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Attachment {
    /// `danger`, `warning`, `good`, or `#` and a colour.
    pub color: String,
    /// Above the bar.
    pub pretext: String,
    /// The first line.
    pub title: String,
    /// Where the title leads.
    pub title_link: String,
    /// In Slack's markup.
    pub text: String,
    /// For clients that draw nothing.
    pub fallback: String,
    /// Pairs below the text.
    pub fields: Vec<Field>,
    /// Below everything.
    pub footer: String,
}

/// A pair of a title and a value.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Field {
    /// What it is.
    pub title: String,
    /// In Slack's markup.
    pub value: String,
}

impl Message {
    /// Whether Slack would refuse it: it shows nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty() && self.attachments.is_empty()
    }
}

impl Inbox {
    /// The inbox of a lab.
    #[must_use]
    pub fn of(dir: &LabDir) -> Self {
        Self {
            path: dir.path("inbox.jsonl"),
        }
    }

    /// Adds a message.
    ///
    /// # Errors
    /// When the disk refuses.
    pub(super) fn keep(&self, from: &str, message: Message) -> io::Result<()> {
        if fs::metadata(&self.path).is_ok_and(|file| file.len() > LARGEST) {
            fs::rename(&self.path, self.earlier())?;
        }
        let received = Received {
            at: Utc::now(),
            from: from.to_owned(),
            message,
        };
        let mut line = serde_json::to_vec(&received)?;
        line.push(b'\n');
        OpenOptions::new()
            .create(true)
            .append(true)
            .mode(0o600)
            .open(&self.path)?
            .write_all(&line)
    }

    /// Every message that is kept, the oldest first.
    ///
    /// # Errors
    /// When a file can't be read.
    pub fn messages(&self) -> io::Result<Vec<Received>> {
        let mut messages = read(&self.earlier())?;
        messages.extend(read(&self.path)?);
        Ok(messages)
    }

    fn earlier(&self) -> PathBuf {
        self.path.with_extension("1.jsonl")
    }
}

/// A line that a crash cut off is left out.
fn read(path: &Path) -> io::Result<Vec<Received>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(text
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok())
            .collect()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn saying(text: &str) -> Message {
        Message {
            text: text.to_owned(),
            ..Message::default()
        }
    }

    #[test]
    fn messages_are_kept_in_order_and_half_a_line_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let inbox = Inbox {
            path: folder.path().join("inbox.jsonl"),
        };
        assert_eq!(inbox.messages().unwrap(), []);
        inbox.keep("slack", saying("one")).unwrap();
        inbox.keep("sns", saying("two")).unwrap();
        let mut file = OpenOptions::new().append(true).open(&inbox.path).unwrap();
        file.write_all(b"{\"at\":\"2026-").unwrap();
        let texts: Vec<String> = inbox
            .messages()
            .unwrap()
            .into_iter()
            .map(|received| received.message.text)
            .collect();
        assert_eq!(texts, ["one", "two"]);
    }

    #[test]
    fn a_full_file_is_begun_anew_and_the_last_one_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let inbox = Inbox {
            path: folder.path().join("inbox.jsonl"),
        };
        let long = "x".repeat(usize::try_from(LARGEST).unwrap());
        for text in [&long, "second"] {
            inbox.keep("slack", saying(text)).unwrap();
        }
        assert!(fs::metadata(&inbox.path).unwrap().len() < LARGEST);
        assert_eq!(inbox.messages().unwrap().len(), 2);
    }
}
