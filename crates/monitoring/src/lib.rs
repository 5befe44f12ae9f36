//! What is watched, and what pages: from the sources under `k8s/monitoring` to what Prometheus, its operator and Grafana
//! read. Pure: texts in, texts out.
//!
//! | source | becomes |
//! |---|---|
//! | `slo.yaml`, `alerts.yaml` | `rules/lab.yaml` and `rules/production.yaml`, the same with other windows |
//! | those, and `kubernetes.yaml` | PrometheusRules in `k8s/components/prometheus-operator` |
//! | `dashboards/src/*.yaml` | `dashboards/*.json`, and ConfigMaps in that component |

mod alerts;
mod burn_rate;
mod dashboard;
mod generate;
mod operator;
mod profile;
mod rules;
mod slo;

pub use alerts::{Alert, Alerts, Severity};
pub use dashboard::{Dashboard, Panel, Query, Row};
pub use generate::{Sources, generate, write};
pub use profile::Profile;
pub use slo::{Latency, ServiceLevel, ServiceLevels};

/// The alerts that follow from error budgets, not from `alerts.yaml`.
pub const BURN_ALERTS: [&str; 2] = [burn_rate::FAST, burn_rate::SLOW];

/// A source that can't be used.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {reason}")]
pub struct SourceError {
    /// Its path below `k8s/monitoring`.
    pub file: String,
    /// What is wrong, with line and column where that is known.
    pub reason: String,
}

impl SourceError {
    fn new(file: &str, reason: impl ToString) -> Self {
        Self {
            file: file.to_owned(),
            reason: reason.to_string(),
        }
    }
}
