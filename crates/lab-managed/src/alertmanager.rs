//! Alertmanager of a lab: turns what Prometheus finds into pages, sent to the supervisor, and into messages in a channel: the
//! lab's inbox and, where `SLACK_WEBHOOK_URL` is set, Slack.

use std::time::Duration;

use serde_json::json;

use crate::compute::wait_until;
use crate::process::ProcessSpec;
use crate::programs::Program;
use crate::{LabDir, LabError, LabState, connect, files, layout, probe, user};

const CONFIGURATION: &str = include_str!("../templates/alertmanager.yml");

/// Where the messages' template lies in the share folder.
const TEMPLATE: &str = "k8s/monitoring/alertmanager/slack.tmpl";

/// Writes the configuration, with the supervisor's address for pages and messages.
///
/// # Errors
/// When the template is not there or the disk refuses.
pub fn prepare(dir: &LabDir, state: &LabState) -> Result<(), LabError> {
    let owner = user::of_stores()?;
    let folder = dir.path("alertmanager");
    files::folder(&folder, owner)?;
    files::folder(&folder.join("data"), owner)?;
    let template = layout::share()?.join(TEMPLATE);
    let text = std::fs::read_to_string(&template).map_err(LabError::file(&template))?;
    files::write(&folder.join("slack.tmpl"), &text, owner)?;
    let mut channels = vec![connect::receiver_url(state, "slack")];
    channels.extend(
        std::env::var("SLACK_WEBHOOK_URL")
            .ok()
            .filter(|url| !url.is_empty()),
    );
    let channels: Vec<String> = channels.iter().map(|url| channel(url)).collect();
    let configuration = files::fill(
        CONFIGURATION,
        &[
            ("webhook", &connect::receiver_url(state, "alerts")),
            ("slack", &channels.join("\n      - ")),
        ],
    );
    files::write(&folder.join("alertmanager.yml"), &configuration, owner)
}

/// One of `slack_configs`, in JSON, which is YAML.
fn channel(url: &str) -> String {
    json!({
        "api_url": url,
        "channel": "#incidents",
        "send_resolved": true,
        "title": "{{ template \"shop.title\" . }}",
        "color": "{{ template \"shop.color\" . }}",
        "text": "{{ template \"shop.text\" . }}",
        "fallback": "{{ template \"shop.title\" . }}",
        // The title leads nowhere: Alertmanager's own address is the one of this machine.
        "title_link": "",
    })
    .to_string()
}

/// How the supervisor runs Alertmanager.
///
/// # Errors
/// When Alertmanager is not installed.
pub fn spec(dir: &LabDir, state: &LabState) -> Result<ProcessSpec, LabError> {
    let folder = dir.path("alertmanager");
    let mut spec = ProcessSpec::new(
        "alertmanager",
        Program::Alertmanager.find_server()?,
        &folder,
    )
    .args([
        format!(
            "--config.file={}",
            folder.join("alertmanager.yml").display()
        ),
        format!("--storage.path={}", folder.join("data").display()),
        format!(
            "--web.listen-address=127.0.0.1:{}",
            state.port("alertmanager")
        ),
        // One is enough, and a cluster's port would be the only one open to other machines.
        "--cluster.listen-address=".to_owned(),
        "--data.retention=24h".to_owned(),
        "--log.level=warn".to_owned(),
    ])
    .env("GOGC", "50");
    spec.run_as = user::of_stores()?;
    Ok(spec)
}

/// Whether Alertmanager takes alerts.
///
/// # Errors
/// With what was seen instead.
pub async fn ready(state: &LabState) -> Result<(), String> {
    match probe::http_status(state.port("alertmanager"), "GET", "/-/ready").await? {
        200 => Ok(()),
        status => Err(format!("HTTP {status}")),
    }
}

/// Waits until it does.
///
/// # Errors
/// After `limit`, with what was last seen.
pub async fn wait_ready(state: &LabState, limit: Duration) -> Result<(), LabError> {
    wait_until("alertmanager", limit, probe::EVERY, || ready(state)).await
}
