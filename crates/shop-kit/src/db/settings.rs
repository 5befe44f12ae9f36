//! How to reach PostgreSQL.

use std::time::Duration;

use crate::settings::{Reader, Secret};

/// Settings of a pool. The crate's README has the table.
#[derive(Clone, Debug)]
pub struct DatabaseSettings {
    /// `DATABASE_URL`
    pub url: Secret,
    /// `DB_POOL_MAX`
    pub pool_max: u32,
    /// `DB_POOL_MIN_IDLE`
    pub pool_min_idle: u32,
    /// `DB_POOL_TIMEOUT_MS`
    pub pool_timeout: Duration,
    /// `DB_POOL_IDLE_TIMEOUT_MS`
    pub pool_idle_timeout: Duration,
    /// `DB_POOL_MAX_LIFETIME_MS`
    pub pool_max_lifetime: Duration,
    /// `DB_STATEMENT_TIMEOUT_MS`
    pub statement_timeout: Duration,
}

impl DatabaseSettings {
    /// Reads them.
    pub fn read(reader: &mut Reader) -> Option<Self> {
        reader.owns("DB_");
        let url = reader.required::<Secret>("DATABASE_URL");
        if let Some(url) = &url
            && !["postgres://", "postgresql://"]
                .iter()
                .any(|scheme| url.expose().starts_with(scheme))
        {
            reader.fault("DATABASE_URL", "must begin with postgres://");
        }
        let settings = Self {
            url: url.unwrap_or_else(|| Secret::new("")),
            pool_max: reader.within("DB_POOL_MAX", 8, 1..=200),
            pool_min_idle: reader.within("DB_POOL_MIN_IDLE", 1, 0..=200),
            pool_timeout: reader.millis("DB_POOL_TIMEOUT_MS", 1000),
            pool_idle_timeout: reader.millis("DB_POOL_IDLE_TIMEOUT_MS", 10_000),
            pool_max_lifetime: reader.millis("DB_POOL_MAX_LIFETIME_MS", 30_000),
            statement_timeout: reader.millis("DB_STATEMENT_TIMEOUT_MS", 2000),
        };
        if settings.pool_min_idle > settings.pool_max {
            reader.fault(
                "DB_POOL_MIN_IDLE",
                format!(
                    "must not be larger than DB_POOL_MAX ({})",
                    settings.pool_max
                ),
            );
        }
        Some(settings)
    }

    /// The defaults for `url`.
    #[must_use]
    pub fn for_url(url: Secret) -> Self {
        Self {
            url,
            pool_max: 8,
            pool_min_idle: 1,
            pool_timeout: Duration::from_millis(1000),
            pool_idle_timeout: Duration::from_secs(10),
            pool_max_lifetime: Duration::from_secs(30),
            statement_timeout: Duration::from_secs(2),
        }
    }
}
