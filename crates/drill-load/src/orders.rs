//! The customers' own journal: what they wanted to buy or to cancel, and what they were told of it.
//!
//! `orders.jsonl` holds one line before each checkout or cancellation and one after each acknowledgement. It knows nothing
//! of the shop's databases, so it can be held against them.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::LoadError;

/// The file's name within the traffic's folder.
pub const FILE: &str = "orders.jsonl";

/// An amount of money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// In minor units, such as cents.
    pub amount: i64,
    /// Such as `USD`.
    pub currency: String,
}

/// One line of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Line {
    /// A customer is about to check out.
    Intent(Intent),
    /// The shop acknowledged it.
    Ack(Ack),
    /// A customer is about to cancel an order.
    Cancel(Cancel),
    /// The shop said that it is cancelled.
    Cancelled(Cancel),
}

/// A customer is about to check out. Attempts with the same key are one intent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intent {
    /// The `Idempotency-Key`.
    pub key: Uuid,
    /// Which of the traffic's customers.
    pub customer: u32,
    /// The cart as the customer last saw it.
    pub items: Vec<IntentItem>,
    /// When.
    pub at: DateTime<Utc>,
}

/// One product of a cart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IntentItem {
    /// Which product.
    pub product_id: Uuid,
    /// How many.
    pub quantity: u32,
}

/// The shop acknowledged an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Ack {
    /// The intent's key.
    pub key: Uuid,
    /// The order's id.
    pub order_id: Uuid,
    /// The order's number as shown to the customer.
    pub number: String,
    /// What the order costs, as shown to the customer.
    pub total: Money,
    /// When the acknowledgement arrived.
    pub at: DateTime<Utc>,
}

/// The cancellation of an order that was acknowledged before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Cancel {
    /// The order's id.
    pub order_id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
}

/// Appends to the journal.
#[derive(Debug, Clone)]
pub(crate) struct OrderLog {
    path: Arc<Path>,
    file: Arc<Mutex<File>>,
}

impl OrderLog {
    pub(crate) fn open(dir: &Path) -> Result<Self, LoadError> {
        let path = dir.join(FILE);
        let file = open(dir, &path).map_err(|source| LoadError::File {
            path: path.clone(),
            source,
        })?;
        Ok(Self {
            path: path.into(),
            file: Arc::new(Mutex::new(file)),
        })
    }

    /// Appends one line. Once it returns, the line survives the death of this process.
    pub(crate) async fn append(&self, line: Line) -> Result<(), LoadError> {
        let file = Arc::clone(&self.file);
        // A disk that is busy with the shop's databases must not hold up the requests behind this one.
        let written = tokio::task::spawn_blocking(move || {
            let mut bytes = serde_json::to_vec(&line)?;
            bytes.push(b'\n');
            file.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .write_all(&bytes)
        })
        .await
        .unwrap_or_else(|error| Err(io::Error::other(error)));
        written.map_err(|source| LoadError::File {
            path: self.path.to_path_buf(),
            source,
        })
    }
}

fn open(dir: &Path, path: &Path) -> io::Result<File> {
    fs::create_dir_all(dir)?;
    let mut file = OpenOptions::new()
        .read(true)
        .append(true)
        .create(true)
        .open(path)?;
    // A line that was torn by a power loss must not swallow the next one.
    if file.seek(SeekFrom::End(0))? > 0 {
        let mut last = [0];
        file.seek(SeekFrom::End(-1))?;
        file.read_exact(&mut last)?;
        if last != *b"\n" {
            file.write_all(b"\n")?;
        }
    }
    Ok(file)
}

/// Reads the journal of a traffic's folder from its beginning, line by line; lines that are torn or foreign
/// are passed over. A journal that does not exist is empty.
///
/// # Errors
/// When the file exists and cannot be read.
pub fn read(dir: &Path) -> io::Result<impl Iterator<Item = io::Result<Line>>> {
    let path: PathBuf = dir.join(FILE);
    let file = match File::open(path) {
        Ok(file) => Some(file),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    let mut lines = file.map(BufReader::new);
    let mut bytes = Vec::new();
    Ok(std::iter::from_fn(move || {
        let lines = lines.as_mut()?;
        loop {
            bytes.clear();
            match lines.read_until(b'\n', &mut bytes) {
                Ok(0) => return None,
                Ok(_) => {
                    if let Ok(line) = serde_json::from_slice(&bytes) {
                        return Some(Ok(line));
                    }
                }
                Err(error) => return Some(Err(error)),
            }
        }
    }))
}
