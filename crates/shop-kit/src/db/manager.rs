//! Opens and judges connections.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use diesel::Connection;
use diesel::connection::SimpleConnection;
use diesel::pg::PgConnection;
use diesel::r2d2::{Error, R2D2Connection};
use r2d2::{HandleError, ManageConnection};

use super::DatabaseSettings;
use crate::trust::Trust;

/// A connection and its age.
pub(crate) struct Pooled {
    connection: PgConnection,
    expires: Instant,
    trust: Trust,
}

impl Pooled {
    pub(crate) fn raw(&mut self) -> &mut PgConnection {
        &mut self.connection
    }

    /// Notes that the connection was used, and whether its last work succeeded.
    pub(crate) fn used(&mut self, well: bool) {
        self.trust.used(well);
    }
}

/// Like Diesel's own manager, and closes a connection that is too old when it comes back. r2d2 looks at
/// lifetimes only every 30 seconds.
#[derive(Debug)]
pub(crate) struct Manager {
    url: String,
    greeting: String,
    lifetime: Duration,
}

impl Manager {
    pub(crate) fn new(settings: &DatabaseSettings, application: &str) -> Self {
        Self {
            url: with_defaults(settings.url.expose(), application),
            greeting: format!(
                "SET statement_timeout = {}",
                settings.statement_timeout.as_millis()
            ),
            lifetime: settings.pool_max_lifetime,
        }
    }
}

/// A network that swallows packets must not hold a thread for good, so dead peers are found within 10 seconds.
fn with_defaults(url: &str, application: &str) -> String {
    let name: String = application
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c))
        .collect();
    let mut url = url.to_owned();
    for (key, value) in [
        ("application_name", name.as_str()),
        ("connect_timeout", "2"),
        ("keepalives_idle", "4"),
        ("keepalives_interval", "2"),
        ("keepalives_count", "3"),
        ("tcp_user_timeout", "10000"),
    ] {
        let given = url.split_once('?').is_some_and(|(_, query)| {
            query
                .split('&')
                .any(|pair| pair.split('=').next() == Some(key))
        });
        if !given {
            url.push(if url.contains('?') { '&' } else { '?' });
            url.push_str(key);
            url.push('=');
            url.push_str(value);
        }
    }
    url
}

impl ManageConnection for Manager {
    type Connection = Pooled;
    type Error = Error;

    fn connect(&self) -> Result<Pooled, Error> {
        let mut connection = PgConnection::establish(&self.url).map_err(Error::ConnectionError)?;
        connection
            .batch_execute(&self.greeting)
            .map_err(Error::QueryError)?;
        // Replicas that started together must not all reconnect together.
        let expires = Instant::now() + self.lifetime.mul_f64(rand::random_range(0.8..=1.2));
        Ok(Pooled {
            connection,
            expires,
            trust: Trust::new(),
        })
    }

    fn is_valid(&self, pooled: &mut Pooled) -> Result<(), Error> {
        if pooled.trust.holds() {
            return Ok(());
        }
        pooled.connection.ping().map_err(Error::QueryError)
    }

    fn has_broken(&self, pooled: &mut Pooled) -> bool {
        std::thread::panicking()
            || pooled.connection.is_broken()
            || Instant::now() >= pooled.expires
    }
}

/// Logs why connections can't be opened, but not for each of many attempts.
#[derive(Debug)]
pub(crate) struct QuietErrors {
    start: Instant,
    next_ms: AtomicU64,
}

impl Default for QuietErrors {
    fn default() -> Self {
        Self {
            start: Instant::now(),
            next_ms: AtomicU64::new(0),
        }
    }
}

impl HandleError<Error> for QuietErrors {
    fn handle_error(&self, error: Error) {
        let now = u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX);
        let next = self.next_ms.load(Ordering::Relaxed);
        let mine = now >= next
            && self
                .next_ms
                .compare_exchange(next, now + 1000, Ordering::Relaxed, Ordering::Relaxed)
                .is_ok();
        if mine {
            let error = error.to_string();
            tracing::warn!(
                error = error.trim(),
                "A database connection could not be opened or was lost."
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_address_says_itself_stays() {
        let url = with_defaults("postgres://u:p@h:1/d?connect_timeout=9", "shop-order 1");
        assert!(
            url.starts_with("postgres://u:p@h:1/d?connect_timeout=9&application_name=shop-order1&"),
            "{url}"
        );
        assert_eq!(url.matches("connect_timeout").count(), 1);
    }
}
