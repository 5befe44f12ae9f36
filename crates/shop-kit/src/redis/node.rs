//! One Redis server and the connections to it.

use std::sync::Arc;
use std::time::Duration;

use deadpool::Runtime;
use deadpool::managed::{Object, Pool, PoolError, Timeouts};
use deadpool_redis::redis::aio::MultiplexedConnection;
use deadpool_redis::redis::{AsyncConnectionConfig, Cmd, ConnectionInfo, FromRedisValue, Pipeline};
use prometheus::IntGauge;
use tokio::time::Instant;

use super::manager::Manager;
use super::span::{self, Target};
use super::{Part, RedisError, RedisSettings, redis};
use crate::spans::Spans;

/// What is asked of Redis in one go.
#[derive(Clone, Copy)]
pub(super) enum Work<'a> {
    Command(&'a Cmd),
    Pipeline(&'a Pipeline),
}

/// A server. The pool is its own: one that does not answer keeps nobody from the others.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) address: Arc<str>,
    pub(super) pool: Pool<Manager>,
    timeout: Duration,
    up: IntGauge,
    /// Nothing without spans.
    target: Option<Target>,
}

impl Node {
    /// Opens nothing yet.
    pub(super) fn new(
        info: ConnectionInfo,
        settings: &RedisSettings,
        up: IntGauge,
        spans: &Spans,
    ) -> anyhow::Result<Self> {
        let address = info.addr().to_string().into();
        let limit = Some(settings.timeout);
        let target = Target::new(&info, spans);
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(limit)
            .set_response_timeout(limit);
        let pool = Pool::builder(Manager::new(info, config)?)
            .max_size(settings.pool_max)
            .timeouts(Timeouts {
                wait: limit,
                create: limit,
                recycle: limit,
            })
            .runtime(Runtime::Tokio1)
            .build()?;
        Ok(Self {
            address,
            pool,
            timeout: settings.timeout,
            up,
            target,
        })
    }

    /// What is lost with it.
    pub(super) fn part(&self) -> Part {
        Part::at(Arc::clone(&self.address))
    }

    /// Whether it answered when it was last asked.
    pub(super) fn was_up(&self) -> bool {
        self.up.get() != 0
    }

    /// Does the work. `asking` is set where a key is just moving here.
    pub(super) async fn run<T: FromRedisValue>(
        &self,
        work: Work<'_>,
        asking: bool,
        until: Instant,
    ) -> Result<T, RedisError> {
        let span = self.target.as_ref().and_then(|target| target.span(work));
        let result = tokio::time::timeout_at(until, self.ask(work, asking))
            .await
            .unwrap_or(Err(RedisError::Timeout(self.timeout)));
        let outage = result.as_ref().is_err_and(RedisError::is_outage);
        self.up.set(i64::from(!outage));
        if let Some(span) = span {
            span::close(span, &result);
        }
        result
    }

    async fn ask<T: FromRedisValue>(&self, work: Work<'_>, asking: bool) -> Result<T, RedisError> {
        let mut pooled = self.connection().await?;
        // Whoever gives this up leaves a connection of which nothing is known.
        pooled.trust.used(false);
        let answer = self.send(work, asking, &mut pooled.connection).await;
        let broken = answer.as_ref().is_err_and(redis::RedisError::is_io_error);
        pooled.trust.used(!broken);
        if broken {
            // Those that are idle led to the same server, and would each fail somebody's command.
            self.pool.retain(|_, _| false);
        }
        answer.map_err(|error| self.failed(error))
    }

    async fn send<T: FromRedisValue>(
        &self,
        work: Work<'_>,
        asking: bool,
        connection: &mut MultiplexedConnection,
    ) -> redis::RedisResult<T> {
        if asking {
            redis::cmd("ASKING").query_async::<()>(connection).await?;
        }
        match work {
            Work::Command(command) => command.query_async(connection).await,
            Work::Pipeline(commands) => commands.query_async(connection).await,
        }
    }

    async fn connection(&self) -> Result<Object<Manager>, RedisError> {
        self.pool.get().await.map_err(|error| match error {
            PoolError::Timeout(_) => RedisError::Timeout(self.timeout),
            PoolError::Backend(error) if error.is_timeout() => RedisError::Timeout(self.timeout),
            other => RedisError::Connection(other.to_string()),
        })
    }

    fn failed(&self, error: redis::RedisError) -> RedisError {
        if error.is_timeout() {
            RedisError::Timeout(self.timeout)
        } else {
            RedisError::Command(error)
        }
    }
}
