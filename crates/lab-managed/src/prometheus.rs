//! Prometheus of a lab: scrapes every replica each second and evaluates the alert rules as often.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use serde::Serialize;
use serde_json::{Value, json};

use crate::compute::wait_until;
use crate::exporters::Exporter;
use crate::process::ProcessSpec;
use crate::programs::Program;
use crate::{LabDir, LabError, LabState, files, layout, probe, redis, user};

const CONFIGURATION: &str = include_str!("../templates/prometheus.yml");

/// Where the alert rules lie in the share folder.
const RULES: &str = "k8s/monitoring/rules/lab.yaml";

/// A replica to scrape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// `main`.
    pub service: String,
    /// `main-1`.
    pub replica: String,
    /// Where its metrics are.
    pub address: SocketAddr,
}

#[derive(Serialize)]
struct TargetGroup<'a> {
    targets: [String; 1],
    labels: Labels<'a>,
}

#[derive(Serialize)]
struct Labels<'a> {
    service: &'a str,
    replica: &'a str,
}

/// Writes the configuration, and copies the alert rules that firedrill ships with.
///
/// # Errors
/// When the rules are not there or the disk refuses.
pub fn prepare(dir: &LabDir, state: &LabState) -> Result<(), LabError> {
    prepare_with(dir, state, &layout::share()?.join(RULES))
}

/// As [`prepare`], with the alert rules of a given file.
///
/// # Errors
/// As [`prepare`].
pub fn prepare_with(dir: &LabDir, state: &LabState, rules: &Path) -> Result<(), LabError> {
    let owner = user::of_stores()?;
    let folder = dir.path("prometheus");
    for part in ["", "rules", "targets", "data"] {
        files::folder(&folder.join(part), owner)?;
    }
    let text = std::fs::read_to_string(rules).map_err(LabError::file(rules))?;
    files::write(&folder.join("rules/lab.yaml"), &text, owner)?;
    configure(dir, state, json!({}))
}

/// Has the Prometheus that runs go another way to the replicas: `way` is the part of a
/// [`scrape_config`](https://prometheus.io/docs/prometheus/latest/configuration/configuration/#scrape_config) with
/// authorization, TLS and relabelling, and `files` are those that it refers to, beside the configuration.
///
/// # Errors
/// When the disk or Prometheus refuses.
pub async fn scrape_by(
    dir: &LabDir,
    state: &LabState,
    way: Value,
    files: &[(&str, &str)],
) -> Result<(), LabError> {
    let owner = user::of_stores()?;
    let folder = dir.path("prometheus");
    for (name, text) in files {
        files::write(&folder.join(name), text, owner)?;
    }
    configure(dir, state, way)?;
    match probe::http_status(state.port("prometheus"), "POST", "/-/reload").await {
        Ok(200) => Ok(()),
        Ok(status) => Err(refused(format!(
            "it did not take its configuration: HTTP {status}"
        ))),
        Err(reason) => Err(refused(reason)),
    }
}

fn refused(reason: String) -> LabError {
    LabError::Store {
        store: "prometheus",
        reason,
    }
}

fn configure(dir: &LabDir, state: &LabState, mut job: Value) -> Result<(), LabError> {
    job["file_sd_configs"] = json!([{ "files": ["targets/*.json"], "refresh_interval": "5s" }]);
    job["job_name"] = "shop".into();
    job["honor_labels"] = true.into();
    // JSON is YAML, once it is indented as deep as what it is part of.
    let nodes: Vec<String> = redis::names(state.redis)
        .iter()
        .map(|node| {
            let port = state.port(node);
            format!(
                "      - {{ targets: [\"redis://127.0.0.1:{port}\"], labels: {{ node: {node} }} }}"
            )
        })
        .collect();
    let mut configuration = files::fill(
        CONFIGURATION,
        &[
            ("lab", &format!("\"{}\"", state.name)),
            ("replicas", &format!("{job:#}").replace('\n', "\n    ")),
            ("redis-nodes", &nodes.join("\n")),
        ],
    );
    let ports = ["alertmanager", "alerts"].into_iter();
    for purpose in ports.chain(Exporter::ALL.map(Exporter::name)) {
        configuration = files::fill(
            &configuration,
            &[(purpose, &state.port(purpose).to_string())],
        );
    }
    let path = dir.path("prometheus/prometheus.yml");
    files::write(&path, &configuration, user::of_stores()?)
}

/// Says which replicas to scrape. Prometheus watches the file, but passes changes on only every 5 s.
///
/// # Errors
/// When the disk refuses; the earlier targets then stay.
pub fn write_targets(dir: &LabDir, targets: &[Target]) -> Result<(), LabError> {
    let groups: Vec<TargetGroup<'_>> = targets
        .iter()
        .map(|target| TargetGroup {
            targets: [target.address.to_string()],
            labels: Labels {
                service: &target.service,
                replica: &target.replica,
            },
        })
        .collect();
    let path = dir.path("prometheus/targets/shop.json");
    let text = serde_json::to_string_pretty(&groups).map_err(|error| LabError::Corrupt {
        path: path.clone(),
        reason: error.to_string(),
    })?;
    // The supervisor says so at every change of anything; an equal file needs no reload.
    if std::fs::read_to_string(&path).is_ok_and(|earlier| earlier == text) {
        return Ok(());
    }
    files::write(&path, &text, user::of_stores()?)
}

/// How the supervisor runs Prometheus.
///
/// # Errors
/// When Prometheus is not installed.
pub fn spec(dir: &LabDir, state: &LabState) -> Result<ProcessSpec, LabError> {
    let folder = dir.path("prometheus");
    let mut spec = ProcessSpec::new("prometheus", Program::Prometheus.find_server()?, &folder)
        .args([
            format!("--config.file={}", folder.join("prometheus.yml").display()),
            format!("--storage.tsdb.path={}", folder.join("data").display()),
            format!(
                "--web.listen-address=127.0.0.1:{}",
                state.port("prometheus")
            ),
            // For `scrape_by`.
            "--web.enable-lifecycle".to_owned(),
            "--storage.tsdb.retention.time=1d".to_owned(),
            "--storage.tsdb.retention.size=256MB".to_owned(),
            // At one sample a second the default of two hours would keep 7200 samples of each series in memory.
            "--storage.tsdb.min-block-duration=15m".to_owned(),
            "--storage.tsdb.max-block-duration=1h".to_owned(),
            // By default a new replica waits for this as well, after the 5 s that can't be changed.
            "--scrape.discovery-reload-interval=1s".to_owned(),
            "--query.max-concurrency=4".to_owned(),
            "--log.level=warn".to_owned(),
        ])
        // Collects garbage somewhat earlier than usual: a little more CPU for a good deal less memory.
        .env("GOGC", "80");
    spec.run_as = user::of_stores()?;
    Ok(spec)
}

/// Whether Prometheus serves queries.
///
/// # Errors
/// With what was seen instead.
pub async fn ready(state: &LabState) -> Result<(), String> {
    match probe::http_status(state.port("prometheus"), "GET", "/-/ready").await? {
        200 => Ok(()),
        status => Err(format!("HTTP {status}")),
    }
}

/// Waits until it does.
///
/// # Errors
/// After `limit`, with what was last seen.
pub async fn wait_ready(state: &LabState, limit: Duration) -> Result<(), LabError> {
    wait_until("prometheus", limit, probe::EVERY, || ready(state)).await
}
