//! Alerts, as Alertmanager sends them to a pager.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use drill_core::i18n::Text;
use serde::Deserialize;
use tokio::sync::broadcast;

/// How many alerts a subscriber may be behind.
const BACKLOG: usize = 256;

/// One alert, as Alertmanager words it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Alert {
    /// Whether it fires or is over.
    pub status: AlertStatus,
    /// What tells it from others; `alertname` and `severity` among them.
    #[serde(default)]
    pub labels: BTreeMap<String, String>,
    /// What people read.
    #[serde(default)]
    pub annotations: BTreeMap<String, String>,
    /// Since when it fires.
    pub starts_at: DateTime<Utc>,
}

/// Whether an alert fires.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AlertStatus {
    /// It fires.
    Firing,
    /// It is over.
    Resolved,
}

impl Alert {
    /// The rule's name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.labels.get("alertname").map_or("", String::as_str)
    }

    /// How urgent it is; `page` wakes somebody up.
    #[must_use]
    pub fn severity(&self) -> &str {
        self.labels.get("severity").map_or("", String::as_str)
    }

    /// Whether it tells of what was as well as of what is: that of an error budget, which names its objective.
    #[must_use]
    pub fn looks_back(&self) -> bool {
        self.labels.contains_key("slo")
    }

    /// An annotation in both languages: `summary` and `summary_ko`. Without a Korean one the English stands.
    #[must_use]
    pub fn annotation(&self, name: &str) -> Text {
        annotation(&self.annotations, name)
    }
}

/// One of an alert's annotations, as [`Alert::annotation`] has it.
pub(crate) fn annotation(annotations: &BTreeMap<String, String>, name: &str) -> Text {
    let get = |key: &str| annotations.get(key).cloned();
    let en = get(name).unwrap_or_default();
    let ko = get(&format!("{name}_ko")).unwrap_or_else(|| en.clone());
    Text { en, ko }
}

/// The body of Alertmanager's webhook, version 4.
#[derive(Debug, Deserialize)]
pub(super) struct Notification {
    pub(super) alerts: Vec<Alert>,
}

/// Passes on what the receiver got.
#[derive(Debug, Clone)]
pub struct Alerts {
    sender: broadcast::Sender<Alert>,
}

impl Default for Alerts {
    fn default() -> Self {
        Self {
            sender: broadcast::Sender::new(BACKLOG),
        }
    }
}

impl Alerts {
    /// Every alert from now on.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<Alert> {
        self.sender.subscribe()
    }

    /// Passes an alert on. Nobody need listen.
    pub fn publish(&self, alert: Alert) {
        let _ = self.sender.send(alert);
    }
}
