//! Opens and judges connections.

use std::fmt;
use std::time::{Duration, Instant};

use deadpool::managed::{self, Metrics, RecycleResult};
use deadpool_redis::redis::aio::MultiplexedConnection;
use deadpool_redis::redis::{AsyncConnectionConfig, ConnectionInfo, RedisError, RedisResult};

/// A connection that answered this recently is not asked again whether it lives: that would be a round trip more for each
/// command.
const TRUSTED: Duration = Duration::from_millis(500);

/// A connection of the pool.
pub(super) struct Pooled {
    connection: MultiplexedConnection,
    trusted_until: Instant,
}

impl fmt::Debug for Pooled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pooled")
            .field("trusted_until", &self.trusted_until)
            .finish_non_exhaustive()
    }
}

impl Pooled {
    pub(super) fn raw(&mut self) -> &mut MultiplexedConnection {
        &mut self.connection
    }

    /// Notes that the connection was used, and whether Redis answered.
    pub(super) fn used(&mut self, answered: bool) {
        let now = Instant::now();
        self.trusted_until = if answered { now + TRUSTED } else { now };
    }
}

/// The manager of deadpool-redis, which asks a connection at most twice a second while it works.
#[derive(Debug)]
pub(super) struct Manager(deadpool_redis::Manager);

impl Manager {
    pub(super) fn new(info: ConnectionInfo, config: AsyncConnectionConfig) -> RedisResult<Self> {
        Ok(Self(deadpool_redis::Manager::new_with_config(
            info, config,
        )?))
    }
}

impl managed::Manager for Manager {
    type Type = Pooled;
    type Error = RedisError;

    async fn create(&self) -> RedisResult<Pooled> {
        Ok(Pooled {
            connection: self.0.create().await?,
            trusted_until: Instant::now() + TRUSTED,
        })
    }

    async fn recycle(&self, pooled: &mut Pooled, metrics: &Metrics) -> RecycleResult<RedisError> {
        if Instant::now() < pooled.trusted_until {
            return Ok(());
        }
        self.0.recycle(&mut pooled.connection, metrics).await
    }
}
