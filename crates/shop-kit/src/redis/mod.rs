//! Redis through pools of connections: one server, or a cluster of them. Every command has one time limit that includes
//! the wait for a connection.

mod cluster;
mod error;
mod manager;
mod node;
mod part;
mod settings;
mod slot;
mod span;
mod topology;

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
pub use deadpool_redis::redis::{self, Cmd, FromRedisValue, Pipeline};
use prometheus::{HistogramVec, IntCounterVec};
use tokio::time::Instant;

use self::cluster::Cluster;
pub use self::error::RedisError;
use self::node::{Node, Work};
pub use self::part::Part;
pub use self::settings::RedisSettings;
use crate::service::Service;

/// Redis, one server or a cluster. Copies share the connections.
#[derive(Clone, Debug)]
pub struct Redis {
    servers: Servers,
    timeout: Duration,
    commands: IntCounterVec,
    seconds: HistogramVec,
}

#[derive(Clone, Debug)]
enum Servers {
    One(Arc<Node>),
    Cluster(Arc<Cluster>),
}

impl Redis {
    /// For `service`. Connections are opened when they are needed, so this works while Redis is down.
    ///
    /// # Errors
    /// The address is wrong, or the metrics exist already.
    pub fn new(settings: &RedisSettings, service: &Service) -> anyhow::Result<Self> {
        let metrics = &service.metrics;
        let up = metrics.gauges(
            "redis_node_up",
            "Whether a Redis server answered when it was last asked.",
            &["node"],
        )?;
        let mut addresses = settings
            .addresses()
            .context("REDIS_URL names no address of Redis")?;
        let servers = if settings.cluster {
            Servers::Cluster(Arc::new(Cluster::new(
                addresses,
                settings.clone(),
                up,
                service.spans.clone(),
            )))
        } else {
            let info = addresses.swap_remove(0);
            let up = up.with_label_values(&[&info.addr().to_string()]);
            let node = Node::new(info, settings, up, &service.spans)?;
            Servers::One(Arc::new(node))
        };
        let connections = metrics.gauges(
            "redis_pool_connections",
            "Open Redis connections.",
            &["state"],
        )?;
        let watched = servers.clone();
        metrics.on_scrape(move || {
            let (idle, busy) = watched.connections();
            let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
            connections.with_label_values(&["idle"]).set(count(idle));
            connections.with_label_values(&["busy"]).set(count(busy));
        });
        Ok(Self {
            servers,
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

    /// Runs one command. In a cluster it goes to the node of its first key.
    ///
    /// # Errors
    /// See [`RedisError`].
    pub async fn query<T: FromRedisValue>(&self, command: &Cmd) -> Result<T, RedisError> {
        self.run(Work::Command(command)).await
    }

    /// Runs several commands in one go. In a cluster their keys need the same hash tag.
    ///
    /// # Errors
    /// See [`RedisError`].
    pub async fn pipeline<T: FromRedisValue>(&self, commands: &Pipeline) -> Result<T, RedisError> {
        self.run(Work::Pipeline(commands)).await
    }

    /// The part that a key belongs to, as far as is known now: in a cluster slots move, and before the first command nobody
    /// has said which node has which.
    #[must_use]
    pub fn part(&self, key: impl AsRef<[u8]>) -> Part {
        match &self.servers {
            Servers::One(node) => node.part(),
            Servers::Cluster(cluster) => cluster.part(slot::of_key(key.as_ref())),
        }
    }

    /// All parts that there are now.
    #[must_use]
    pub fn parts(&self) -> Vec<Part> {
        match &self.servers {
            Servers::One(node) => vec![node.part()],
            Servers::Cluster(cluster) => cluster.parts(),
        }
    }

    /// Whether Redis answers, every node of it.
    ///
    /// # Errors
    /// [`RedisError::Partly`] with the nodes that don't, where others do; otherwise why none does.
    pub async fn ping(&self) -> Result<(), RedisError> {
        self.measured(async |until| match &self.servers {
            Servers::One(node) => {
                let ping = redis::cmd("PING");
                node.run::<redis::Value>(Work::Command(&ping), false, until)
                    .await
                    .map(|_| ())
            }
            Servers::Cluster(cluster) => cluster.ping(until).await,
        })
        .await
    }

    async fn run<T: FromRedisValue>(&self, work: Work<'_>) -> Result<T, RedisError> {
        self.measured(async |until| match &self.servers {
            Servers::One(node) => node.run(work, false, until).await,
            Servers::Cluster(cluster) => cluster.run(work, until).await,
        })
        .await
    }

    async fn measured<T>(
        &self,
        work: impl AsyncFnOnce(Instant) -> Result<T, RedisError>,
    ) -> Result<T, RedisError> {
        let start = Instant::now();
        // The same moment for all that is done inside, so that the part that was late is the one that is named.
        let until = start + self.timeout;
        let result = tokio::time::timeout_at(until, work(until))
            .await
            .unwrap_or(Err(RedisError::Timeout(self.timeout)));
        let outcome = result.as_ref().map_or_else(RedisError::outcome, |_| "ok");
        self.commands.with_label_values(&[outcome]).inc();
        self.seconds
            .with_label_values::<&str>(&[])
            .observe(start.elapsed().as_secs_f64());
        result
    }
}

impl Servers {
    /// How many connections are idle and busy.
    fn connections(&self) -> (usize, usize) {
        let of = |node: &Node| {
            let status = node.pool.status();
            let busy = status.size.saturating_sub(status.available);
            (status.available, busy)
        };
        match self {
            Self::One(node) => of(node),
            Self::Cluster(cluster) => cluster
                .known()
                .iter()
                .map(|node| of(node))
                .fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1)),
        }
    }
}
