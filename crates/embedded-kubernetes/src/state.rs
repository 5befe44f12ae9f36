//! `cluster.json`: what a cluster must remember to be the same after a crash or a reboot.

use std::net::Ipv4Addr;

use chrono::{DateTime, Utc};
use lab_managed::LabError;
use lab_managed::state::write_private;
use serde::{Deserialize, Serialize};

use crate::ClusterDir;
use crate::network::Ranges;

/// The format that this program writes.
const FORMAT_VERSION: u32 = 1;

/// Everything recorded about a cluster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClusterState {
    /// The format's version; another is refused.
    pub format_version: u32,
    /// When the cluster was first made.
    pub created_at: DateTime<Utc>,
    /// The version of Kubernetes, `v1.35.4`.
    pub version: String,
    /// How many nodes it has.
    pub nodes: u8,
    /// Its addresses.
    pub ranges: Ranges,
    /// Whether this machine forwarded packets before the cluster needed it to.
    pub forwarded_before: bool,
}

impl ClusterState {
    /// A new cluster.
    pub fn new(version: &str, nodes: u8, ranges: Ranges) -> Self {
        Self {
            format_version: FORMAT_VERSION,
            created_at: Utc::now(),
            version: version.to_owned(),
            nodes,
            ranges,
            forwarded_before: false,
        }
    }

    /// Reads `cluster.json`; none when there is no cluster.
    ///
    /// # Errors
    /// When the file can't be read or understood; it is left untouched.
    pub fn load(dir: &ClusterDir) -> Result<Option<Self>, LabError> {
        let path = dir.state_file();
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(LabError::File { path, source }),
        };
        let corrupt = |reason: String| LabError::Corrupt {
            path: path.clone(),
            reason,
        };
        let state: Self =
            serde_json::from_str(&text).map_err(|error| corrupt(error.to_string()))?;
        if state.format_version != FORMAT_VERSION {
            return Err(corrupt(format!(
                "format {} was written by another firedrill",
                state.format_version
            )));
        }
        Ok(Some(state))
    }

    /// Writes `cluster.json`, whole or not at all.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn save(&self, dir: &ClusterDir) -> Result<(), LabError> {
        let mut text = serde_json::to_string_pretty(self).map_err(|error| LabError::Corrupt {
            path: dir.state_file(),
            reason: error.to_string(),
        })?;
        text.push('\n');
        write_private(&dir.state_file(), text.as_bytes())
    }

    /// The nodes: number, name and address on the bridge.
    pub fn node_list(&self) -> Vec<(u8, String, Ipv4Addr)> {
        (1..=self.nodes)
            .map(|number| (number, node_name(number), self.ranges.node(number)))
            .collect()
    }
}

/// The name of a node, counted from 1.
pub(crate) fn node_name(number: u8) -> String {
    format!("node-{number}")
}
