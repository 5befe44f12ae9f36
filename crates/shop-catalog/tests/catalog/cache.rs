//! Replicas that share a cache.

use diesel::connection::SimpleConnection;
use futures::future::join;
use reqwest::Method;
use serde_json::{Value, json};
use shop_api::{Category, Page, Product, Reservation};
use shop_kit::Service;
use shop_kit::redis::{Redis, RedisSettings};
use shop_kit::testing::{TestDatabase, TestRedis, TestRedisCluster, until};
use uuid::Uuid;

use crate::support::{Catalog, assert_law, database, draft};

async fn replicas(database: &TestDatabase, redis: &TestRedis) -> [Catalog; 2] {
    pair(database, &redis.settings()).await
}

async fn pair(database: &TestDatabase, redis: &RedisSettings) -> [Catalog; 2] {
    [
        Catalog::with_cache(database, redis).await,
        Catalog::with_cache(database, redis).await,
    ]
}

async fn reads(catalog: &Catalog, kind: &str, outcome: &str) -> u64 {
    let labels = [("kind", kind), ("outcome", outcome)];
    metric(catalog, "cache_reads_total", &labels)
        .await
        .unwrap_or(0)
}

async fn metric(catalog: &Catalog, name: &str, labels: &[(&str, &str)]) -> Option<u64> {
    let metrics = catalog.get("/metrics").await;
    let text = String::from_utf8(metrics.bytes).unwrap();
    text.lines()
        .find(|line| {
            let has = |(key, value): &(&str, &str)| line.contains(&format!("{key}=\"{value}\""));
            line.starts_with(name) && labels.iter().all(has)
        })
        .and_then(|line| line.rsplit(' ').next()?.parse().ok())
}

async fn replace(catalog: &Catalog, product: &Product, change: Value) -> Product {
    let mut draft = draft(&product.sku, 0);
    let fields = draft.as_object_mut().unwrap();
    fields.remove("stock");
    fields.extend(change.as_object().unwrap().clone());
    let request = catalog.staff(Method::PUT, &format!("/products/{}", product.id));
    let request = request.header("if-match", format!("\"{}\"", product.version));
    catalog.send(request.json(&draft)).await.read(200)
}

#[tokio::test]
async fn what_one_replica_read_the_other_has_from_the_cache() {
    let (database, redis) = (database(), TestRedis::start().unwrap());
    let replicas = replicas(&database, &redis).await;
    let mug = replicas[0].product("MUG-1", 5).await;
    let path = format!("/products/{}", mug.id);
    for (kind, path) in [
        ("product", path.as_str()),
        ("list", "/products?category=kitchen"),
        ("categories", "/categories"),
    ] {
        let [first, second] = [replicas[0].get(path).await, replicas[1].get(path).await];
        assert_eq!((first.status, &first.bytes), (200, &second.bytes), "{path}");
        for header in ["content-type", "etag"] {
            assert_eq!(first.headers.get(header), second.headers.get(header));
        }
        assert_eq!(reads(&replicas[0], kind, "miss").await, 1, "{path}");
        assert_eq!(reads(&replicas[1], kind, "hit").await, 1, "{path}");
    }
    for path in ["/products?q=mug", "/products?category=cars"] {
        assert_eq!(replicas[0].get(path).await.status, 200);
    }
    assert_eq!(
        reads(&replicas[0], "list", "miss").await,
        1,
        "no others are kept"
    );
}

#[tokio::test]
async fn every_change_is_seen_by_the_next_read_of_every_replica() {
    let (database, redis) = (database(), TestRedis::start().unwrap());
    let replicas = replicas(&database, &redis).await;
    let mug = replicas[0].product("MUG-1", 5).await;
    let path = format!("/products/{}", mug.id);
    let list = async |catalog: &Catalog| {
        catalog
            .get("/products")
            .await
            .read::<Page<Product>>(200)
            .items
    };
    let counted = async |catalog: &Catalog, slug: &str| {
        let all: Vec<Category> = catalog.get("/categories").await.read(200);
        all.into_iter().find(|one| one.slug == slug).unwrap().count
    };
    for catalog in &replicas {
        assert_eq!(list(catalog).await, vec![mug.clone()]);
        assert_eq!(catalog.get(&path).await.read::<Product>(200), mug);
        assert_eq!(counted(catalog, "kitchen").await, 1);
    }
    let change = json!({"name": "Cup", "category": "plants"});
    let cup = replace(&replicas[0], &mug, change).await;
    for catalog in &replicas {
        assert_eq!(list(catalog).await, vec![cup.clone()]);
        assert_eq!(catalog.get(&path).await.read::<Product>(200), cup);
        assert_eq!(counted(catalog, "plants").await, 1);
        assert_eq!(counted(catalog, "kitchen").await, 0);
    }
    let other = replicas[1].product("MUG-2", 1).await;
    assert_eq!(list(&replicas[0]).await, vec![cup.clone(), other.clone()]);
    let removed = replicas[1]
        .send(replicas[1].removal(&path, cup.version))
        .await;
    assert_eq!(removed.status, 204);
    for catalog in &replicas {
        assert_eq!(catalog.get(&path).await.status, 404);
        assert_eq!(list(catalog).await, vec![other.clone()]);
    }
}

#[tokio::test]
async fn a_products_stock_is_never_an_old_one() {
    let (database, redis) = (database(), TestRedis::start().unwrap());
    let [one, other] = replicas(&database, &redis).await;
    let mug = one.product("MUG-1", 10).await;
    assert_eq!(other.stock(mug.id).await, 10);
    let reserve = async || -> Reservation {
        one.reserve(Uuid::now_v7(), &[(mug.id, 2)], 60)
            .await
            .read(201)
    };
    let (released, returned, expired) = (reserve().await, reserve().await, reserve().await);
    assert_eq!(other.stock(mug.id).await, 4);
    one.release(released.id).await;
    assert_eq!(other.stock(mug.id).await, 6);
    one.confirm(returned.id).await;
    one.give_back(returned.id).await;
    assert_eq!(other.stock(mug.id).await, 8);
    let late = format!(
        "UPDATE reservations SET expires_at = now() - interval '1 second' WHERE id = '{}'",
        expired.id
    );
    database.connect().unwrap().batch_execute(&late).unwrap();
    assert_eq!(shop_catalog::expire_pass(&one.state).await.unwrap(), 1);
    assert_eq!(other.stock(mug.id).await, 10);
    assert_law(&database);
}

#[tokio::test]
async fn a_read_that_begins_after_a_change_was_acknowledged_never_shows_what_was_before() {
    let (database, redis) = (database(), TestRedis::start().unwrap());
    let replicas = replicas(&database, &redis).await;
    let mut mug = replicas[0].product("MUG-1", 10).await;
    let path = format!("/products/{}", mug.id);
    let (acknowledged, seen) = tokio::sync::watch::channel(mug.version);
    let writer = async {
        for number in 0..40 {
            let name = json!({"name": format!("Mug {number}")});
            mug = replace(&replicas[number % 2], &mug, name).await;
            acknowledged.send_replace(mug.version);
        }
        drop(acknowledged);
    };
    let reader = async {
        let mut number = 0;
        while seen.has_changed().is_ok() {
            let at_least = *seen.borrow();
            let shown: Product = replicas[number % 2].get(&path).await.read(200);
            assert!(shown.version >= at_least, "{} < {at_least}", shown.version);
            number += 1;
        }
    };
    join(
        writer,
        join(reader, async {
            // A second reader, so that replicas fill the cache at the same time.
            while seen.has_changed().is_ok() {
                let at_least = *seen.borrow();
                let shown: Product = replicas[1].get(&path).await.read(200);
                assert!(shown.version >= at_least, "{} < {at_least}", shown.version);
            }
        }),
    )
    .await;
}

#[tokio::test]
async fn without_redis_everything_is_read_and_changed_all_the_same() {
    let database = database();
    let redis = TestRedis::start().unwrap();
    let catalog = Catalog::with_cache(&database, &redis.settings()).await;
    let mug = catalog.product("MUG-1", 10).await;
    assert_eq!(catalog.stock(mug.id).await, 10);
    drop(redis);
    assert_eq!(catalog.stock(mug.id).await, 10);
    catalog.reserve(Uuid::now_v7(), &[(mug.id, 3)], 60).await;
    assert_eq!(catalog.stock(mug.id).await, 7);
    let cup = replace(&catalog, &mug, json!({"name": "Cup"})).await;
    let page: Page<Product> = catalog.get("/products").await.read(200);
    assert_eq!(page.items, vec![cup]);
    assert!(reads(&catalog, "product", "bypassed").await >= 2);
    assert_law(&database);
}

/// A product of each node.
async fn products(catalog: &Catalog, cluster: &TestRedisCluster) -> Vec<Product> {
    let service = Service::new("test", "1").unwrap();
    let redis = Redis::new(&cluster.settings(), &service).unwrap();
    redis.ping().await.unwrap();
    let addresses: Vec<String> = cluster.addresses().map(|node| node.to_string()).collect();
    let mut found = vec![None; addresses.len()];
    for number in 0.. {
        let product = catalog.product(&format!("MUG-{number}"), 10).await;
        let node = redis
            .part(format!("{{product:{}}}", product.id))
            .to_string();
        let place = addresses.iter().position(|address| *address == node);
        found[place.unwrap()] = Some(product);
        if found.iter().all(Option::is_some) {
            break;
        }
    }
    found.into_iter().flatten().collect()
}

#[tokio::test]
async fn a_lost_node_takes_only_its_part_of_the_cache() {
    let (database, cluster) = (database(), TestRedisCluster::start().unwrap());
    let replicas = pair(&database, &cluster.settings()).await;
    let products = products(&replicas[0], &cluster).await;
    let paths: Vec<String> = products
        .iter()
        .map(|product| format!("/products/{}", product.id))
        .collect();
    for path in &paths {
        assert_eq!(replicas[0].get(path).await.status, 200);
    }
    let nodes: Vec<String> = cluster.addresses().map(|node| node.to_string()).collect();
    let paused = async |catalog: &Catalog, node: &str| {
        metric(catalog, "cache_node_paused", &[("node", node)]).await
    };
    let counted = async |catalog: &Catalog| {
        let mut counts = [0; 3];
        for (count, outcome) in counts.iter_mut().zip(["hit", "miss", "bypassed"]) {
            *count = reads(catalog, "product", outcome).await;
        }
        counts
    };
    // The nodes keep what they have: what is changed meanwhile is old there.
    cluster.cut(1).unwrap();
    for catalog in &replicas {
        let before = counted(catalog).await;
        for _ in 0..10 {
            for (path, product) in paths.iter().zip(&products) {
                assert_eq!(catalog.get(path).await.read::<Product>(200), *product);
            }
        }
        let after = counted(catalog).await;
        let rise: Vec<u64> = before
            .iter()
            .zip(after)
            .map(|(one, two)| two - one)
            .collect();
        assert_eq!(rise, [20, 0, 10], "hits of two nodes, none of the third");
        let mut all = Vec::new();
        for node in &nodes {
            all.push(paused(catalog, node).await.unwrap());
        }
        assert_eq!(all, [0, 1, 0]);
    }
    let mut changed = Vec::new();
    for product in &products {
        let name = json!({"name": "Cup"});
        changed.push(replace(&replicas[0], product, name).await);
    }
    for catalog in &replicas {
        for (path, product) in paths.iter().zip(&changed) {
            assert_eq!(catalog.get(path).await.read::<Product>(200), *product);
        }
    }
    cluster.mend(1).unwrap();
    // Nobody asks the replica that made the change: it tells all the same.
    let back = until("the node is told", async || {
        paused(&replicas[0], &nodes[1]).await != Some(1)
    });
    back.await.unwrap();
    for catalog in [&replicas[1], &replicas[0]] {
        for (path, product) in paths.iter().zip(&changed) {
            assert_eq!(catalog.get(path).await.read::<Product>(200), *product);
        }
    }
    let hits = reads(&replicas[1], "product", "hit").await;
    let again = until("the node's values are taken again", async || {
        let shown = replicas[1].get(&paths[1]).await.read::<Product>(200);
        assert_eq!(shown, changed[1]);
        reads(&replicas[1], "product", "hit").await != hits
    });
    again.await.unwrap();
}
