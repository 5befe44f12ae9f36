//! What an attack would cost: rows, processes, memory.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;

use super::hostile::AT_ONCE;
use super::shop::Shop;
use super::slow::MANY;
use crate::kit::Home;

/// Anonymous memory that a service may have more afterwards. Of a request whose body is refused it holds at most what Actix has
/// read of it, 128 KiB, as much again on its way to a handler, and the 64 KiB that JSON may have: less than half a MiB for
/// each of those that come at once. A slow connection, with the call that it makes of `main`, takes less than 64 KiB. An
/// allocator keeps what it had. What was sent is over a GiB, and was to become some more.
const MORE_MEMORY: u64 = (AT_ONCE as u64 * 512 + MANY as u64 * 64) * 1024;

/// How often something happens, as the databases tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ledger(BTreeMap<&'static str, i64>);

const ROWS: [(&str, &str, &str); 9] = [
    ("orders", "orders", "SELECT count(*) FROM orders"),
    ("order lines", "orders", "SELECT count(*) FROM order_items"),
    (
        "steps of orders",
        "orders",
        "SELECT count(*) FROM order_events",
    ),
    ("products", "catalog", "SELECT count(*) FROM products"),
    (
        "versions of products",
        "catalog",
        "SELECT sum(version) FROM products",
    ),
    (
        "products with pictures",
        "catalog",
        "SELECT count(image_key) FROM products",
    ),
    (
        "pieces in stock",
        "catalog",
        "SELECT sum(stock) FROM products",
    ),
    (
        "reservations",
        "catalog",
        "SELECT count(*) FROM reservations",
    ),
    (
        "reserved lines",
        "catalog",
        "SELECT count(*) FROM reservation_items",
    ),
];

/// What is still on its way.
const UNSETTLED: [(&str, &str); 3] = [
    (
        "orders",
        "SELECT count(*) FROM orders WHERE status = 'pending'",
    ),
    ("orders", "SELECT count(*) FROM outbox"),
    (
        "catalog",
        "SELECT count(*) FROM reservations WHERE status = 'active'",
    ),
];

fn number(home: &Home, database: &str, select: &str) -> i64 {
    let said = home.run(&["connect", "postgres", database, "--", "-Atc", select]);
    said.with(0).out.trim().parse().unwrap()
}

/// The rows once everything that was begun has ended.
pub(super) fn settled(home: &Home) -> Ledger {
    home.until("every order is settled", Duration::from_secs(90), |home| {
        UNSETTLED
            .iter()
            .all(|(database, select)| number(home, database, select) == 0)
    });
    let rows = ROWS.map(|(what, database, select)| (what, number(home, database, select)));
    Ledger(rows.into())
}

impl Ledger {
    /// The same after so many orders of one piece each.
    pub(super) fn with_orders(mut self, orders: i64) -> Self {
        for (what, each) in [
            ("orders", 1),
            ("order lines", 1),
            ("steps of orders", 2),
            ("reservations", 1),
            ("reserved lines", 1),
            ("pieces in stock", -1),
        ] {
            *self.0.get_mut(what).unwrap() += each * orders;
        }
        self
    }
}

/// The processes of the services, with what each has of anonymous memory, in bytes.
#[derive(Debug)]
pub(super) struct Machines(BTreeMap<String, (u64, u64)>);

impl Machines {
    pub(super) fn of(home: &Home) -> Self {
        let status = home.status("default");
        assert_eq!(status["phase"], "ready", "{status:#}");
        let replicas = status["workloads"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|workload| workload["replicas"].as_array().unwrap())
            .filter(|replica| replica["address"].is_string());
        let machine = |replica: &Value| {
            let name = replica["name"].as_str().unwrap().to_owned();
            let pid = replica["pid"].as_u64().unwrap();
            (name, (pid, anonymous(pid)))
        };
        Self(replicas.map(machine).collect())
    }

    /// The same processes are ready, and none is much larger.
    pub(super) fn are_unharmed(&self, home: &Home) {
        let now = Self::of(home);
        for (name, (pid, before)) in &self.0 {
            let (same, after) = now.0[name];
            assert_eq!(same, *pid, "{name} is another process");
            let more = after.saturating_sub(*before);
            println!("{name}: {} KiB more of {} KiB.", more / 1024, before / 1024);
            assert!(more < MORE_MEMORY, "{name}: {before} bytes became {after}");
        }
    }
}

fn anonymous(pid: u64) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("RssAnon:"));
    let kib = line.and_then(|rest| rest.trim().strip_suffix(" kB"));
    kib.and_then(|kib| kib.parse::<u64>().ok()).unwrap() * 1024
}

/// The frontend has not left `main` alone because of what its clients did.
pub(super) async fn no_breaker_opened(shop: &Shop) {
    let metrics = reqwest::get(shop.front.url("/metrics")).await.unwrap();
    let metrics = metrics.text().await.unwrap();
    let refused = metrics
        .lines()
        .find(|line| line.starts_with("http_client_requests_total{outcome=\"breaker_open\""));
    assert!(refused.is_none(), "{refused:?}");
}

/// Open connections of the shop's customers and between its services.
pub(super) fn connections(home: &Home) -> usize {
    let status = home.status("default");
    let links = status["links"].as_array().unwrap().iter();
    let open = links
        .filter(|link| {
            ["customer->frontend", "frontend->main"].contains(&link["name"].as_str().unwrap())
        })
        .filter_map(|link| link["connections"].as_u64());
    usize::try_from(open.sum::<u64>()).unwrap()
}
