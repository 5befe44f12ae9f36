//! From all sources to all that is made of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Serialize;
use serde_json::Value;

use crate::alerts::Alerts;
use crate::dashboard::Dashboard;
use crate::profile::Profile;
use crate::slo::ServiceLevels;
use crate::{SourceError, operator, rules};

const DASHBOARDS: &str = "dashboards/src";
const HEADER: &str =
    "# Made by `firedrill monitoring` of the sources in k8s/monitoring; change those.\n";

/// The texts of the sources.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// `slo.yaml`.
    pub service_levels: String,
    /// `alerts.yaml`.
    pub alerts: String,
    /// `kubernetes.yaml`: what is recorded where kube-state-metrics is.
    pub kubernetes: String,
    /// `dashboards/src/*.yaml` by path.
    pub dashboards: BTreeMap<String, String>,
}

impl Sources {
    /// Reads all of them.
    ///
    /// # Errors
    /// When one is not there.
    pub fn load(k8s: &Path) -> Result<Self, SourceError> {
        let folder = k8s.join("monitoring");
        let read = |name: &str| {
            fs::read_to_string(folder.join(name)).map_err(|error| SourceError::new(name, error))
        };
        let dashboards = folder.join(DASHBOARDS);
        let mut texts = BTreeMap::new();
        for entry in
            fs::read_dir(&dashboards).map_err(|error| SourceError::new(DASHBOARDS, error))?
        {
            let entry = entry.map_err(|error| SourceError::new(DASHBOARDS, error))?;
            let name = format!("{DASHBOARDS}/{}", entry.file_name().to_string_lossy());
            texts.insert(name.clone(), read(&name)?);
        }
        Ok(Self {
            service_levels: read("slo.yaml")?,
            alerts: read("alerts.yaml")?,
            kubernetes: read("kubernetes.yaml")?,
            dashboards: texts,
        })
    }
}

/// Writes what [`generate`] made, and returns the paths that were not like that.
///
/// # Errors
/// When the disk refuses.
pub fn write(k8s: &Path, files: &BTreeMap<String, String>) -> Result<Vec<String>, SourceError> {
    let mut changed = Vec::new();
    for (name, text) in files {
        let path = k8s.join(name);
        if fs::read_to_string(&path).is_ok_and(|earlier| earlier == *text) {
            continue;
        }
        let failed = |error| SourceError::new(name, error);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        fs::write(&path, text).map_err(failed)?;
        changed.push(name.clone());
    }
    Ok(changed)
}

/// Every file that is made, by its path below `k8s`.
///
/// # Errors
/// When a source is not what it should be.
pub fn generate(sources: &Sources) -> Result<BTreeMap<String, String>, SourceError> {
    let levels = ServiceLevels::read(&sources.service_levels)?;
    let alerts = Alerts::read(&sources.alerts)?;
    let kubernetes: Value = serde_saphyr::from_str(&sources.kubernetes)
        .map_err(|error| SourceError::new("kubernetes.yaml", error))?;
    let dashboards = sources
        .dashboards
        .iter()
        .map(|(file, text)| Dashboard::read(file, text))
        .collect::<Result<Vec<_>, _>>()?;

    let mut files = BTreeMap::new();
    let of = |profile| rules::groups(&levels, &alerts, profile);
    let production = of(Profile::Production);
    for (name, groups) in [("lab", &of(Profile::Drill)), ("production", &production)] {
        files.insert(
            format!("monitoring/rules/{name}.yaml"),
            format!("{HEADER}{}", yaml(groups)?),
        );
    }
    for dashboard in &dashboards {
        let mut text = format!("{:#}", dashboard.grafana());
        text.push('\n');
        files.insert(
            format!("monitoring/dashboards/{}.json", dashboard.uid),
            text,
        );
    }
    for (name, objects) in operator::component(&production, &kubernetes, &dashboards) {
        let texts = objects.iter().map(yaml).collect::<Result<Vec<_>, _>>()?;
        files.insert(
            format!("components/prometheus-operator/{name}"),
            format!("{HEADER}{}", texts.join("---\n")),
        );
    }
    Ok(files)
}

fn yaml(value: &impl Serialize) -> Result<String, SourceError> {
    serde_saphyr::to_string(value).map_err(|error| SourceError::new("rules", error))
}
