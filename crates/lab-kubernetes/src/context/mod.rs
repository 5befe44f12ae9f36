//! A lab on a context of somebody's kubeconfig: what is recorded of it, what is looked at before anything is made
//! there, and the ways that a cluster of this machine does not need.

pub(crate) mod follow_log;
pub(crate) mod forward;
mod login;
mod look;
pub(crate) mod probe;
pub(crate) mod registry;
pub(crate) mod scrape;

pub use look::{Obstacle, Seen, look};
pub(crate) use look::{has_nodes, reach};

use std::ffi::OsString;
use std::net::Ipv4Addr;
use std::path::PathBuf;

use kube::config::{Cluster, KubeConfigOptions, Kubeconfig};
use kube::{Client, Config};
use lab_managed::{LabDir, LabError, state};
use serde::{Deserialize, Serialize};

use crate::plane::refused;

/// The format of the record.
const FORMAT_VERSION: u32 = 1;

/// Where a lab's pods are, when that is not the cluster of this machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Place {
    /// The format of the record.
    pub format_version: u32,
    /// Tells this lab from one of the same name that somebody else has on the cluster.
    pub id: String,
    /// The files that make up the kubeconfig, as in `KUBECONFIG`.
    pub kubeconfig: Vec<PathBuf>,
    /// The context's name.
    pub context: String,
    /// The registry, as it was given: `registry.example/team`, `http://10.0.0.1:5000`.
    pub registry: String,
    /// Where pods reach this machine.
    pub host: Ipv4Addr,
    /// The class of the shared volume; none for the cluster's default.
    pub storage_class: Option<String>,
}

impl Place {
    /// A place that no lab has yet. The kubeconfig is the one that `kubectl` would take.
    pub fn new(context: &str, registry: &str, host: Ipv4Addr, storage_class: Option<&str>) -> Self {
        let id: String = (0..16)
            .map(|_| format!("{:02x}", rand::random::<u8>()))
            .collect();
        Self {
            format_version: FORMAT_VERSION,
            id,
            kubeconfig: files(),
            context: context.to_owned(),
            registry: registry.trim_end_matches('/').to_owned(),
            host,
            storage_class: storage_class.map(str::to_owned),
        }
    }

    /// That of a lab; none for a lab on the cluster of this machine, or of another runtime.
    ///
    /// # Errors
    /// When the record can't be read or understood.
    pub fn load(dir: &LabDir) -> Result<Option<Self>, LabError> {
        state::load(&record(dir), FORMAT_VERSION)
    }

    /// Records it for a lab.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn save(&self, dir: &LabDir) -> Result<(), LabError> {
        let path = record(dir);
        let folder = path.parent().unwrap_or(&path);
        std::fs::create_dir_all(folder).map_err(LabError::file(folder))?;
        state::save(&path, self)
    }

    /// What `KUBECONFIG` has to be.
    pub(crate) fn variable(&self) -> OsString {
        std::env::join_paths(&self.kubeconfig).unwrap_or_default()
    }

    /// The kubeconfig, of all its files.
    pub(crate) fn read(&self) -> Result<Kubeconfig, LabError> {
        let mut whole = Kubeconfig::default();
        for file in &self.kubeconfig {
            // kubectl, too, takes a list with files that are not there.
            if file.exists() {
                let next = Kubeconfig::read_from(file).map_err(refused)?;
                whole = whole.merge(next).map_err(refused)?;
            }
        }
        Ok(whole)
    }

    /// A client of the cluster.
    pub(crate) async fn client(&self) -> Result<Client, LabError> {
        let options = KubeConfigOptions {
            context: Some(self.context.clone()),
            ..KubeConfigOptions::default()
        };
        let mut config = Config::from_custom_kubeconfig(self.read()?, &options)
            .await
            .map_err(refused)?;
        // As for the cluster of this machine: an answer of 503 is an answer.
        config.default_retry = false;
        config.connect_timeout = Some(look::LIMIT);
        Client::try_from(config).map_err(refused)
    }

    /// The context's cluster: its address and its authority.
    pub(crate) fn cluster(&self) -> Result<Option<Cluster>, LabError> {
        let all = self.read()?;
        let context = all
            .contexts
            .into_iter()
            .find(|named| named.name == self.context);
        let Some(name) = context.and_then(|named| Some(named.context?.cluster)) else {
            return Ok(None);
        };
        let cluster = all.clusters.into_iter().find(|named| named.name == name);
        Ok(cluster.and_then(|named| named.cluster))
    }
}

/// The namespace that is made for a moment, before a lab's own.
#[must_use]
pub fn probe_namespace(lab: &str) -> String {
    probe::namespace(lab)
}

fn record(dir: &LabDir) -> PathBuf {
    dir.path("kubernetes/context.json")
}

/// The files that `kubectl` reads, by absolute paths: the supervisor works in another folder.
fn files() -> Vec<PathBuf> {
    let given = std::env::var_os("KUBECONFIG").filter(|list| !list.is_empty());
    let files: Vec<PathBuf> = match given {
        Some(list) => std::env::split_paths(&list).collect(),
        None => std::env::home_dir()
            .map(|home| home.join(".kube/config"))
            .into_iter()
            .collect(),
    };
    files
        .into_iter()
        .filter(|file| !file.as_os_str().is_empty())
        .map(|file| std::path::absolute(&file).unwrap_or(file))
        .collect()
}
