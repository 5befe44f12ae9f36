//! Every case, one after the other.

use std::process::Command;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, ensure};
use bytes::Bytes;
use http_body_util::Full;
use hyper::Request;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::capacity::{Measured, measure};
use crate::costs::{self, Costs};
use crate::lab::{self, Lab};
use crate::load::{Ask, Target};
use crate::start::{self, Started};
use crate::table;
use crate::usage::Usage;

/// Starts of each service whose median is told.
const STARTS: usize = 9;

/// The services, with their programs.
const SERVICES: [&str; 4] = ["frontend", "main", "catalog", "order"];

/// Measures and prints everything.
pub(crate) async fn run(lab: &Lab) -> anyhow::Result<()> {
    let status = lab.look()?;
    idle(&status)?;
    starts(lab).await?;
    table::head();
    browse(lab).await?;
    checkout(&status).await
}

/// What each replica takes while nobody asks for anything.
fn idle(status: &Value) -> anyhow::Result<()> {
    println!("| idle replica | PSS MB | anonymous MB |\n|---|---|---|");
    for (name, _, pid) in lab::replicas(status) {
        let usage = Usage::of(pid)?;
        println!(
            "| {name} | {:.1} | {:.1} |",
            table::megabytes(usage.pss),
            table::megabytes(usage.anonymous)
        );
    }
    println!();
    Ok(())
}

/// How long each service takes to listen.
async fn starts(lab: &Lab) -> anyhow::Result<()> {
    println!("| service | starts in ms, median of {STARTS} |\n|---|---|");
    for service in SERVICES {
        let environment = lab.environment(service)?;
        let program = lab.bin.join(format!("shop-{service}"));
        let mut times = Vec::new();
        for _ in 0..STARTS {
            times.push(start::service(&program, &environment).await?.took);
        }
        times.sort_unstable();
        println!("| {service} | {} |", table::ms(times[STARTS / 2]));
    }
    println!();
    Ok(())
}

/// Reads of one replica of the catalog: with its cache, and without.
async fn browse(lab: &Lab) -> anyhow::Result<()> {
    let environment = lab.environment("catalog")?;
    let program = lab.bin.join("shop-catalog");
    let redis = redis_of(&environment);
    let without = environment
        .iter()
        .filter(|(key, _)| !key.starts_with("REDIS_"))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    let cached = start::service(&program, &environment).await?;
    let uncached = start::service(&program, &without).await?;
    let list = "/products?limit=20";
    let body = Target::new(&cached.address).fetch(get(list)).await?;
    let page: Value = serde_json::from_slice(&body)?;
    let id = page["items"][0]["id"].as_str().context("no products")?;
    let product = format!("/products/{id}");
    let one = Target::new(&cached.address).fetch(get(&product)).await?;

    for (name, path, value) in [
        ("product list, cached", list, body),
        ("product page, cached", product.as_str(), one),
    ] {
        let floor = floor(&redis, value).await?;
        table::case(
            name,
            &read(&cached, path).await?,
            Some(("Redis GET", floor.capacity as f64)),
        );
    }
    let dsn = environment
        .get("DATABASE_URL")
        .context("catalog has no database")?;
    for (name, path, statement) in [
        ("product list, not cached", list, LIST),
        ("product page, not cached", product.as_str(), PRODUCT),
        ("search", "/products?limit=20&q=lamp", SEARCH),
    ] {
        let floor = pgbench(lab, dsn, &statement.replace(":id", &format!("'{id}'")))?;
        table::case(
            name,
            &read(&uncached, path).await?,
            Some(("pgbench", floor)),
        );
    }
    Ok(())
}

const COLUMNS: &str = "id, sku, name, name_ko, description, description_ko, category, price_amount, currency, stock, version, image_key";
const LIST: &str = "FROM products WHERE deleted_at IS NULL ORDER BY id LIMIT 21";
const PRODUCT: &str = "FROM products WHERE id = :id AND deleted_at IS NULL";
const SEARCH: &str = "FROM products WHERE deleted_at IS NULL AND (name ILIKE '%lamp%' OR name_ko ILIKE '%lamp%' \
    OR description ILIKE '%lamp%' OR description_ko ILIKE '%lamp%' OR sku ILIKE '%lamp%') ORDER BY id LIMIT 21";

/// What the catalog's cache speaks to.
fn redis_of(environment: &std::collections::BTreeMap<String, String>) -> String {
    environment
        .get("REDIS_URL")
        .and_then(|urls| urls.split(',').next())
        .unwrap_or_default()
        .to_owned()
}

async fn read(service: &Started, path: &str) -> anyhow::Result<Measured> {
    let target = Target::new(&service.address);
    let path = path.to_owned();
    let ask: Ask = Arc::new(move |_| get(&path));
    measure(&target, &ask, Some(service.pid()?), async |_| Ok(())).await
}

/// A bare handler that answers with the same bytes from Redis.
async fn floor(redis: &str, value: Bytes) -> anyhow::Result<Measured> {
    let key = store(redis, &value).await?;
    let server = start::floor(redis, &key).await?;
    let target = Target::new(&server.address);
    let body = target.fetch(get("/")).await?;
    ensure!(body == value, "the floor answers something else");
    let ask: Ask = Arc::new(|_| get("/"));
    measure(&target, &ask, None, async |_| Ok(())).await
}

/// Puts a value under a key that this node takes.
async fn store(redis: &str, value: &Bytes) -> anyhow::Result<String> {
    let client = deadpool_redis::redis::Client::open(redis)?;
    let mut connection = client.get_multiplexed_async_connection().await?;
    let mut refused = String::new();
    // A node of a cluster takes only its part of all keys.
    for number in 0..64 {
        let key = format!("bench:{number}");
        let set: Result<(), _> = deadpool_redis::redis::cmd("SET")
            .arg(&key)
            .arg(value.as_ref())
            .arg("EX")
            .arg(600)
            .query_async(&mut connection)
            .await;
        match set {
            Ok(()) => return Ok(key),
            Err(error) => refused = error.to_string(),
        }
    }
    anyhow::bail!("Redis takes no key: {refused}")
}

/// Transactions per second of a statement.
fn pgbench(lab: &Lab, dsn: &str, from: &str) -> anyhow::Result<f64> {
    let script = lab.dir.join("bench.sql");
    std::fs::write(&script, format!("SELECT {COLUMNS} {from};\n"))?;
    let program = lab.postgres_bin.join("pgbench");
    let output = Command::new(&program)
        .args([
            "-n", "-M", "prepared", "-c", "8", "-j", "1", "-T", "4", "-f",
        ])
        .arg(&script)
        .arg(dsn)
        .output()
        .with_context(|| program.display().to_string())?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.lines()
        .find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok())
        .with_context(|| {
            format!(
                "pgbench said: {text}{}",
                String::from_utf8_lossy(&output.stderr)
            )
        })
}

/// Checkouts through every service, each of a customer of its own whose cart is filled beforehand.
async fn checkout(status: &Value) -> anyhow::Result<()> {
    let address = lab::link(status, "frontend->main")?;
    let target = Target::new(&address);
    let list = target.fetch(get("/api/products?limit=50")).await?;
    let page: Value = serde_json::from_slice(&list)?;
    let products: Vec<String> = page["items"]
        .as_array()
        .context("no products")?
        .iter()
        .filter_map(|product| product["id"].as_str().map(str::to_owned))
        .collect();
    let cookies: Arc<Mutex<Vec<String>>> = Arc::default();
    let asked = Arc::clone(&cookies);
    let ask: Ask = Arc::new(move |turn| {
        let cookies = asked.lock().unwrap_or_else(PoisonError::into_inner);
        let cookie = usize::try_from(turn)
            .ok()
            .and_then(|turn| cookies.get(turn))
            .map_or("", String::as_str);
        request("POST", "/api/checkout", cookie, None)
    });
    let main = lab::replicas(status)
        .into_iter()
        .find(|(name, ..)| name.starts_with("main-"))
        .map(|(_, _, pid)| pid);
    let fill = async |count: u64| {
        let filled = customers(&target, &products, count).await?;
        *cookies.lock().unwrap_or_else(PoisonError::into_inner) = filled;
        Ok(())
    };
    let measured = measure(&target, &ask, main, fill).await?;
    table::case("checkout", &measured, None);
    println!();

    let replicas = lab::replicas(status);
    let mut before = Vec::new();
    let count = (measured.capacity / 2).max(1) * 3;
    fill(count).await?;
    for (name, address, _) in &replicas {
        before.push(costs::look(kind(name), address).await?);
    }
    target
        .drive(&ask, (measured.capacity / 2).max(1), Duration::from_secs(3))
        .await;
    let mut total = Costs::new();
    for ((name, address, _), before) in replicas.iter().zip(&before) {
        costs::add(&mut total, before, &costs::look(kind(name), address).await?);
    }
    let mut sorted: Vec<_> = total.into_iter().filter(|(_, (_, n))| *n >= 1.0).collect();
    sorted.sort_by(|(_, one), (_, other)| other.0.total_cmp(&one.0));
    println!(
        "| where a checkout spends its time, at half of the capacity | ms per checkout | times |\n|---|---|---|"
    );
    for (what, (seconds, times)) in sorted.into_iter().take(12) {
        let count = count as f64;
        println!(
            "| {what} | {:.2} | {:.1} |",
            seconds * 1000.0 / count,
            times / count
        );
    }
    Ok(())
}

fn kind(replica: &str) -> &str {
    replica.split('-').next().unwrap_or(replica)
}

/// New customers with one product in the cart: their cookies.
async fn customers(
    target: &Arc<Target>,
    products: &[String],
    count: u64,
) -> anyhow::Result<Vec<String>> {
    let mut cookies = Vec::new();
    for number in 0..count {
        let product = &products[usize::try_from(number)? % products.len()];
        let body = json!({ "quantity": 1 }).to_string();
        let path = format!("/api/cart/items/{product}");
        let cookie = target
            .session(request("PUT", &path, "", Some(body)))
            .await?;
        cookies.push(cookie);
    }
    Ok(cookies)
}

fn get(path: &str) -> Request<Full<Bytes>> {
    request("GET", path, "", None)
}

fn request(method: &str, path: &str, cookie: &str, body: Option<String>) -> Request<Full<Bytes>> {
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header("host", "shop");
    if !cookie.is_empty() {
        request = request.header("cookie", cookie);
    }
    if method == "POST" {
        request = request.header("idempotency-key", Uuid::now_v7().to_string());
    }
    if body.is_some() {
        request = request.header("content-type", "application/json");
    }
    // Every part is a constant or an id of the shop.
    request
        .body(Full::from(body.unwrap_or_default()))
        .unwrap_or_default()
}
