//! One Redis per test.

use std::os::unix::net::UnixStream;
use std::time::Duration;

use super::keeper::{Keeper, find};
use crate::redis::RedisSettings;
use crate::settings::Secret;

/// A Redis server. It ends with this value.
#[derive(Debug)]
pub struct TestRedis {
    server: Keeper,
}

impl TestRedis {
    /// Starts an empty one.
    ///
    /// # Errors
    /// Redis is not installed or does not start.
    pub fn start() -> anyhow::Result<Self> {
        let program = find("redis-server")?.join("redis-server");
        let serve = format!(
            "'{}' --port 0 --unixsocket redis.sock --save '' --appendonly no",
            program.display()
        );
        let mut server = Keeper::start(None, "", &serve, "KILL")?;
        server.wait("Redis", |folder| {
            UnixStream::connect(folder.join("redis.sock")).ok()
        })?;
        Ok(Self { server })
    }

    /// Settings of a pool for it.
    #[must_use]
    pub fn settings(&self) -> RedisSettings {
        let url = format!(
            "redis+unix://{}",
            self.server.folder().join("redis.sock").display()
        );
        RedisSettings {
            url: Secret::new(url),
            cluster: false,
            pool_max: 16,
            timeout: Duration::from_millis(500),
        }
    }
}
