//! `cluster.json`: what a cluster must remember to be the same after a crash or a reboot.

use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use lab_managed::LabError;
use lab_managed::state::{load, save};
use serde::{Deserialize, Serialize};

use crate::ClusterDir;
use crate::network::Ranges;
use crate::programs::KUBERNETES_VERSION;

/// The format that this program writes.
const FORMAT_VERSION: u32 = 2;

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
    /// The folder of the programs that it was started with.
    pub programs: PathBuf,
    /// How many nodes it has.
    pub nodes: u8,
    /// Its addresses.
    pub ranges: Ranges,
}

impl ClusterState {
    /// A new cluster.
    pub fn new(nodes: u8, ranges: Ranges, programs: &Path) -> Self {
        Self {
            format_version: FORMAT_VERSION,
            created_at: Utc::now(),
            version: KUBERNETES_VERSION.to_owned(),
            programs: programs.to_owned(),
            nodes,
            ranges,
        }
    }

    /// Reads `cluster.json`; none when there is no cluster.
    ///
    /// # Errors
    /// When the file can't be read or understood; it is left untouched.
    pub fn load(dir: &ClusterDir) -> Result<Option<Self>, LabError> {
        load(&dir.state_file(), FORMAT_VERSION)
    }

    /// Writes `cluster.json`, whole or not at all.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn save(&self, dir: &ClusterDir) -> Result<(), LabError> {
        save(&dir.state_file(), self)
    }

    /// `kubectl` of the cluster's version.
    pub fn kubectl(&self) -> PathBuf {
        self.programs.join("kubectl")
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
