//! Cache-aside in Redis.
//!
//! A value lies beside the *generation* that it was read under, a random word in a key of its own. Whoever changes what a
//! value is made of sets another generation after the commit; whoever reads takes the generation before asking the
//! database. So a value that was read too early may still be written, even over a newer one, but its generation is over
//! and nobody takes it. This also holds when Redis loses keys: a generation never comes twice.

mod entry;
mod flights;
mod key;
mod pause;
mod settings;
#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures::FutureExt as _;
use futures::future::join_all;
use prometheus::IntCounterVec;
use shop_kit::Service;
use shop_kit::redis::{Redis, RedisError, redis};

pub(crate) use entry::Entry;
use flights::Flights;
pub(crate) use key::{Key, Scope};
use pause::{Pause, Turn};
pub use settings::CacheSettings;

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
    pause: Pause,
    /// Changes that Redis has not heard of yet.
    unheard: Mutex<BTreeSet<Scope>>,
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
        Ok(Self {
            inner: Arc::new(Inner {
                redis,
                settings,
                flights: Flights::default(),
                pause: Pause::default(),
                unheard: Mutex::default(),
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

    /// From now on nobody gets what was read before. Called after the commit of a change and before its answer.
    pub(crate) async fn forget(&self, scopes: impl IntoIterator<Item = Scope>) {
        let scopes: BTreeSet<Scope> = scopes.into_iter().collect();
        if scopes.is_empty() {
            return;
        }
        self.inner.flights.forget(&scopes);
        self.unheard(|unheard| unheard.extend(scopes));
        let turn = self.inner.pause.turn();
        if turn != Turn::Closed {
            let told = self.tell().await;
            self.judge(turn, told);
        }
    }

    async fn look(&self, key: &Key) -> Found {
        let turn = self.inner.pause.turn();
        let found = match turn {
            Turn::Closed => return Found::Unknown,
            Turn::Open => self.fetch(key).await,
            // What was changed while Redis was away comes first: others may read as soon as this succeeds.
            Turn::Probe => match self.tell().await {
                Ok(()) => self.fetch(key).await,
                Err(error) => Err(error),
            },
        };
        self.judge(turn, found).unwrap_or(Found::Unknown)
    }

    async fn fetch(&self, key: &Key) -> Result<Found, RedisError> {
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
        let kept = self.inner.redis.query::<()>(&set).await;
        self.judge(Turn::Open, kept);
    }

    /// Ends the generation of everything that was changed. What fails is tried again by the next probe.
    async fn tell(&self) -> Result<(), RedisError> {
        let scopes: Vec<Scope> = self.unheard(std::mem::take).into_iter().collect();
        // One command each: in a cluster they belong to several nodes.
        let told = join_all(scopes.into_iter().map(async |scope| {
            let mut set = redis::cmd("SET");
            set.arg(scope.generation())
                .arg(new_generation())
                .arg("PX")
                .arg(jittered(GENERATION));
            let told = self.inner.redis.query::<()>(&set).await;
            told.inspect_err(|_| {
                self.unheard(|unheard| unheard.insert(scope));
            })
        }));
        told.await.into_iter().collect()
    }

    /// Decides by what became of a command whether the next ones are sent.
    fn judge<T>(&self, turn: Turn, result: Result<T, RedisError>) -> Option<T> {
        match result {
            Ok(value) => {
                if turn == Turn::Probe {
                    self.inner.pause.open();
                    tracing::info!("The cache answers again.");
                }
                Some(value)
            }
            Err(error) => {
                if self.inner.pause.close() {
                    tracing::warn!(error = %error, "The cache does not answer; products are read without it.");
                }
                None
            }
        }
    }

    fn unheard<T>(&self, work: impl FnOnce(&mut BTreeSet<Scope>) -> T) -> T {
        work(
            &mut self
                .inner
                .unheard
                .lock()
                .unwrap_or_else(PoisonError::into_inner),
        )
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
