//! What an engineer, or a drill, may set of a workload.

use std::collections::BTreeMap;

use super::Workload;
use crate::{Desired, LabError};

/// Settings that belong together, with the lab's defaults; an empty default is the service's own.
pub(super) type Group = &'static [(&'static str, &'static str)];

/// Of every service.
pub(super) const SERVER: Group = &[
    ("MAX_IN_FLIGHT", ""),
    ("REQUEST_TIMEOUT_MS", ""),
    ("CONNECTION_MAX_AGE_MS", ""),
    ("SHUTDOWN_GRACE_MS", ""),
    ("LOG_LEVEL", ""),
    ("OTEL_EXPORTER_OTLP_ENDPOINT", ""),
];

/// Of a service that calls others.
pub(super) const HTTP: Group = &[
    ("HTTP_CONNECT_TIMEOUT_MS", ""),
    ("HTTP_TIMEOUT_MS", ""),
    ("HTTP_RETRIES", ""),
    ("HTTP_RETRY_BUDGET", ""),
    ("BREAKER_FAILURES", ""),
    ("BREAKER_OPEN_MS", ""),
];

/// Of a service with a database.
pub(super) const DATABASE: Group = &[
    ("DB_POOL_MAX", "8"),
    ("DB_POOL_MIN_IDLE", "1"),
    ("DB_POOL_TIMEOUT_MS", "1000"),
    ("DB_POOL_IDLE_TIMEOUT_MS", "10000"),
    // Short, so that a lab renews its connections within the minutes of a drill.
    ("DB_POOL_MAX_LIFETIME_MS", "5000"),
    ("DB_STATEMENT_TIMEOUT_MS", ""),
];

/// Of a client of Redis.
pub(super) const REDIS: Group = &[("REDIS_POOL_MAX", ""), ("REDIS_TIMEOUT_MS", "")];

pub(super) const MAIN: Group = &[("RESERVATION_TTL_SECONDS", ""), ("OUTBOX_INTERVAL_MS", "")];

pub(super) const CATALOG: Group = &[("CACHE_TTL_MS", ""), ("CACHE_LIST_TTL_MS", "")];

pub(super) const ORDER: Group = &[("OUTBOX_INTERVAL_MS", "")];

pub(super) const REPORTING: Group = &[
    ("REPORT_WORKERS", "1"),
    ("REPORT_COMMIT", "true"),
    ("REPORT_INTERVAL_SECONDS", "5"),
];

impl Workload {
    /// Settings that an engineer may change, with the lab's defaults; an empty default is the service's own.
    pub fn settings(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.settings.iter().copied().flatten().copied()
    }

    /// Refuses a setting that the workload does not have.
    ///
    /// # Errors
    /// [`LabError::BadSetting`] with the settings that it has, or with what a value must be.
    pub fn validate(&self, key: &str, value: Option<&str>) -> Result<(), LabError> {
        let refuse = |reason: String| {
            Err(LabError::BadSetting {
                workload: self.name.to_owned(),
                key: key.to_owned(),
                reason,
            })
        };
        let known: Vec<&str> = self.settings().map(|(name, _)| name).collect();
        if !known.contains(&key) {
            return refuse(format!("it has {}", known.join(", ")));
        }
        match value {
            Some(value) if value.is_empty() || value.chars().any(char::is_control) => refuse(
                "a value is one line and not empty; `unset` takes it back to the default".into(),
            ),
            _ => Ok(()),
        }
    }

    /// The lab's defaults with what was set over them.
    pub fn settings_in(&self, desired: &Desired) -> BTreeMap<String, String> {
        let defaults = self
            .settings()
            .filter(|(_, value)| !value.is_empty())
            .map(|(key, value)| (key.to_owned(), value.to_owned()));
        let mut all: BTreeMap<String, String> = defaults.collect();
        if let Some(set) = desired.settings.get(self.name) {
            all.extend(set.iter().map(|(key, value)| (key.clone(), value.clone())));
        }
        all
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::super::{Program, WORKLOADS};
    use super::*;

    #[test]
    fn every_service_may_be_set_what_every_service_reads() {
        for workload in &WORKLOADS {
            let service = matches!(workload.program, Program::Service(_));
            for (key, value) in [
                ("REQUEST_TIMEOUT_MS", "2000"),
                ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318"),
            ] {
                let allowed = workload.validate(key, Some(value));
                assert_eq!(allowed.is_ok(), service, "{}: {key}", workload.name);
            }
        }
    }

    #[test]
    fn no_setting_is_named_twice() {
        for workload in &WORKLOADS {
            let mut names: Vec<&str> = workload.settings().map(|(name, _)| name).collect();
            let count = names.len();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), count, "{}", workload.name);
        }
    }

    #[test]
    fn what_is_set_takes_the_place_of_the_labs_default() {
        let order = super::super::workload("order").unwrap();
        let set = BTreeMap::from([
            ("DB_POOL_MAX".to_owned(), "2".to_owned()),
            ("REQUEST_TIMEOUT_MS".to_owned(), "500".to_owned()),
        ]);
        let desired = Desired {
            settings: [("order".to_owned(), set)].into(),
            ..Desired::default()
        };
        let before = order.settings_in(&Desired::default());
        assert_eq!(before["DB_POOL_MAX"], "8");
        assert!(!before.contains_key("REQUEST_TIMEOUT_MS"));
        let after = order.settings_in(&desired);
        assert_eq!(after["DB_POOL_MAX"], "2");
        assert_eq!(after["REQUEST_TIMEOUT_MS"], "500");
    }
}
