//! Redis that works, and Redis that is gone.

use std::time::{Duration, Instant};

use shop_kit::Service;
use shop_kit::redis::{Redis, RedisError, RedisSettings, redis};
use shop_kit::settings::Secret;
use shop_kit::testing::TestRedis;

fn open(settings: &RedisSettings) -> Redis {
    Redis::new(settings, &Service::new("test", "1").unwrap()).unwrap()
}

#[tokio::test]
async fn commands_run_alone_and_together() {
    let server = TestRedis::start().unwrap();
    let redis = open(&server.settings());
    redis.ping().await.unwrap();
    redis
        .query::<()>(redis::cmd("HSET").arg("cart:1").arg("p").arg(2))
        .await
        .unwrap();
    let (quantity, set): (u32, bool) = redis
        .pipeline(redis::pipe().hget("cart:1", "p").expire("cart:1", 60))
        .await
        .unwrap();
    assert_eq!((quantity, set), (2, true));
    // One server has every key.
    assert_eq!(redis.parts(), [redis.part("cart:1")]);
    assert_eq!(redis.part("cart:1"), redis.part("cart:2"));
}

#[tokio::test]
async fn a_silent_redis_is_not_waited_for() {
    // Accepts connections (the kernel does) and never answers.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("redis://{}", silent.local_addr().unwrap());
    let timeout = Duration::from_millis(100);
    let redis = open(&RedisSettings {
        url: Secret::new(url),
        cluster: false,
        pool_max: 1,
        timeout,
    });
    let start = Instant::now();
    assert!(matches!(redis.ping().await, Err(RedisError::Timeout(_))));
    assert!(start.elapsed() < 10 * timeout, "{:?}", start.elapsed());
}

#[tokio::test]
async fn a_pool_finds_redis_again() {
    let server = TestRedis::start().unwrap();
    let settings = server.settings();
    let redis = open(&settings);
    redis.ping().await.unwrap();
    drop(server);
    assert!(redis.ping().await.is_err());
}
