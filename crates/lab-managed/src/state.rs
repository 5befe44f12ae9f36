//! `lab.json`: what a lab must remember to be the same lab after a crash: its ports, its generated
//! secrets, and the state that was last asked for.

use std::collections::BTreeMap;
use std::fmt;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use drill_core::definition::Runtime;
use drill_core::slo::Objective;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::link::LinkState;
use crate::postgres::Server;
use crate::{LabDir, LabError};

/// The format that this program writes.
pub const FORMAT_VERSION: u32 = 1;

/// Everything recorded about a lab.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LabState {
    /// The format's version; a newer one is refused.
    pub format_version: u32,
    /// The lab's name.
    pub name: String,
    /// How its services run.
    #[serde(default = "process")]
    pub runtime: Runtime,
    /// What its Redis is.
    #[serde(default = "single")]
    pub redis: RedisMode,
    /// When the lab was first made.
    pub created_at: DateTime<Utc>,
    /// Loopback ports by purpose: `postgres`, `shop`, `link:main->catalog`, `replica:main-1`, ...
    pub ports: BTreeMap<String, u16>,
    /// Generated passwords and tokens by purpose.
    pub secrets: BTreeMap<String, String>,
    /// What was last asked for.
    pub desired: Desired,
    /// Whether the data stores were migrated and seeded to the end.
    pub seeded: bool,
    /// Which PostgreSQL server holds the data. Recorded before another one is promoted, so that the one that was
    /// replaced never comes up as a primary again.
    #[serde(default, skip_serializing_if = "Server::is_first")]
    pub postgres_primary: Server,
}

/// What Redis of a lab is. A lab keeps what it was made with, and its data there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RedisMode {
    /// One server.
    Single,
    /// Three nodes that share the keys.
    #[default]
    Cluster,
}

impl fmt::Display for RedisMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Single => "single",
            Self::Cluster => "cluster",
        })
    }
}

impl FromStr for RedisMode {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "single" => Ok(Self::Single),
            "cluster" => Ok(Self::Cluster),
            other => Err(format!("{other}: it is single or cluster")),
        }
    }
}

/// What was asked of the lab: a cleanup restores it, a restart of the supervisor reproduces it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Desired {
    /// Replicas by workload.
    pub replicas: BTreeMap<String, u32>,
    /// Settings that differ from the lab's defaults, by workload.
    pub settings: BTreeMap<String, BTreeMap<String, String>>,
    /// Links that are not simply passing.
    pub links: BTreeMap<String, LinkState>,
    /// Customer traffic; none means that no customer comes.
    pub traffic: Option<Traffic>,
    /// Whether PostgreSQL has a synchronous standby.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub standby: bool,
    /// Whether Grafana runs.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub grafana: bool,
}

/// Customer traffic of a lab.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Traffic {
    /// Requests per second.
    pub rate: u32,
    /// Seed of the schedule and of the customers' choices.
    pub seed: u64,
    /// What takes longer, in milliseconds, counts as slow.
    #[serde(default = "slow_ms")]
    pub slow_ms: u32,
}

/// What traffic of earlier versions counts as slow, which does not say.
fn slow_ms() -> u32 {
    Objective::default().latency_ms
}

/// What labs of earlier versions are, which do not say.
fn process() -> Runtime {
    Runtime::Process
}

/// What Redis of labs of earlier versions is, which do not say.
fn single() -> RedisMode {
    RedisMode::Single
}

impl LabState {
    /// A new lab without ports or secrets yet.
    pub fn new(name: &str, desired: Desired) -> Self {
        Self {
            format_version: FORMAT_VERSION,
            name: name.to_owned(),
            runtime: process(),
            redis: RedisMode::default(),
            created_at: Utc::now(),
            ports: BTreeMap::new(),
            secrets: BTreeMap::new(),
            desired,
            seeded: false,
            postgres_primary: Server::default(),
        }
    }

    /// Reads `lab.json`; `None` when the lab was never made.
    ///
    /// # Errors
    /// When the file cannot be read or understood; it is left untouched.
    pub fn load(dir: &LabDir) -> Result<Option<Self>, LabError> {
        load(&dir.state_file(), FORMAT_VERSION)
    }

    /// Reads `lab.json` of a lab that must exist.
    ///
    /// # Errors
    /// [`LabError::NoLab`] with the labs that do exist, and as [`LabState::load`].
    pub fn require(dir: &LabDir) -> Result<Self, LabError> {
        Self::load(dir)?.ok_or_else(|| LabError::NoLab {
            name: dir.name().to_owned(),
            known: LabDir::list(dir.home()),
        })
    }

    /// Writes `lab.json` so that a crash at any moment leaves the old or the new one.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn save(&self, dir: &LabDir) -> Result<(), LabError> {
        save(&dir.state_file(), self)
    }

    /// The port recorded for a purpose; 0 when none is, which no client can reach.
    pub fn port(&self, purpose: &str) -> u16 {
        self.ports.get(purpose).copied().unwrap_or_default()
    }

    /// The recorded secret of a purpose; empty when none is, which no server accepts.
    pub fn recorded(&self, purpose: &str) -> &str {
        self.secrets.get(purpose).map_or("", String::as_str)
    }

    /// The secret of a purpose, generated when it is first asked for.
    pub fn secret(&mut self, purpose: &str) -> String {
        self.secrets
            .entry(purpose.to_owned())
            .or_insert_with(random_secret)
            .clone()
    }
}

/// 32 random bytes in URL-safe base64: usable in a DSN, a path and a header without escaping.
fn random_secret() -> String {
    use base64::Engine as _;
    let bytes: [u8; 32] = rand::random();
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}

/// Reads a state file of the format `version`; none when it was never written.
///
/// # Errors
/// When the file can't be read or understood, or is of another format; it is left untouched.
pub fn load<T: DeserializeOwned>(path: &Path, version: u32) -> Result<Option<T>, LabError> {
    let corrupt = |reason: String| LabError::Corrupt {
        path: path.to_owned(),
        reason,
    };
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(LabError::file(path)(source)),
    };
    // Before the rest: another format may have other fields.
    let Format { format_version } =
        serde_json::from_str(&text).map_err(|error| corrupt(error.to_string()))?;
    if format_version != version {
        return Err(corrupt(format!(
            "format {format_version} was written by another firedrill"
        )));
    }
    let state = serde_json::from_str(&text).map_err(|error| corrupt(error.to_string()))?;
    Ok(Some(state))
}

/// Writes a state file so that a crash at any moment leaves the old or the new one.
///
/// # Errors
/// When the disk refuses.
pub fn save<T: Serialize>(path: &Path, state: &T) -> Result<(), LabError> {
    let mut text = serde_json::to_string_pretty(state).map_err(|error| LabError::Corrupt {
        path: path.to_owned(),
        reason: error.to_string(),
    })?;
    text.push('\n');
    write_private(path, text.as_bytes())
}

/// What every state file says of itself.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Format {
    format_version: u32,
}

/// Writes a file that only its owner may read, whole or not at all.
///
/// # Errors
/// When the disk refuses; the earlier file is then still there.
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<(), LabError> {
    let temporary = path.with_extension(format!("tmp{}", std::process::id()));
    let written = (|| {
        let mut file = std::fs::OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&temporary, path)?;
        if let Some(parent) = path.parent() {
            std::fs::File::open(parent)?.sync_all()?;
        }
        Ok(())
    })();
    if written.is_err() {
        // A full disk must not also keep the half-written copy.
        let _ = std::fs::remove_file(&temporary);
    }
    written.map_err(LabError::file(path))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn a_saved_state_is_read_back_equal() {
        let home = tempfile::tempdir().unwrap();
        let dir = LabDir::new(home.path(), "default").unwrap();
        dir.create().unwrap();
        let mut state = LabState::new("default", Desired::default());
        state.secret("postgres");
        state.ports.insert("shop".into(), 20_001);
        state.save(&dir).unwrap();
        assert_eq!(LabState::load(&dir).unwrap(), Some(state));
    }

    #[test]
    fn a_lab_of_an_earlier_version_keeps_its_single_redis_and_a_new_one_has_a_cluster() {
        let state = LabState::new("default", Desired::default());
        assert_eq!(state.redis, RedisMode::Cluster);
        let mut old = serde_json::to_value(&state).unwrap();
        old.as_object_mut().unwrap().remove("redis");
        let state: LabState = serde_json::from_value(old).unwrap();
        assert_eq!(state.redis, RedisMode::Single);
    }

    #[test]
    fn a_corrupt_state_is_named_with_its_place_and_left_alone() {
        let home = tempfile::tempdir().unwrap();
        let dir = LabDir::new(home.path(), "default").unwrap();
        dir.create().unwrap();
        std::fs::write(dir.state_file(), "{\"formatVersion\": 1,\n oops").unwrap();
        let error = LabState::load(&dir).unwrap_err().to_string();
        assert!(error.contains("line 2"), "{error}");
        assert!(
            std::fs::read_to_string(dir.state_file())
                .unwrap()
                .contains("oops")
        );
    }
}
