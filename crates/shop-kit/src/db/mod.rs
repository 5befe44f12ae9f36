//! PostgreSQL. [`Database::run`] is the one way to a connection: it waits for one with a limit, runs the query on a
//! blocking thread, and measures both. Transactions belong to the caller.

mod error;
mod manager;
mod migrate;
mod settings;

use std::sync::Arc;
use std::time::{Duration, Instant};

use diesel::RunQueryDsl;
use diesel::pg::PgConnection;
use diesel::sql_query;
use prometheus::{HistogramVec, IntCounter};
use tokio::sync::Semaphore;

pub use error::DbError;
pub use migrate::{MigrateError, migrate};
pub use settings::DatabaseSettings;

use crate::metrics::Metrics;
use crate::service::Service;
use crate::spans::{Span, Spans};
use manager::{Manager, QuietErrors};

/// A pool of connections. Copies share it.
#[derive(Clone, Debug)]
pub struct Database {
    pool: r2d2::Pool<Manager>,
    /// As many permits as connections: who waits for one waits here without holding a thread.
    turns: Arc<Semaphore>,
    timeout: Duration,
    /// When a caller stops waiting for a query that PostgreSQL itself should have ended.
    stalled: Duration,
    wait_seconds: HistogramVec,
    operation_seconds: HistogramVec,
    timeouts: IntCounter,
    spans: Spans,
    /// Address, port and database, as spans name them. Nothing without spans.
    target: Option<Arc<Target>>,
}

#[derive(Debug)]
struct Target {
    address: String,
    port: u16,
    database: String,
}

impl Database {
    /// A pool for `service`. Connections are opened in the background, so this works while the database is down.
    ///
    /// # Errors
    /// The metrics of a pool exist already.
    pub fn new(settings: &DatabaseSettings, service: &Service) -> Result<Self, prometheus::Error> {
        let metrics = &service.metrics;
        let name = format!("shop-{}-{}", service.name, service.replica);
        let pool = r2d2::Pool::builder()
            .max_size(settings.pool_max)
            .min_idle(Some(settings.pool_min_idle.min(settings.pool_max)))
            .connection_timeout(settings.pool_timeout)
            .idle_timeout(Some(settings.pool_idle_timeout))
            .max_lifetime(None)
            .error_handler(Box::new(QuietErrors::default()))
            .build_unchecked(Manager::new(settings, &name));
        Self::watch(&pool, metrics)?;
        Ok(Self {
            pool,
            turns: Arc::new(Semaphore::new(settings.pool_max as usize)),
            timeout: settings.pool_timeout,
            stalled: settings.pool_timeout + 2 * settings.statement_timeout,
            wait_seconds: metrics.seconds(
                "db_pool_wait_seconds",
                "Waiting for a database connection.",
                &[],
            )?,
            operation_seconds: metrics.seconds(
                "db_operation_seconds",
                "Work on a database connection, without the wait for it.",
                &["operation"],
            )?,
            timeouts: metrics.counter(
                "db_pool_timeouts_total",
                "Waits for a database connection that failed.",
            )?,
            target: service.spans.are_sent().then(|| target(settings)).flatten(),
            spans: service.spans.clone(),
        })
    }

    fn watch(pool: &r2d2::Pool<Manager>, metrics: &Metrics) -> Result<(), prometheus::Error> {
        let connections = metrics.gauges(
            "db_pool_connections",
            "Open database connections.",
            &["state"],
        )?;
        let max = metrics.gauges(
            "db_pool_max",
            "Most database connections of this replica.",
            &[],
        )?;
        max.with_label_values::<&str>(&[])
            .set(i64::from(pool.max_size()));
        let pool = pool.clone();
        metrics.on_scrape(move || {
            let state = pool.state();
            let busy = state.connections.saturating_sub(state.idle_connections);
            connections
                .with_label_values(&["idle"])
                .set(i64::from(state.idle_connections));
            connections
                .with_label_values(&["busy"])
                .set(i64::from(busy));
        });
        Ok(())
    }

    /// Runs `work` with a connection on a blocking thread. `operation` names it in metrics.
    ///
    /// The work goes on when the caller goes away: a commit is never cut in two.
    ///
    /// # Errors
    /// No connection in time, or what `work` returns.
    pub async fn run<T, E, F>(&self, operation: &'static str, work: F) -> Result<T, E>
    where
        F: FnOnce(&mut PgConnection) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        let start = Instant::now();
        let mut span = self.span(operation);
        let mut fail = |kind: &'static str| {
            if let Some(span) = &mut span {
                span.fail(kind);
            }
        };
        let turn = match tokio::time::timeout(self.timeout, Arc::clone(&self.turns).acquire_owned())
            .await
        {
            Ok(Ok(turn)) => turn,
            Ok(Err(_)) => return Err(DbError::Aborted.into()),
            Err(_) => {
                fail("pool_timeout");
                return Err(self.timed_out(start, None).into());
            }
        };
        let this = self.clone();
        let lines = tracing::Span::current();
        let task = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            lines.in_scope(|| this.run_here(operation, start, work))
        });
        match tokio::time::timeout(self.stalled, task).await {
            Ok(Ok(result)) => result,
            Ok(Err(_)) => {
                fail("aborted");
                Err(DbError::Aborted.into())
            }
            Err(_) => {
                fail("stalled");
                Err(DbError::Stalled {
                    operation,
                    waited: start.elapsed(),
                }
                .into())
            }
        }
    }

    /// The span of an operation with the wait for its connection. An error of `work` does not show in it: most are answers,
    /// such as that there is no such row.
    fn span(&self, operation: &'static str) -> Option<Span> {
        let mut span = self.spans.client(operation)?;
        span.set("db.system.name", "postgresql");
        span.set("db.query.summary", operation);
        if let Some(target) = &self.target {
            span.set("db.namespace", target.database.clone());
            span.set("server.address", target.address.clone());
            span.set("server.port", i64::from(target.port));
        }
        Some(span)
    }

    fn run_here<T, E, F>(&self, operation: &'static str, start: Instant, work: F) -> Result<T, E>
    where
        F: FnOnce(&mut PgConnection) -> Result<T, E>,
        E: From<DbError>,
    {
        // A little time is left even after a long wait: a connection may be idle right now.
        let left = self
            .timeout
            .saturating_sub(start.elapsed())
            .max(Duration::from_millis(10));
        let mut connection = self
            .pool
            .get_timeout(left)
            .map_err(|error| self.timed_out(start, Some(error)))?;
        self.wait_seconds
            .with_label_values::<&str>(&[])
            .observe(start.elapsed().as_secs_f64());
        let timer = self
            .operation_seconds
            .with_label_values(&[operation])
            .start_timer();
        let result = work(connection.raw());
        timer.observe_duration();
        connection.used(result.is_ok());
        result
    }

    fn timed_out(&self, start: Instant, error: Option<r2d2::Error>) -> DbError {
        self.timeouts.inc();
        let waited = start.elapsed();
        self.wait_seconds
            .with_label_values::<&str>(&[])
            .observe(waited.as_secs_f64());
        DbError::NoConnection {
            waited,
            reason: error.map(|error| error.to_string().trim().to_owned()),
        }
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// It doesn't.
    pub async fn ping(&self) -> Result<(), DbError> {
        self.run("ping", |connection| {
            sql_query("SELECT 1").execute(connection)?;
            Ok(())
        })
        .await
    }
}

/// Where the database is, without who connects to it.
fn target(settings: &DatabaseSettings) -> Option<Arc<Target>> {
    let url = reqwest::Url::parse(settings.url.expose()).ok()?;
    Some(Arc::new(Target {
        address: url.host_str()?.to_owned(),
        port: url.port().unwrap_or(5432),
        database: url.path().trim_start_matches('/').to_owned(),
    }))
}
