//! Opens and judges connections.

use std::fmt;

use deadpool::managed::{self, Metrics, RecycleResult};
use deadpool_redis::redis::aio::MultiplexedConnection;
use deadpool_redis::redis::{AsyncConnectionConfig, ConnectionInfo, RedisError, RedisResult};

use crate::trust::Trust;

/// A connection of the pool.
pub(super) struct Pooled {
    pub(super) connection: MultiplexedConnection,
    pub(super) trust: Trust,
}

impl fmt::Debug for Pooled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pooled")
            .field("trust", &self.trust)
            .finish_non_exhaustive()
    }
}

/// The manager of deadpool-redis, which would ask a connection before each use.
#[derive(Debug)]
pub(super) struct Manager(deadpool_redis::Manager);

impl Manager {
    pub(super) fn new(info: ConnectionInfo, config: AsyncConnectionConfig) -> RedisResult<Self> {
        deadpool_redis::Manager::new_with_config(info, config).map(Self)
    }
}

impl managed::Manager for Manager {
    type Type = Pooled;
    type Error = RedisError;

    async fn create(&self) -> RedisResult<Pooled> {
        Ok(Pooled {
            connection: self.0.create().await?,
            trust: Trust::new(),
        })
    }

    async fn recycle(&self, pooled: &mut Pooled, metrics: &Metrics) -> RecycleResult<RedisError> {
        if pooled.trust.holds() {
            return Ok(());
        }
        self.0.recycle(&mut pooled.connection, metrics).await
    }
}
