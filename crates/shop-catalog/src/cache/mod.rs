//! Cache-aside in Redis.
//!
//! A value lies beside the *generation* that it was read under, a random word in a key of its own. Whoever changes what a
//! value is made of sets another generation after the commit; whoever reads takes the generation before asking the
//! database. So a value that was read too early may still be written, even over a newer one, but its generation is over
//! and nobody takes it. This also holds when Redis loses keys: a generation never comes twice.
//!
//! A cluster fails in parts. What a lost node has is read without the cache until the node answers again; what was changed
//! meanwhile is *unheard*, and this replica takes no value of it from any node before Redis was told.

mod entry;
mod flights;
mod key;
mod pause;
mod settings;
mod telling;
#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests;
mod unheard;

use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt as _;
use prometheus::IntCounterVec;
use shop_kit::Service;
use shop_kit::redis::{Part, Redis, RedisError, redis};

pub(crate) use entry::Entry;
use flights::Flights;
pub(crate) use key::{Key, Scope};
use pause::{Pauses, Turn};
pub use settings::CacheSettings;
pub use telling::keep_telling;
use unheard::Unheard;

use crate::error::CatalogError;

/// How long a generation lives when nothing changes: longer than values do.
const GENERATION: Duration = Duration::from_secs(3600);

/// The cache of this replica. Copies share it.
#[derive(Clone, Debug)]
pub struct Cache {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    redis: Redis,
    settings: CacheSettings,
    flights: Flights,
    pauses: Arc<Pauses>,
    unheard: Unheard,
    reads: IntCounterVec,
}

/// What Redis has of a key.
enum Found {
    Value(Entry),
    /// Nothing that counts; what is read from now on belongs to this generation.
    Nothing(String),
    /// Redis was not asked, or did not answer.
    Unknown,
}

impl Cache {
    /// A cache in `redis` for `service`.
    ///
    /// # Errors
    /// The metric exists already.
    pub fn new(
        redis: Redis,
        settings: CacheSettings,
        service: &Service,
    ) -> Result<Self, prometheus::Error> {
        let reads = service.metrics.counters(
            "cache_reads_total",
            "Reads by what the cache had: hit, miss, or bypassed when it could not be asked.",
            &["kind", "outcome"],
        )?;
        let pauses = Arc::new(Pauses::default());
        let paused = service.metrics.gauges(
            "cache_node_paused",
            "Whether a Redis server is left alone because it failed: what it has is read without the cache.",
            &["node"],
        )?;
        let (watched, servers) = (Arc::clone(&pauses), redis.clone());
        service.metrics.on_scrape(move || {
            let parts = servers.parts();
            watched.keep(&parts);
            paused.reset();
            for part in parts {
                let node = paused.with_label_values(&[&part.to_string()]);
                node.set(i64::from(watched.has(&part)));
            }
        });
        Ok(Self {
            inner: Arc::new(Inner {
                redis,
                settings,
                flights: Flights::default(),
                pauses,
                unheard: Unheard::default(),
                reads,
            }),
        })
    }

    /// What `key` stands for: from Redis, else from `load`, which runs once for all callers of this replica that miss the
    /// same key at the same time.
    pub(crate) async fn read<F, Fut>(&self, key: Key, load: F) -> Result<Entry, CatalogError>
    where
        F: FnOnce() -> Fut,
        Fut: Future<Output = Result<Entry, CatalogError>> + Send + 'static,
    {
        let (outcome, generation) = match self.look(&key).await {
            Found::Value(entry) => {
                self.count(&key, "hit");
                return Ok(entry);
            }
            Found::Nothing(generation) => ("miss", Some(generation)),
            Found::Unknown => ("bypassed", None),
        };
        self.count(&key, outcome);
        let seat = self
            .inner
            .flights
            .join((key.clone(), generation.clone()), || {
                let (this, load) = (self.clone(), load());
                async move {
                    let entry = load.await.map_err(Arc::new)?;
                    if let Some(generation) = generation {
                        this.keep(&key, &generation, &entry).await;
                    }
                    Ok(entry)
                }
                .boxed()
            });
        seat.land().await.map_err(CatalogError::Shared)
    }

    async fn look(&self, key: &Key) -> Found {
        let part = self.part(key.scope());
        let turn = self.inner.pauses.turn(&part);
        let found = match turn {
            Turn::Closed => return Found::Unknown,
            Turn::Open => self.fetch(key).await,
            // What was changed while the part was away comes first: others may read as soon as this succeeds.
            Turn::Probe => match self.catch_up(&part).await {
                Ok(()) => self.fetch(key).await,
                Err(error) => Err(error),
            },
        };
        self.judge(&part, turn, found).unwrap_or(Found::Unknown)
    }

    async fn fetch(&self, key: &Key) -> Result<Found, RedisError> {
        // Redis was not told yet, or its keys moved to a node that was not.
        if self.inner.unheard.has(key.scope()) {
            return Ok(Found::Unknown);
        }
        let generation_key = key.scope().generation();
        let mut both = redis::cmd("MGET");
        both.arg(&generation_key).arg(key.name());
        let (generation, value): (Option<String>, Option<Vec<u8>>) =
            self.inner.redis.query(&both).await?;
        let Some(generation) = generation else {
            return Ok(Found::Nothing(self.begin(&generation_key).await?));
        };
        Ok(value
            .and_then(|value| Entry::decode(&generation, value))
            .map_or(Found::Nothing(generation), Found::Value))
    }

    /// The first generation of a scope; of several replicas one decides.
    async fn begin(&self, generation_key: &str) -> Result<String, RedisError> {
        let mut set = redis::cmd("SET");
        set.arg(generation_key)
            .arg(new_generation())
            .arg("NX")
            .arg("PX")
            .arg(jittered(GENERATION));
        self.inner.redis.query::<Option<String>>(&set).await?;
        self.inner
            .redis
            .query(redis::cmd("GET").arg(generation_key))
            .await
    }

    async fn keep(&self, key: &Key, generation: &str, entry: &Entry) {
        let ttl = match key {
            Key::Page { .. } => self.inner.settings.list_ttl,
            Key::Product(_) | Key::Categories => self.inner.settings.ttl,
        };
        let mut set = redis::cmd("SET");
        set.arg(key.name())
            .arg(entry.encode(generation))
            .arg("PX")
            .arg(jittered(ttl));
        let part = self.part(key.scope());
        let kept = self.inner.redis.query::<()>(&set).await;
        self.judge(&part, Turn::Open, kept);
    }

    /// Where the keys of a scope are: all of them have its hash tag.
    fn part(&self, scope: Scope) -> Part {
        self.inner.redis.part(scope.generation())
    }

    /// Decides by what became of a command whether the next ones for this part are sent.
    fn judge<T>(&self, part: &Part, turn: Turn, result: Result<T, RedisError>) -> Option<T> {
        match result {
            Ok(value) => {
                if turn == Turn::Probe {
                    self.inner.pauses.open(part);
                    let node = part.to_string();
                    tracing::info!(node, "The cache answers again on Redis node {node}.");
                }
                Some(value)
            }
            Err(error) => {
                // A key may have moved: then it is its new place that failed.
                let failed = error.part().unwrap_or_else(|| part.clone());
                let node = failed.to_string();
                if self.inner.pauses.close(failed) {
                    tracing::warn!(
                        node,
                        error = %error,
                        "The cache does not answer on Redis node {node}; what is there is read without it."
                    );
                }
                None
            }
        }
    }

    fn count(&self, key: &Key, outcome: &str) {
        self.inner
            .reads
            .with_label_values(&[key.kind(), outcome])
            .inc();
    }
}

fn new_generation() -> String {
    format!("{:016x}", rand::random::<u64>())
}

/// In milliseconds. Values that were read together don't end together.
fn jittered(time: Duration) -> u64 {
    let time = time.mul_f64(rand::random_range(0.8..=1.2));
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX).max(1)
}
