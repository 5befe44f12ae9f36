//! A change that a drill makes: typed, declarative and reversible.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::object::ObjectName;
use crate::period::Period;

/// A change that a drill makes to a lab. Whoever applies it records what undoes it before it is made.
///
/// ```yaml
/// fault:
///   - scale: { workload: catalog, replicas: 0 }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum Fault {
    /// Gives a workload so many replicas.
    Scale {
        /// The workload's name.
        workload: String,
        /// How many replicas it gets.
        replicas: u32,
    },
    /// Changes settings of a workload, which restarts it.
    Set {
        /// The workload's name.
        workload: String,
        /// The settings by name. Values are text: write "20", not 20.
        settings: BTreeMap<String, String>,
    },
    /// Degrades a link.
    Link {
        /// The link's name, as in `main->catalog`.
        link: String,
        /// How long every message is held back.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        latency: Option<Period>,
        /// How much that delay varies to either side.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        jitter: Option<Period>,
        /// How connections fail.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        mode: Option<LinkMode>,
    },
    /// Kills a process without warning. Its supervisor restarts it, so there is nothing to undo.
    Kill {
        /// The process's name, as in `order-1` or `postgres`.
        process: String,
    },
    /// Replaces every replica of a workload, one after the other, so there is nothing to undo.
    Restart {
        /// The workload's name.
        workload: String,
    },
    /// Runs statements as the database's administrator.
    Sql {
        /// The database's name.
        database: String,
        /// What makes the change.
        apply: String,
        /// What takes it back; must be safe to run twice.
        undo: String,
    },
    /// Lets more or fewer customers come.
    Traffic {
        /// Requests per second.
        rate: u32,
    },
    /// Changes an object of the cluster as `kubectl patch` does: the fields that are given, lists by their keys.
    Patch {
        /// The object.
        object: ObjectName,
        /// The fields. An image that has no tag is the lab's own of this name.
        change: Value,
    },
    /// Creates or changes an object of the cluster as `kubectl apply` does.
    Apply {
        /// The whole object. An image that has no tag is the lab's own of this name.
        manifest: Value,
    },
    /// Deletes an object of the cluster.
    Delete {
        /// The object.
        object: ObjectName,
    },
}

impl Fault {
    /// The object of a cluster that it changes; none where it needs no cluster.
    #[must_use]
    pub fn object(&self) -> Option<ObjectName> {
        match self {
            Self::Patch { object, .. } | Self::Delete { object } => Some(object.clone()),
            Self::Apply { manifest } => ObjectName::of_manifest(manifest),
            Self::Scale { .. }
            | Self::Set { .. }
            | Self::Link { .. }
            | Self::Kill { .. }
            | Self::Restart { .. }
            | Self::Sql { .. }
            | Self::Traffic { .. } => None,
        }
    }

    /// Whether it can be made on a cluster only.
    #[must_use]
    pub const fn needs_cluster(&self) -> bool {
        matches!(
            self,
            Self::Patch { .. } | Self::Apply { .. } | Self::Delete { .. }
        )
    }
}

/// How connections over a link fail.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum LinkMode {
    /// Accepted, then silence.
    Blackhole,
    /// Accepted, then reset.
    Reset,
    /// Refused.
    Refuse,
}
