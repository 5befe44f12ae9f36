//! Telling Redis what was changed.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use futures::future::join_all;
use shop_kit::background;
use shop_kit::health::Health;
use shop_kit::redis::{Part, RedisError, redis};

use super::pause::{PAUSE, Turn};
use super::{Cache, GENERATION, Scope, jittered, new_generation};

/// Tells Redis again and again what it has not heard of, until the service shuts down. Readers do that, too, but nobody may
/// read here what other replicas still have an old value of.
pub async fn keep_telling(cache: Cache, health: Health) {
    let aim = "tell Redis what was changed";
    background::repeat(aim, PAUSE, health, async || {
        cache.tell_unheard().await;
        // The cache itself says what failed.
        Ok::<_, Infallible>(())
    })
    .await;
}

impl Cache {
    /// From now on nobody gets what was read before. Called after the commit of a change and before its answer, and always
    /// to its end.
    pub(crate) async fn forget(&self, scopes: impl IntoIterator<Item = Scope>) {
        let scopes: BTreeSet<Scope> = scopes.into_iter().collect();
        if scopes.is_empty() {
            return;
        }
        self.inner.flights.forget(&scopes);
        let parts = self.by_part(scopes).into_iter();
        join_all(parts.map(async |(part, scopes)| {
            let turn = self.inner.pauses.turn(&part);
            let told = match turn {
                Turn::Open => self.tell(&scopes).await,
                Turn::Probe | Turn::Closed => {
                    for scope in scopes {
                        self.inner.unheard.add(scope);
                    }
                    if turn == Turn::Closed {
                        return;
                    }
                    self.catch_up(&part).await
                }
            };
            self.judge(&part, turn, told);
        }))
        .await;
    }

    /// Tells what Redis has not heard of, where it is not left alone.
    pub(super) async fn tell_unheard(&self) {
        let parts = self.by_part(self.inner.unheard.all()).into_keys();
        join_all(parts.map(async |part| {
            let turn = self.inner.pauses.turn(&part);
            if turn != Turn::Closed {
                let told = self.catch_up(&part).await;
                self.judge(&part, turn, told);
            }
        }))
        .await;
    }

    /// Tells a part what it has not heard of.
    pub(super) async fn catch_up(&self, part: &Part) -> Result<(), RedisError> {
        let mut due = self.by_part(self.inner.unheard.all());
        let due = due.remove(part).unwrap_or_default();
        // One alone first: a node that still does not answer is not asked for everything.
        let (first, rest) = due.split_at(due.len().min(1));
        self.tell(first).await?;
        self.tell(rest).await
    }

    fn by_part(&self, scopes: impl IntoIterator<Item = Scope>) -> BTreeMap<Part, Vec<Scope>> {
        let mut parts = BTreeMap::<Part, Vec<Scope>>::new();
        for scope in scopes {
            parts.entry(self.part(scope)).or_default().push(scope);
        }
        parts
    }

    /// Ends the generation of what was changed. What fails is unheard.
    async fn tell(&self, scopes: &[Scope]) -> Result<(), RedisError> {
        // One command each: even of one node they may have different slots.
        let told = join_all(scopes.iter().map(async |scope| {
            let mut set = redis::cmd("SET");
            set.arg(scope.generation())
                .arg(new_generation())
                .arg("PX")
                .arg(jittered(GENERATION));
            let last = self.inner.unheard.last(*scope);
            let told = self.inner.redis.query::<()>(&set).await;
            match &told {
                Ok(()) => self.inner.unheard.heard(*scope, last),
                Err(_) => self.inner.unheard.add(*scope),
            }
            told
        }));
        told.await.into_iter().collect()
    }
}
