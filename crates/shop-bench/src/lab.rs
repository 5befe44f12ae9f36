//! The lab that is measured: its addresses, and what its services are started with.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::Context as _;
use serde_json::Value;

/// Where everything is.
#[derive(Debug)]
pub(crate) struct Lab {
    pub(crate) dir: PathBuf,
    pub(crate) status: PathBuf,
    pub(crate) bin: PathBuf,
    pub(crate) postgres_bin: PathBuf,
}

impl Lab {
    /// What `status` said.
    pub(crate) fn look(&self) -> anyhow::Result<Value> {
        let text = std::fs::read_to_string(&self.status)
            .with_context(|| self.status.display().to_string())?;
        Ok(serde_json::from_str(&text)?)
    }

    /// The environment of a service.
    pub(crate) fn environment(&self, service: &str) -> anyhow::Result<BTreeMap<String, String>> {
        let file = self.dir.join("config").join(format!("{service}.env"));
        let text = std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        Ok(text
            .lines()
            .filter_map(|line| line.split_once('='))
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect())
    }
}

/// The port of a link.
pub(crate) fn link(status: &Value, name: &str) -> anyhow::Result<String> {
    let port = status["links"]
        .as_array()
        .into_iter()
        .flatten()
        .find(|link| link["name"] == name)
        .and_then(|link| link["port"].as_u64())
        .with_context(|| format!("the lab has no link {name}"))?;
    Ok(format!("127.0.0.1:{port}"))
}

/// Address and process of every replica.
pub(crate) fn replicas(status: &Value) -> Vec<(String, String, u32)> {
    status["workloads"]
        .as_array()
        .into_iter()
        .flatten()
        .flat_map(|workload| workload["replicas"].as_array().into_iter().flatten())
        .filter_map(|replica| {
            Some((
                replica["name"].as_str()?.to_owned(),
                replica["address"].as_str()?.to_owned(),
                u32::try_from(replica["pid"].as_u64()?).ok()?,
            ))
        })
        .collect()
}
