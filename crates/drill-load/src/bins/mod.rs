//! What customers saw, in files of 100 ms bins: counting, writing, reading.
//!
//! A folder holds `bins-<start>.jsonl`, where `<start>` is the first bin in milliseconds since 1970. A line
//! is one [`Bin`](drill_core::slo::Bin), and is written once every request of it is settled, so at most
//! the timeout and 300 ms after the bin's end. A bin without requests is written too: its absence means
//! that no traffic was made.

mod reader;
mod recorder;
mod writer;

use std::path::Path;

pub use reader::BinReader;
pub(crate) use recorder::{Outcome, Recorder, Ticket};
pub(crate) use writer::BinWriter;

/// How much time one file covers, in milliseconds.
const FILE_MS: i64 = 600_000;

/// The first bin of a file, from its name; none when it is not one of ours.
fn start_of(path: &Path) -> Option<i64> {
    path.file_name()?
        .to_str()?
        .strip_prefix("bins-")?
        .strip_suffix(".jsonl")?
        .parse()
        .ok()
}
