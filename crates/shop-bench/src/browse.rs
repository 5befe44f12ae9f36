//! Reads of one replica of the catalog: with its cache, and without.

use std::sync::Arc;

use anyhow::{Context as _, ensure};
use bytes::Bytes;
use deadpool_redis::redis;
use serde_json::Value;

use crate::capacity::{Measured, measure};
use crate::lab::Lab;
use crate::load::{Ask, Target};
use crate::run::get;
use crate::start::{self, Started};
use crate::table;

const LIST: &str = "/products?limit=20";

pub(crate) async fn run(lab: &Lab) -> anyhow::Result<()> {
    table::head();
    let environment = lab.environment("catalog")?;
    let without = environment
        .iter()
        .filter(|(key, _)| !key.starts_with("REDIS_"))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    let cached = start::service(lab, "catalog", &environment)?;
    let uncached = start::service(lab, "catalog", &without)?;
    let list = Target::new(&cached.address).fetch(get(LIST)).await?;
    let page: Value = serde_json::from_slice(&list)?;
    let id = page["items"][0]["id"].as_str().context("no products")?;
    let product = format!("/products/{id}");
    let one = Target::new(&cached.address).fetch(get(&product)).await?;

    for (name, path, value) in [
        ("product list, cached", LIST, list),
        ("product page, cached", product.as_str(), one),
    ] {
        let floor = floor(lab, value).await?;
        table::case(
            name,
            &read(&cached, path).await?,
            ("Redis GET", floor.capacity as f64),
        );
    }
    for (name, path, script) in [
        (
            "product list, not cached",
            LIST,
            include_str!("../sql/list.sql"),
        ),
        (
            "product page, not cached",
            product.as_str(),
            include_str!("../sql/product.sql"),
        ),
        (
            "search",
            "/products?limit=20&q=lamp",
            include_str!("../sql/search.sql"),
        ),
    ] {
        let floor = lab.pgbench("catalog", script, &[("product", id)])?;
        table::case(name, &read(&uncached, path).await?, ("pgbench", floor));
    }
    Ok(())
}

async fn read(service: &Started, path: &str) -> anyhow::Result<Measured> {
    let target = Target::new(&service.address);
    let path = path.to_owned();
    let ask: Ask = Arc::new(move |_| get(&path));
    measure(&target, &ask, &[service.pid()?], async |_| Ok(())).await
}

/// A bare handler that answers with the same bytes from Redis.
async fn floor(lab: &Lab, value: Bytes) -> anyhow::Result<Measured> {
    let node = lab.redis.addresses().next().context("no Redis")?;
    let url = format!("redis://{node}");
    let key = store(&url, &value).await?;
    let server = start::floor(&url, &key)?;
    let target = Target::new(&server.address);
    let body = target.fetch(get("/")).await?;
    ensure!(body == value, "the floor answers something else");
    let ask: Ask = Arc::new(|_| get("/"));
    measure(&target, &ask, &[], async |_| Ok(())).await
}

/// Puts a value under a key that this node takes.
async fn store(url: &str, value: &Bytes) -> anyhow::Result<String> {
    let client = redis::Client::open(url)?;
    let mut connection = client.get_multiplexed_async_connection().await?;
    let mut refused = String::new();
    // A node of a cluster takes only its part of all keys.
    for number in 0..64 {
        let key = format!("bench:{number}");
        let set: Result<(), _> = redis::cmd("SET")
            .arg(&key)
            .arg(value.as_ref())
            .query_async(&mut connection)
            .await;
        match set {
            Ok(()) => return Ok(key),
            Err(error) => refused = error.to_string(),
        }
    }
    anyhow::bail!("Redis takes no key: {refused}")
}
