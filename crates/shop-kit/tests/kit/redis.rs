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

/// Says something to the server itself, beside the pool.
async fn beside(settings: &RedisSettings, words: &[&str]) -> String {
    let client = redis::Client::open(settings.url.expose()).unwrap();
    let mut connection = client.get_multiplexed_async_connection().await.unwrap();
    let mut command = redis::cmd(words[0]);
    command.arg(&words[1..]);
    let answer: redis::Value = command.query_async(&mut connection).await.unwrap();
    format!("{answer:?}")
}

#[tokio::test]
async fn a_connection_that_works_is_not_asked_before_each_command() {
    let server = TestRedis::start().unwrap();
    let settings = server.settings();
    let redis = open(&settings);
    for _ in 0..50 {
        redis
            .query::<()>(redis::cmd("SET").arg("key").arg(1))
            .await
            .unwrap();
    }
    let stats = beside(&settings, &["INFO", "commandstats"]).await;
    let calls = |command: &str| -> u32 {
        let start = format!("cmdstat_{command}:calls=");
        let rest = stats.split_once(&start).map_or("0,", |(_, rest)| rest);
        rest.split_once(',').unwrap().0.parse().unwrap()
    };
    assert_eq!(calls("set"), 50);
    assert!(calls("ping") < 25, "{stats}");
}

#[tokio::test]
async fn one_connection_that_broke_tells_of_all_others() {
    let server = TestRedis::start().unwrap();
    let settings = server.settings();
    let redis = open(&settings);
    // As many connections as there are commands that wait.
    let waits = (0..4).map(|number| {
        let redis = redis.clone();
        async move {
            let mut wait = redis::cmd("BLPOP");
            wait.arg(format!("nothing:{number}")).arg(0.1);
            redis.query::<Option<(String, String)>>(&wait).await
        }
    });
    for answer in futures::future::join_all(waits).await {
        assert_eq!(answer.unwrap(), None);
    }
    beside(
        &settings,
        &["CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"],
    )
    .await;
    let mut failed = 0;
    for _ in 0..8 {
        failed += u32::from(redis.ping().await.is_err());
    }
    assert!(failed <= 1, "{failed} of 8");
}
