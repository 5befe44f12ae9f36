//! What a running service is made of, whatever it does.

use reqwest::Url;
use shop_api::VersionInfo;

use crate::health::Health;
use crate::metrics::Metrics;
use crate::spans::Spans;

/// Name, metrics, health and spans of a running service.
#[derive(Clone, Debug)]
pub struct Service {
    /// `catalog`, `order`, `main` or `frontend`.
    pub name: &'static str,
    /// Which replica.
    pub replica: String,
    /// Its metrics.
    pub metrics: Metrics,
    /// Its own dependencies.
    pub health: Health,
    /// Where its spans go.
    pub spans: Spans,
}

impl Service {
    /// A service without dependencies yet.
    ///
    /// # Errors
    /// The metrics can't be set up.
    pub fn new(name: &'static str, replica: impl Into<String>) -> Result<Self, prometheus::Error> {
        let service = Self {
            name,
            replica: replica.into(),
            metrics: Metrics::new(name)?,
            health: Health::new(),
            spans: Spans::default(),
        };
        let VersionInfo {
            version,
            replica,
            commit,
            ..
        } = service.version();
        service
            .metrics
            .gauges(
                "build_info",
                "What program this is.",
                &["version", "commit", "replica"],
            )?
            .with_label_values(&[&version, &commit, &replica])
            .set(1);
        Ok(service)
    }

    /// Sends spans to the collector at `endpoint` from now on.
    ///
    /// # Errors
    /// The sender can't be set up.
    pub fn traced(mut self, endpoint: &Url) -> anyhow::Result<Self> {
        self.spans = Spans::start(endpoint, &self)?;
        Ok(self)
    }

    /// Answer of `/version`. The commit is what the build's environment named in `FIREDRILL_COMMIT`.
    #[must_use]
    pub fn version(&self) -> VersionInfo {
        VersionInfo {
            service: self.name.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            replica: self.replica.clone(),
            commit: option_env!("FIREDRILL_COMMIT")
                .unwrap_or("unknown")
                .to_owned(),
        }
    }
}
