//! The cache against a real Redis, with loads that the test holds up.

use std::sync::atomic::{AtomicUsize, Ordering};

use shop_api::ProductId;
use shop_kit::redis::RedisSettings;
use shop_kit::settings::Secret;
use shop_kit::testing::TestRedis;
use tokio::sync::oneshot;

use super::*;

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
                    tokio::time::timeout(Duration::from_secs(20), all_have_come)
                        .await
                        .unwrap();
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
    one.inner.pause.close();
    one.forget([key.scope()]).await;
    assert_eq!(read(&one, &key, "new").await, entry("new"));
    assert_eq!(one.unheard(|unheard| unheard.len()), 1);
    let told = async {
        while one.unheard(|unheard| !unheard.is_empty()) {
            read(&one, &key, "new").await;
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), told)
        .await
        .unwrap();
    assert_eq!(read(&other, &key, "new").await, entry("new"));
}
