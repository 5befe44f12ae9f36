//! The journal's lines.

use super::Entry;

/// A journal that cannot be read: something other than its last line is damaged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the journal is damaged: {why}")]
pub struct JournalError {
    /// Which line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub why: String,
}

/// An entry as one line, with its line feed.
///
/// # Errors
/// When an entry holds a value that JSON cannot express.
pub fn encode(entry: &Entry) -> Result<String, serde_json::Error> {
    let mut line = serde_json::to_string(entry)?;
    line.push('\n');
    Ok(line)
}

/// Every entry, and how many bytes of the journal they take. What follows those bytes is a last line
/// that a crash tore; it was never acknowledged and is to be cut off before the next entry is written.
///
/// # Errors
/// When any line that ends in a line feed is not an entry, or when entries do not count up by one.
pub fn decode(bytes: &[u8]) -> Result<(Vec<Entry>, usize), JournalError> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut valid_len = 0;
    for (index, line) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
        if line.last() != Some(&b'\n') {
            break;
        }
        let damaged = |why: String| JournalError {
            line: index + 1,
            why,
        };
        let entry: Entry =
            serde_json::from_slice(line).map_err(|error| damaged(error.to_string()))?;
        let expected = entries.last().map_or(0, |last| last.seq + 1);
        if entry.seq != expected {
            return Err(damaged(format!(
                "entry {} stands where entry {expected} belongs",
                entry.seq
            )));
        }
        entries.push(entry);
        valid_len += line.len();
    }
    Ok((entries, valid_len))
}
