//! Alerts: `alerts.yaml`.

use drill_core::i18n::Text;
use serde::{Deserialize, Serialize};

use crate::SourceError;
use crate::profile::Profile;

const FILE: &str = "alerts.yaml";

/// Every alert that is written by hand.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Alerts {
    /// 1.
    pub format_version: u32,
    /// In the order in which they are listed.
    pub alerts: Vec<Alert>,
}

/// One alert.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Alert {
    /// `ShopErrorRate`.
    pub name: String,
    /// How urgent it is.
    pub severity: Severity,
    /// For how long its expression must hold.
    #[serde(rename = "for")]
    pub held: Held,
    /// PromQL, with `$rate` and `$long` for windows.
    pub expr: String,
    /// One line that says what is wrong.
    pub summary: Text,
    /// What that means for customers.
    pub impact: Text,
    /// The dashboard to open.
    pub dashboard: String,
}

/// How urgent an alert is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Severity {
    /// Somebody is woken up: customers are hurt.
    Page,
    /// It waits for the morning.
    Ticket,
    /// It is for machines.
    None,
}

/// Durations as Prometheus writes them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Held {
    production: String,
    drill: String,
}

impl Held {
    /// With these windows.
    #[must_use]
    pub fn of(&self, profile: Profile) -> &str {
        match profile {
            Profile::Production => &self.production,
            Profile::Drill => &self.drill,
        }
    }

    pub(crate) fn at_once() -> Self {
        let at_once = || "0s".to_owned();
        Self {
            production: at_once(),
            drill: at_once(),
        }
    }
}

impl Alerts {
    /// Reads `alerts.yaml`.
    ///
    /// # Errors
    /// When it is not what it should be.
    pub fn read(text: &str) -> Result<Self, SourceError> {
        serde_saphyr::from_str(text).map_err(|error| SourceError::new(FILE, error))
    }
}
