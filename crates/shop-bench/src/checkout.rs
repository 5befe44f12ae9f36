//! Checkouts through one replica each of main, catalog and order, each of a customer of its own whose cart is filled
//! beforehand.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context as _;
use serde_json::{Value, json};

use crate::capacity::measure;
use crate::costs::{self, Costs};
use crate::lab::Lab;
use crate::load::{Ask, Target};
use crate::run::{get, request};
use crate::start::{self, Started};
use crate::table;

/// So many of the largest costs are told.
const LARGEST: usize = 12;

/// How long the costs are looked at.
const STRETCH: Duration = Duration::from_secs(3);

/// One replica of each service.
struct Shop {
    main: Started,
    catalog: Started,
    order: Started,
}

impl Shop {
    async fn start(lab: &Lab) -> anyhow::Result<Self> {
        let catalog = start::service(lab, "catalog", &lab.environment("catalog")?)?;
        let order = start::service(lab, "order", &lab.environment("order")?)?;
        let mut environment = lab.environment("main")?;
        for (key, service) in [("CATALOG_URL", &catalog), ("ORDER_URL", &order)] {
            environment.insert(key.to_owned(), format!("http://{}", service.address));
        }
        let main = start::service(lab, "main", &environment)?;
        Ok(Self {
            main,
            catalog,
            order,
        })
    }

    fn services(&self) -> [(&'static str, &Started); 3] {
        [
            ("main", &self.main),
            ("catalog", &self.catalog),
            ("order", &self.order),
        ]
    }

    async fn costs(&self) -> anyhow::Result<Costs> {
        let mut all = Costs::new();
        for (name, service) in self.services() {
            all.extend(costs::look(name, &service.address).await?);
        }
        Ok(all)
    }
}

pub(crate) async fn run(lab: &Lab) -> anyhow::Result<()> {
    let shop = Shop::start(lab).await?;
    let target = Target::new(&shop.main.address);
    let products = products(&target).await?;
    let cookies: Arc<Mutex<Vec<String>>> = Arc::default();
    let asked = Arc::clone(&cookies);
    let ask: Ask = Arc::new(move |turn| {
        let cookies = asked.lock().unwrap_or_else(PoisonError::into_inner);
        let cookie = usize::try_from(turn)
            .ok()
            .and_then(|turn| cookies.get(turn));
        request(
            "POST",
            "/api/checkout",
            cookie.map_or("", String::as_str),
            None,
        )
    });
    let fill = async |count: u64| {
        let filled = customers(&target, &products, count).await?;
        *cookies.lock().unwrap_or_else(PoisonError::into_inner) = filled;
        Ok(())
    };
    let pids = shop
        .services()
        .into_iter()
        .map(|(_, service)| service.pid())
        .collect::<anyhow::Result<Vec<_>>>()?;
    let measured = measure(&target, &ask, &pids, fill).await?;

    let half = (measured.capacity / 2).max(1);
    let count = half * STRETCH.as_secs();
    fill(count).await?;
    let before = shop.costs().await?;
    target.drive(&ask, half, STRETCH).await;
    let spent = costs::between(&before, &shop.costs().await?);

    table::head();
    table::case("checkout", &measured, ("pgbench", floor(lab)?));
    println!();
    tell(spent, count as f64);
    Ok(())
}

/// Both databases' parts of a checkout, one after the other as the checkout has them.
fn floor(lab: &Lab) -> anyhow::Result<f64> {
    let catalog = include_str!("../sql/checkout-catalog.sql");
    let orders = include_str!("../sql/checkout-orders.sql");
    let seconds =
        1.0 / lab.pgbench("catalog", catalog, &[])? + 1.0 / lab.pgbench("order", orders, &[])?;
    Ok(1.0 / seconds)
}

fn tell(spent: Costs, count: f64) {
    let mut sorted: Vec<_> = spent
        .into_iter()
        .filter(|(_, (_, times))| *times >= 1.0)
        .collect();
    sorted.sort_by(|(_, one), (_, other)| other.0.total_cmp(&one.0));
    println!(
        "| where a checkout spends its time, at half of the capacity | ms per checkout | times |\n|---|---|---|"
    );
    for (what, (seconds, times)) in sorted.into_iter().take(LARGEST) {
        println!(
            "| {what} | {:.2} | {:.1} |",
            seconds * 1000.0 / count,
            times / count
        );
    }
}

async fn products(target: &Arc<Target>) -> anyhow::Result<Vec<String>> {
    let list = target.fetch(get("/api/products?limit=50")).await?;
    let page: Value = serde_json::from_slice(&list)?;
    let products = page["items"].as_array().context("no products")?;
    Ok(products
        .iter()
        .filter_map(|product| product["id"].as_str().map(str::to_owned))
        .collect())
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
