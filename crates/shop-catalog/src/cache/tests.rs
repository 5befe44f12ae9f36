//! The cache against a real Redis, with loads that the test holds up.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures::future::join_all;
use shop_api::ProductId;
use shop_kit::health::Health;
use shop_kit::redis::RedisSettings;
use shop_kit::settings::Secret;
use shop_kit::testing::{TestRedis, TestRedisCluster, until};
use tokio::sync::oneshot;

use super::*;

/// Nothing that is waited for takes longer.
const LIMIT: Duration = Duration::from_secs(20);

/// One replica.
fn cache(redis: &RedisSettings) -> Cache {
    let service = Service::new("catalog", "1").unwrap();
    let redis = Redis::new(redis, &service).unwrap();
    let settings = CacheSettings {
        ttl: Duration::from_secs(60),
        list_ttl: Duration::from_secs(60),
    };
    Cache::new(redis, settings, &service).unwrap()
}

/// An address where nobody listens.
fn gone() -> RedisSettings {
    RedisSettings {
        url: Secret::new("redis://127.0.0.1:1"),
        ..TestRedis::start().unwrap().settings()
    }
}

fn entry(text: &str) -> Entry {
    Entry::new(String::new(), &text).unwrap()
}

async fn read(cache: &Cache, key: &Key, text: &str) -> Entry {
    let value = entry(text);
    cache
        .read(key.clone(), || async move { Ok(value) })
        .await
        .unwrap()
}

/// A read that has asked the database already and waits, until it is told to go on.
async fn held(
    cache: &Cache,
    key: &Key,
    text: &str,
) -> (oneshot::Sender<()>, tokio::task::JoinHandle<Entry>) {
    let (begun, has_begun) = oneshot::channel();
    let (go, gone) = oneshot::channel();
    let (cache, key, value) = (cache.clone(), key.clone(), entry(text));
    let task = tokio::spawn(async move {
        let load = || async move {
            let _ = begun.send(());
            let _ = gone.await;
            Ok(value)
        };
        cache.read(key, load).await.unwrap()
    });
    has_begun.await.unwrap();
    (go, task)
}

#[tokio::test]
async fn what_was_read_before_a_change_never_replaces_what_came_after_it() {
    let redis = TestRedis::start().unwrap();
    let (one, other) = (cache(&redis.settings()), cache(&redis.settings()));
    let id = ProductId::generate();
    let key = Key::Product(id);
    let (go, slow) = held(&one, &key, "old").await;
    other.forget([Scope::Product(id)]).await;
    assert_eq!(
        read(&other, &key, "new").await,
        entry("new"),
        "it does not join the slow read"
    );
    go.send(()).unwrap();
    slow.await.unwrap();
    for replica in [&one, &other] {
        assert_ne!(read(replica, &key, "newer").await, entry("old"));
    }
}

#[tokio::test]
async fn nothing_old_is_left_when_redis_loses_its_keys_between_a_read_and_a_change() {
    let redis = TestRedis::start().unwrap();
    let (one, other) = (cache(&redis.settings()), cache(&redis.settings()));
    let key = Key::Categories;
    let (go, slow) = held(&one, &key, "old").await;
    other.forget([Scope::Lists]).await;
    other
        .inner
        .redis
        .query::<()>(&redis::cmd("FLUSHALL"))
        .await
        .unwrap();
    go.send(()).unwrap();
    slow.await.unwrap();
    assert_eq!(read(&other, &key, "new").await, entry("new"));
}

#[tokio::test]
async fn callers_who_miss_at_the_same_time_ask_once() {
    let redis = TestRedis::start().unwrap();
    for cache in [cache(&redis.settings()), cache(&gone())] {
        let loads = Arc::new(AtomicUsize::new(0));
        let all = join_all((0..50).map(|_| {
            let (cache, loads) = (cache.clone(), Arc::clone(&loads));
            async move {
                let inner = Arc::clone(&cache.inner);
                let load = || async move {
                    loads.fetch_add(1, Ordering::Relaxed);
                    let all_have_come = async {
                        while inner.flights.waiting() < 50 {
                            tokio::task::yield_now().await;
                        }
                    };
                    tokio::time::timeout(LIMIT, all_have_come).await.unwrap();
                    Ok(entry("value"))
                };
                cache.read(Key::Categories, load).await.unwrap()
            }
        }))
        .await;
        assert_eq!(all, vec![entry("value"); 50]);
        assert_eq!(loads.load(Ordering::Relaxed), 1);
        assert!(cache.inner.flights.is_empty());
    }
}

#[tokio::test]
async fn a_failure_reaches_everybody_who_waited_and_is_not_kept() {
    let redis = TestRedis::start().unwrap();
    let cache = cache(&redis.settings());
    let key = Key::Product(ProductId::generate());
    let failing = || async { Err(CatalogError::NoSuchProduct) };
    let both = join_all([
        cache.read(key.clone(), failing),
        cache.read(key.clone(), failing),
    ])
    .await;
    for result in both {
        assert!(matches!(result, Err(CatalogError::Shared(error))
            if matches!(*error, CatalogError::NoSuchProduct)));
    }
    assert_eq!(read(&cache, &key, "value").await, entry("value"));
}

#[tokio::test]
async fn a_caller_who_goes_away_leaves_no_flight() {
    let redis = TestRedis::start().unwrap();
    let cache = cache(&redis.settings());
    let key = Key::Categories;
    let (_go, slow) = held(&cache, &key, "old").await;
    slow.abort();
    assert!(slow.await.unwrap_err().is_cancelled());
    assert!(cache.inner.flights.is_empty());
    assert_eq!(read(&cache, &key, "new").await, entry("new"));
}

#[tokio::test]
async fn changes_that_redis_did_not_hear_of_are_told_before_it_is_read_again() {
    let server = TestRedis::start().unwrap();
    let (one, other) = (cache(&server.settings()), cache(&server.settings()));
    let key = Key::Product(ProductId::generate());
    assert_eq!(read(&other, &key, "old").await, entry("old"));
    // As after a failure: this replica leaves Redis alone.
    one.inner.pauses.close(one.part(key.scope()));
    one.forget([key.scope()]).await;
    let told = until("Redis is told", async || {
        assert_eq!(read(&one, &key, "new").await, entry("new"));
        !one.inner.unheard.has(key.scope())
    });
    told.await.unwrap();
    assert_eq!(read(&other, &key, "new").await, entry("new"));
}

#[tokio::test]
async fn what_redis_did_not_hear_of_is_taken_from_no_node_that_its_keys_move_to() {
    let server = TestRedis::start().unwrap();
    let (one, other) = (cache(&server.settings()), cache(&server.settings()));
    let key = Key::Categories;
    assert_eq!(read(&other, &key, "old").await, entry("old"));
    // The node that was to be told is gone; the one that has the keys now never failed.
    one.inner.unheard.add(key.scope());
    assert_eq!(one.inner.pauses.turn(&one.part(key.scope())), Turn::Open);
    assert_eq!(read(&one, &key, "new").await, entry("new"));
    one.tell_unheard().await;
    assert!(!one.inner.unheard.has(key.scope()));
    for replica in [&other, &one] {
        assert_eq!(read(replica, &key, "new").await, entry("new"));
    }
}

/// A key of each node.
fn keys(cluster: &TestRedisCluster, cache: &Cache) -> Vec<Key> {
    let key_at = |address: SocketAddr| {
        std::iter::repeat_with(|| Key::Product(ProductId::generate()))
            .find(|key| cache.part(key.scope()).to_string() == address.to_string())
            .unwrap()
    };
    cluster.addresses().map(key_at).collect()
}

#[tokio::test]
async fn while_a_node_is_silent_the_values_of_the_others_are_read_without_delay() {
    let cluster = TestRedisCluster::start().unwrap();
    let cache = cache(&cluster.settings());
    cache.inner.redis.ping().await.unwrap();
    let keys = keys(&cluster, &cache);
    for key in &keys {
        assert_eq!(read(&cache, key, "kept").await, entry("kept"));
    }
    cluster.silence(1, Duration::from_secs(5)).unwrap();
    let late = read(&cache, &keys[1], "not asked");
    tokio::pin!(late);
    let mut served = 0;
    // While somebody waits for the silent node, the others are asked without a break.
    let value = loop {
        let key = &keys[served % 2 * 2];
        tokio::select! {
            value = &mut late => break value,
            value = read(&cache, key, "lost") => assert_eq!(value, entry("kept")),
        }
        served += 1;
    };
    assert_eq!(value, entry("not asked"));
    assert!(served > 20, "{served} reads in 0.5 s");
    let parts: Vec<Part> = keys.iter().map(|key| cache.part(key.scope())).collect();
    let paused = parts.iter().filter(|part| cache.inner.pauses.has(part));
    assert_eq!(paused.collect::<Vec<_>>(), [&parts[1]]);
}

#[tokio::test]
async fn what_was_changed_while_its_node_was_cut_off_is_told_when_it_is_back() {
    let cluster = TestRedisCluster::start().unwrap();
    let (one, other) = (cache(&cluster.settings()), cache(&cluster.settings()));
    one.inner.redis.ping().await.unwrap();
    let keys = keys(&cluster, &one);
    for key in &keys {
        assert_eq!(read(&other, key, "old").await, entry("old"));
    }
    cluster.cut(1).unwrap();
    let changed: Vec<Scope> = keys.iter().map(Key::scope).collect();
    one.forget(changed.iter().copied()).await;
    assert_eq!(one.inner.unheard.all(), [changed[1]]);
    for key in &keys {
        assert_eq!(read(&one, key, "new").await, entry("new"));
    }
    cluster.mend(1).unwrap();
    // The node still has the old value, and this replica does not take it, whoever tells first.
    let told = until("the node is told", async || {
        assert_eq!(read(&one, &keys[1], "new").await, entry("new"));
        !one.inner.unheard.has(changed[1])
    });
    told.await.unwrap();
    for key in &keys {
        assert_eq!(read(&other, key, "new").await, entry("new"));
    }
}

#[tokio::test]
async fn redis_is_told_even_if_nobody_reads() {
    let cluster = TestRedisCluster::start().unwrap();
    let cache = cache(&cluster.settings());
    cache.inner.redis.ping().await.unwrap();
    let keys = keys(&cluster, &cache);
    cluster.cut(1).unwrap();
    cache.forget([keys[1].scope()]).await;
    cluster.mend(1).unwrap();
    let told = until("the node is told", async || {
        !cache.inner.unheard.has(keys[1].scope())
    });
    tokio::select! {
        () = keep_telling(cache.clone(), Health::new()) => panic!("it ends with the service only"),
        told = told => told.unwrap(),
    }
}
