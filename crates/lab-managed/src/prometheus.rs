//! Prometheus of a lab: scrapes every replica each second and evaluates the alert rules as often.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use serde::Serialize;

use crate::compute::wait_until;
use crate::process::ProcessSpec;
use crate::programs::Program;
use crate::{LabDir, LabError, LabState, files, layout, probe, user};

const CONFIGURATION: &str = include_str!("../templates/prometheus.yml");

/// The job of replicas that are scraped through an API server.
const JOB: &str = include_str!("../templates/prometheus-api-server.yml");

/// What the way through an API server needs.
const API_SERVER: &str = "prometheus/api-server";

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
    pub metrics: Metrics,
}

/// Where a replica's metrics are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Metrics {
    /// At `/metrics` of an address that is reached from here.
    At(SocketAddr),
    /// At a path of the API server, see [`prepare_api_server`].
    Behind {
        /// Host and port of the API server.
        server: String,
        /// `/api/v1/namespaces/…/proxy/metrics`.
        path: String,
    },
}

/// An API server that replicas are scraped through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiServer {
    /// `https://10.0.0.1:6443`.
    pub url: String,
    /// The authority that signed its certificate, as PEM; none for the system's.
    pub authority: Option<String>,
    /// The name in its certificate, where that is another than the address's.
    pub server_name: Option<String>,
    /// Whether its certificate is not looked at.
    pub unverified: bool,
}

impl ApiServer {
    /// Host and port, as a target has them.
    pub fn target(&self) -> String {
        let (scheme, rest) = self.url.split_once("://").unwrap_or(("https", &self.url));
        let host = rest.split('/').next().unwrap_or_default();
        let has_port = host
            .rsplit_once(':')
            .is_some_and(|(_, port)| port.parse::<u16>().is_ok());
        match (has_port, scheme) {
            (true, _) => host.to_owned(),
            (false, "http") => format!("{host}:80"),
            (false, _) => format!("{host}:443"),
        }
    }

    fn job(&self) -> String {
        let mut tls = Vec::new();
        if self.authority.is_some() {
            tls.push("      ca_file: api-server/ca.crt".to_owned());
        }
        if let Some(name) = &self.server_name {
            tls.push(format!("      server_name: {name:?}"));
        }
        tls.push(format!("      insecure_skip_verify: {}", self.unverified));
        let scheme = if self.url.starts_with("http://") {
            "http"
        } else {
            "https"
        };
        files::fill(JOB, &[("scheme", scheme), ("tls", &tls.join("\n"))])
    }
}

/// Prepares the scraping of replicas behind an API server; before [`prepare`], which configures Prometheus. The token
/// comes by [`write_token`].
///
/// # Errors
/// When the disk refuses.
pub fn prepare_api_server(dir: &LabDir, server: &ApiServer) -> Result<(), LabError> {
    let owner = user::of_stores()?;
    let folder = dir.path(API_SERVER);
    files::folder(&dir.path("prometheus"), owner)?;
    files::folder(&folder, owner)?;
    if let Some(authority) = &server.authority {
        files::write(&folder.join("ca.crt"), authority, owner)?;
    }
    let token = folder.join("token");
    if !token.exists() {
        files::write(&token, "", owner)?;
    }
    files::write(&folder.join("job.yml"), &server.job(), owner)
}

/// Gives Prometheus the token for the API server. It reads it at each scrape.
///
/// # Errors
/// When the disk refuses.
pub fn write_token(dir: &LabDir, token: &str) -> Result<(), LabError> {
    files::write(
        &dir.path(API_SERVER).join("token"),
        token,
        user::of_stores()?,
    )
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
    #[serde(rename = "__metrics_path__", skip_serializing_if = "Option::is_none")]
    path: Option<&'a str>,
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
    let mut configuration = files::fill(
        CONFIGURATION,
        &[
            ("lab", &format!("\"{}\"", state.name)),
            ("alertmanager", &state.port("alertmanager").to_string()),
        ],
    );
    if let Ok(job) = std::fs::read_to_string(dir.path(API_SERVER).join("job.yml")) {
        configuration.push_str(&job);
    }
    files::write(&folder.join("prometheus.yml"), &configuration, owner)
}

/// Says which replicas to scrape. Prometheus watches the file, but passes changes on only every 5 s.
///
/// # Errors
/// When the disk refuses; the earlier targets then stay.
pub fn write_targets(dir: &LabDir, targets: &[Target]) -> Result<(), LabError> {
    write_groups(dir, "shop", targets, |metrics| match metrics {
        Metrics::At(address) => Some((address.to_string(), None)),
        Metrics::Behind { .. } => None,
    })?;
    // Not among the others: they have neither its scheme nor its token.
    if dir.path(API_SERVER).exists() {
        write_groups(
            dir,
            "../api-server/targets",
            targets,
            |metrics| match metrics {
                Metrics::Behind { server, path } => Some((server.clone(), Some(path.as_str()))),
                Metrics::At(_) => None,
            },
        )?;
    }
    Ok(())
}

fn write_groups<'a>(
    dir: &LabDir,
    file: &str,
    targets: &'a [Target],
    of: impl Fn(&'a Metrics) -> Option<(String, Option<&'a str>)>,
) -> Result<(), LabError> {
    let groups: Vec<TargetGroup<'_>> = targets
        .iter()
        .filter_map(|target| {
            let (address, path) = of(&target.metrics)?;
            Some(TargetGroup {
                targets: [address],
                labels: Labels {
                    service: &target.service,
                    replica: &target.replica,
                    path,
                },
            })
        })
        .collect();
    let path = dir.path("prometheus/targets").join(format!("{file}.json"));
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
        // Collects garbage at half the usual growth: a little more CPU for a good deal less memory.
        .env("GOGC", "50");
    spec.run_as = user::of_stores()?;
    Ok(spec)
}

/// Whether Prometheus serves queries.
///
/// # Errors
/// With what was seen instead.
pub async fn ready(state: &LabState) -> Result<(), String> {
    match probe::http_status(state.port("prometheus"), "/-/ready").await? {
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
