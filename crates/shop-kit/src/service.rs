//! What a running service is made of, whatever it does.

use shop_api::VersionInfo;

use crate::health::Health;
use crate::metrics::Metrics;

/// Name, metrics and health of a running service.
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
}

impl Service {
    /// A service without dependencies yet.
    ///
    /// # Errors
    /// The metrics can't be set up.
    pub fn new(name: &'static str, replica: impl Into<String>) -> Result<Self, prometheus::Error> {
        Ok(Self {
            name,
            replica: replica.into(),
            metrics: Metrics::new(name)?,
            health: Health::new(),
        })
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
