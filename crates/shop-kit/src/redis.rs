//! Redis through a pool. Every command has one time limit that includes the wait for a connection.

use std::time::{Duration, Instant};

use deadpool_redis::redis::AsyncConnectionConfig;
pub use deadpool_redis::redis::{self, Cmd, FromRedisValue, Pipeline};
use deadpool_redis::{Manager, Pool, PoolError, Runtime, Timeouts};
use prometheus::{HistogramVec, IntCounterVec};

use crate::service::Service;
use crate::settings::{Reader, Secret};

/// How to reach Redis. The crate's README has the table.
#[derive(Clone, Debug)]
pub struct RedisSettings {
    /// `REDIS_URL`
    pub url: Secret,
    /// `REDIS_POOL_MAX`
    pub pool_max: usize,
    /// `REDIS_TIMEOUT_MS`
    pub timeout: Duration,
}

impl RedisSettings {
    /// Reads them.
    pub fn read(reader: &mut Reader) -> Option<Self> {
        reader.owns("REDIS_");
        let url = reader.required::<Secret>("REDIS_URL");
        if let Some(url) = &url
            && redis::Client::open(url.expose()).is_err()
        {
            reader.fault("REDIS_URL", "must look like redis://:password@host:port");
        }
        let pool_max = reader.within("REDIS_POOL_MAX", 16, 1..=1000);
        let timeout = reader.millis("REDIS_TIMEOUT_MS", 500);
        Some(Self {
            url: url?,
            pool_max,
            timeout,
        })
    }
}

/// Why Redis did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum RedisError {
    /// No answer, or no connection, in time.
    #[error("redis did not answer within {} ms", .0.as_millis())]
    Timeout(Duration),
    /// No connection.
    #[error("no redis connection: {0}")]
    Connection(String),
    /// Redis refused the command, or the connection broke.
    #[error("redis refused: {0}")]
    Command(#[source] redis::RedisError),
}

/// A pool of connections. Copies share it.
#[derive(Clone, Debug)]
pub struct Redis {
    pool: Pool,
    timeout: Duration,
    commands: IntCounterVec,
    seconds: HistogramVec,
}

impl Redis {
    /// A pool for `service`. Connections are opened when they are needed, so this works while Redis is down.
    ///
    /// # Errors
    /// The address is wrong, or the metrics exist already.
    pub fn new(settings: &RedisSettings, service: &Service) -> anyhow::Result<Self> {
        let limit = Some(settings.timeout);
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(limit)
            .set_response_timeout(limit);
        let pool = Pool::builder(Manager::new_with_config(settings.url.expose(), config)?)
            .max_size(settings.pool_max)
            .timeouts(Timeouts {
                wait: limit,
                create: limit,
                recycle: limit,
            })
            .runtime(Runtime::Tokio1)
            .build()?;
        let metrics = &service.metrics;
        let connections = metrics.gauges(
            "redis_pool_connections",
            "Open Redis connections.",
            &["state"],
        )?;
        let watched = pool.clone();
        metrics.on_scrape(move || {
            let status = watched.status();
            let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
            connections
                .with_label_values(&["idle"])
                .set(count(status.available));
            connections
                .with_label_values(&["busy"])
                .set(count(status.size.saturating_sub(status.available)));
        });
        Ok(Self {
            pool,
            timeout: settings.timeout,
            commands: metrics.counters(
                "redis_commands_total",
                "Commands sent to Redis.",
                &["outcome"],
            )?,
            seconds: metrics.seconds(
                "redis_command_duration_seconds",
                "Commands, with the wait for a connection.",
                &[],
            )?,
        })
    }

    /// Runs one command.
    ///
    /// # Errors
    /// See [`RedisError`].
    pub async fn query<T: FromRedisValue>(&self, command: &Cmd) -> Result<T, RedisError> {
        self.measured(async {
            let mut connection = self
                .pool
                .get()
                .await
                .map_err(|error| self.pool_error(error))?;
            command
                .query_async(&mut connection)
                .await
                .map_err(|error| self.command_error(error))
        })
        .await
    }

    /// Runs several commands in one go.
    ///
    /// # Errors
    /// See [`RedisError`].
    pub async fn pipeline<T: FromRedisValue>(&self, commands: &Pipeline) -> Result<T, RedisError> {
        self.measured(async {
            let mut connection = self
                .pool
                .get()
                .await
                .map_err(|error| self.pool_error(error))?;
            commands
                .query_async(&mut connection)
                .await
                .map_err(|error| self.command_error(error))
        })
        .await
    }

    /// Whether Redis answers.
    ///
    /// # Errors
    /// See [`RedisError`].
    pub async fn ping(&self) -> Result<(), RedisError> {
        self.query::<String>(&redis::cmd("PING")).await.map(|_| ())
    }

    async fn measured<T>(
        &self,
        work: impl Future<Output = Result<T, RedisError>>,
    ) -> Result<T, RedisError> {
        let start = Instant::now();
        let result = tokio::time::timeout(self.timeout, work)
            .await
            .unwrap_or(Err(RedisError::Timeout(self.timeout)));
        let outcome = match &result {
            Ok(_) => "ok",
            Err(RedisError::Timeout(_)) => "timeout",
            Err(RedisError::Connection(_)) => "connect",
            Err(RedisError::Command(_)) => "error",
        };
        self.commands.with_label_values(&[outcome]).inc();
        self.seconds
            .with_label_values::<&str>(&[])
            .observe(start.elapsed().as_secs_f64());
        result
    }

    fn command_error(&self, error: redis::RedisError) -> RedisError {
        if error.is_timeout() {
            RedisError::Timeout(self.timeout)
        } else {
            RedisError::Command(error)
        }
    }

    fn pool_error(&self, error: PoolError) -> RedisError {
        match error {
            PoolError::Timeout(_) => RedisError::Timeout(self.timeout),
            PoolError::Backend(error) if error.is_timeout() => RedisError::Timeout(self.timeout),
            other => RedisError::Connection(other.to_string()),
        }
    }
}
