//! The objects of a lab's cluster, as far as drills look at them and change them.

use std::collections::BTreeMap;
use std::path::Path;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use drill_core::object::ObjectName;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{LabError, state};

/// What a lab on a cluster can be asked beside [`crate::Compute`]. Names without a namespace are of the lab's.
#[async_trait]
pub trait Objects: Send + Sync {
    /// An object as the API server has it; none when there is none.
    async fn read(&self, object: &ObjectName) -> Result<Option<Value>, LabError>;

    /// Changes the fields of an object that `change` has, as `kubectl patch` does.
    async fn patch(&self, object: &ObjectName, change: &Value) -> Result<(), LabError>;

    /// Creates or changes an object, as `kubectl apply --server-side` does.
    async fn apply(&self, manifest: &Value) -> Result<(), LabError>;

    /// Deletes an object. One that is not there is deleted already.
    async fn delete(&self, object: &ObjectName) -> Result<(), LabError>;

    /// Everything that people configure in the lab's namespace, and `beside` it, as it is now.
    async fn snapshot(&self, beside: &[ObjectName]) -> Result<Snapshot, LabError>;

    /// Makes everything that a snapshot holds what it was, and deletes what is new. Safe to run twice.
    async fn restore(&self, snapshot: &Snapshot) -> Result<(), LabError>;

    /// What the cluster reports about an object, the newest last. A name that ends in a hyphen stands for all that
    /// begin so.
    async fn events(&self, object: &ObjectName) -> Result<Vec<ObjectEvent>, LabError>;

    /// The status of a GET request through a Service.
    async fn get_through(&self, service: &str, path: &str) -> Result<u16, LabError>;

    /// Whether a change of the whole cluster would hurt somebody else.
    async fn others(&self) -> Result<Others, LabError>;
}

/// The format of a snapshot's file.
const FORMAT_VERSION: u32 = 1;

/// Objects as they were.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Snapshot {
    /// The format of its file.
    pub format_version: u32,
    /// Each object of the namespace, by kind and name.
    pub namespace: BTreeMap<ObjectName, Value>,
    /// Those beside it; none for one that was not there.
    pub beside: BTreeMap<ObjectName, Option<Value>>,
}

impl Default for Snapshot {
    fn default() -> Self {
        Self {
            format_version: FORMAT_VERSION,
            namespace: BTreeMap::new(),
            beside: BTreeMap::new(),
        }
    }
}

impl Snapshot {
    /// Reads a snapshot; none when it was never written.
    ///
    /// # Errors
    /// When the file can't be read or understood.
    pub fn load(path: &Path) -> Result<Option<Self>, LabError> {
        state::load(path, FORMAT_VERSION)
    }

    /// Writes it, whole or not at all, for its owner alone: Secrets are among the objects.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn save(&self, path: &Path) -> Result<(), LabError> {
        state::save(path, self)
    }
}

/// Something that the cluster reports about an object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ObjectEvent {
    /// Why, in one word: `FailedScheduling`.
    pub reason: String,
    /// What happened.
    pub message: String,
    /// When it was last seen.
    pub at: DateTime<Utc>,
}

/// Who else is on the cluster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Others {
    /// Whether the cluster is one that firedrill made for labs.
    pub embedded: bool,
    /// Names of other labs on it.
    pub labs: Vec<String>,
}
