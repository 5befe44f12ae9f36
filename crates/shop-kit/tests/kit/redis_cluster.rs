//! A Redis cluster: every command finds its node, and a lost node takes only its part.

use std::time::Duration;

use shop_kit::Service;
use shop_kit::redis::{Redis, RedisError, redis};
use shop_kit::testing::{TestRedisCluster, until};

struct Client {
    redis: Redis,
    service: Service,
}

impl Client {
    fn of(cluster: &TestRedisCluster) -> Self {
        let service = Service::new("test", "1").unwrap();
        let redis = Redis::new(&cluster.settings(), &service).unwrap();
        Self { redis, service }
    }

    async fn set(&self, key: &str) -> Result<(), RedisError> {
        self.redis.query(redis::cmd("SET").arg(key).arg(1)).await
    }

    /// A client that knows every node.
    async fn warm(cluster: &TestRedisCluster) -> Self {
        let client = Self::of(cluster);
        client.redis.ping().await.unwrap();
        client
    }

    fn metrics(&self) -> String {
        self.service.metrics.render().unwrap()
    }
}

/// A key of each node.
async fn keys(cluster: &TestRedisCluster, client: &Client) -> [String; 3] {
    let mut keys = [String::new(), String::new(), String::new()];
    for number in 0.. {
        let key = format!("cart:{number}");
        let slot: u16 = client
            .redis
            .query(redis::cmd("CLUSTER").arg("KEYSLOT").arg(&key))
            .await
            .unwrap();
        keys[cluster.node_of(slot)] = key;
        if keys.iter().all(|key| !key.is_empty()) {
            break;
        }
    }
    keys
}

/// Whether a failure names the node.
fn is_of(failed: &RedisError, address: &str) -> bool {
    matches!(failed, RedisError::Node { node, .. } if node == address)
        && failed.to_string().contains(address)
}

#[tokio::test]
async fn every_key_is_found_whichever_node_is_known() {
    let cluster = TestRedisCluster::start().unwrap();
    let mut settings = cluster.settings();
    let last = cluster.addresses().last().unwrap();
    settings.url = shop_kit::settings::Secret::new(format!("redis://{last}"));
    let redis = Redis::new(&settings, &Service::new("test", "1").unwrap()).unwrap();
    for number in 0..100 {
        let key = format!("cart:{number}");
        let (set, read): (bool, u32) = redis
            .pipeline(
                redis::pipe()
                    .atomic()
                    .hset(&key, "p", number)
                    .hget(&key, "p"),
            )
            .await
            .unwrap();
        assert_eq!((set, read), (true, number));
        let script = "return redis.call('HGET', KEYS[1], 'p')";
        let read: u32 = redis
            .query(redis::cmd("EVAL").arg(script).arg(1).arg(&key))
            .await
            .unwrap();
        assert_eq!(read, number);
    }
    let scattered = redis
        .pipeline::<()>(redis::pipe().get("cart:1").get("cart:2"))
        .await;
    assert!(matches!(scattered, Err(RedisError::Scattered)));
}

#[tokio::test]
async fn a_key_that_moves_is_followed() {
    let cluster = TestRedisCluster::start().unwrap();
    let client = Client::warm(&cluster).await;
    let keys = keys(&cluster, &client).await;
    client.set(&keys[0]).await.unwrap();
    let command = |words: &[&str]| {
        let mut command = redis::cmd("CLUSTER");
        command.arg(words);
        command
    };
    let slot: u16 = client
        .redis
        .query(&command(&["KEYSLOT", &keys[0]]))
        .await
        .unwrap();
    let slot = slot.to_string();
    let addresses: Vec<_> = cluster.addresses().collect();
    let mut nodes = Vec::new();
    for address in &addresses {
        let client = redis::Client::open(format!("redis://{address}")).unwrap();
        nodes.push(client.get_multiplexed_async_connection().await.unwrap());
    }
    let mut ids = Vec::new();
    for node in &mut nodes {
        let id: String = command(&["MYID"]).query_async(node).await.unwrap();
        ids.push(id);
    }
    let set = |words: [&str; 2]| command(&["SETSLOT", &slot, words[0], words[1]]);
    set(["IMPORTING", &ids[0]])
        .exec_async(&mut nodes[1])
        .await
        .unwrap();
    set(["MIGRATING", &ids[1]])
        .exec_async(&mut nodes[0])
        .await
        .unwrap();
    // Not there yet, so node 0 sends to node 1 for this once.
    let tagged = format!("{{{}}}new", keys[0]);
    client.set(&tagged).await.unwrap();
    redis::cmd("MIGRATE")
        .arg("127.0.0.1")
        .arg(addresses[1].port())
        .arg(&keys[0])
        .arg(0)
        .arg(1000)
        .exec_async(&mut nodes[0])
        .await
        .unwrap();
    for node in &mut nodes {
        set(["NODE", &ids[1]]).exec_async(node).await.unwrap();
    }
    for key in [&keys[0], &tagged] {
        let moved = until("the client knows where the key is", async || {
            let _: Option<u32> = client
                .redis
                .query(redis::cmd("GET").arg(key))
                .await
                .unwrap();
            client.redis.part(key).to_string() == addresses[1].to_string()
        });
        moved.await.unwrap();
        let read: u32 = client
            .redis
            .query(redis::cmd("GET").arg(key))
            .await
            .unwrap();
        assert_eq!(read, 1);
    }
}

#[tokio::test]
async fn keys_that_are_lost_together_are_of_one_part() {
    let cluster = TestRedisCluster::start().unwrap();
    let client = Client::of(&cluster);
    // Nobody has said yet who has which keys.
    assert_eq!(client.redis.part("a"), client.redis.part("b"));
    assert_eq!(client.redis.parts(), [client.redis.part("a")]);
    client.redis.ping().await.unwrap();
    let keys = keys(&cluster, &client).await;
    let parts = keys.each_ref().map(|key| client.redis.part(key));
    let mut all = parts.to_vec();
    all.sort();
    assert_eq!(client.redis.parts(), all);
    for (node, address) in cluster.addresses().enumerate() {
        assert_eq!(parts[node].to_string(), address.to_string());
        assert_eq!(
            client.redis.part(format!("{{{}}}x", keys[node])),
            parts[node]
        );
    }
    cluster.cut(2).unwrap();
    let failed = client.set(&keys[2]).await.unwrap_err();
    assert_eq!(failed.part().as_ref(), Some(&parts[2]));
    cluster.mend(2).unwrap();
    client.set(&keys[2]).await.unwrap();
}

#[tokio::test]
async fn a_killed_node_takes_only_its_part_and_is_found_again() {
    let mut cluster = TestRedisCluster::start().unwrap();
    let client = Client::warm(&cluster).await;
    let keys = keys(&cluster, &client).await;
    let lost = cluster.addresses().nth(1).unwrap().to_string();
    cluster.stop(1);
    for _ in 0..50 {
        client.set(&keys[0]).await.unwrap();
        client.set(&keys[2]).await.unwrap();
        let failed = client.set(&keys[1]).await.unwrap_err();
        assert!(is_of(&failed, &lost), "{failed:?}");
    }
    let partly = client.redis.ping().await.unwrap_err();
    assert_eq!(
        partly.to_string(),
        format!("1 of 3 nodes does not answer ({lost})")
    );
    let gauge = format!("redis_node_up{{node=\"{lost}\",service=\"test\"}}");
    assert!(client.metrics().contains(&format!("{gauge} 0")));

    cluster.start_again(1).unwrap();
    let served = until("the node serves again", async || {
        client.set(&keys[1]).await.is_ok()
    });
    served.await.unwrap();
    client.redis.ping().await.unwrap();
    assert!(client.metrics().contains(&format!("{gauge} 1")));
}

#[tokio::test]
async fn a_silent_node_keeps_nobody_from_the_others() {
    let cluster = TestRedisCluster::start().unwrap();
    let client = Client::warm(&cluster).await;
    let keys = keys(&cluster, &client).await;
    let silent = cluster.addresses().nth(1).unwrap().to_string();
    cluster.silence(1, Duration::from_secs(3)).unwrap();
    let late = async {
        let mut failures = Vec::new();
        for _ in 0..3 {
            failures.push(client.set(&keys[1]).await.unwrap_err());
        }
        failures
    };
    tokio::pin!(late);
    let mut served = 0;
    // While one command after another waits for the silent node, the others are asked without a break.
    let failures = loop {
        tokio::select! {
            failures = &mut late => break failures,
            answer = client.set(&keys[served % 2 * 2]) => answer.unwrap(),
        }
        served += 1;
    };
    for failed in failures {
        assert!(is_of(&failed, &silent), "{failed:?}");
        let RedisError::Node { error, .. } = failed else {
            unreachable!()
        };
        assert!(matches!(*error, RedisError::Timeout(_)));
    }
    assert!(served > 100, "{served} commands in 1.5 s");
    let partly = client.redis.ping().await.unwrap_err();
    assert!(
        matches!(&partly, RedisError::Partly { down, of: 3 } if *down == [silent]),
        "{partly:?}"
    );
}

#[tokio::test]
async fn a_client_that_starts_while_a_node_is_lost_serves_the_rest() {
    let mut cluster = TestRedisCluster::start().unwrap();
    let keys = keys(&cluster, &Client::warm(&cluster).await).await;
    cluster.silence(0, Duration::from_secs(5)).unwrap();
    cluster.stop(1);
    let client = Client::of(&cluster);
    // Two of three are gone, and with them the majority that allows writes.
    let read: Result<Option<u32>, _> = client.redis.query(redis::cmd("GET").arg(&keys[2])).await;
    assert_eq!(read.unwrap(), None);
    let partly = client.redis.ping().await.unwrap_err();
    assert!(
        matches!(&partly, RedisError::Partly { down, of: 3 } if down.len() == 2),
        "{partly:?}"
    );
}

#[tokio::test]
async fn a_cluster_that_is_gone_is_no_longer_partly_there() {
    let mut cluster = TestRedisCluster::start().unwrap();
    let client = Client::warm(&cluster).await;
    for node in 0..3 {
        cluster.stop(node);
    }
    let failed = client.redis.ping().await.unwrap_err();
    assert!(matches!(failed, RedisError::Node { .. }), "{failed:?}");
}
