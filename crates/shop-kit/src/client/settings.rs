//! How patient a client is.

use std::time::Duration;

use crate::settings::Reader;

/// Settings of calls to other services. The crate's README has the table.
#[derive(Clone, Copy, Debug)]
pub struct ClientSettings {
    /// `HTTP_CONNECT_TIMEOUT_MS`
    pub connect_timeout: Duration,
    /// `HTTP_TIMEOUT_MS`
    pub timeout: Duration,
    /// `HTTP_RETRIES`
    pub retries: u32,
    /// `HTTP_RETRY_BUDGET`
    pub retry_budget: f64,
    /// `BREAKER_FAILURES`
    pub breaker_failures: u32,
    /// `BREAKER_OPEN_MS`
    pub breaker_open: Duration,
}

impl ClientSettings {
    /// Reads them.
    pub fn read(reader: &mut Reader) -> Self {
        reader.owns("HTTP_");
        reader.owns("BREAKER_");
        let default = Self::default();
        Self {
            connect_timeout: reader.millis("HTTP_CONNECT_TIMEOUT_MS", 300),
            timeout: reader.millis("HTTP_TIMEOUT_MS", 1500),
            retries: reader.within("HTTP_RETRIES", default.retries, 0..=10),
            retry_budget: reader.within("HTTP_RETRY_BUDGET", default.retry_budget, 0.0..=1.0),
            breaker_failures: reader.within(
                "BREAKER_FAILURES",
                default.breaker_failures,
                0..=10_000,
            ),
            breaker_open: reader.millis("BREAKER_OPEN_MS", 2000),
        }
    }
}

impl Default for ClientSettings {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_millis(300),
            timeout: Duration::from_millis(1500),
            retries: 2,
            retry_budget: 0.2,
            breaker_failures: 20,
            breaker_open: Duration::from_millis(2000),
        }
    }
}
