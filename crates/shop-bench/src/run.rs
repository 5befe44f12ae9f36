//! Every case, one after the other.

use bytes::Bytes;
use http_body_util::Full;
use hyper::Request;
use uuid::Uuid;

use crate::lab::{self, Lab};
use crate::usage::Usage;
use crate::{browse, checkout, start, table};

/// Starts of each service whose median is told.
const STARTS: usize = 9;

/// The services, with their programs.
const SERVICES: [&str; 4] = ["frontend", "main", "catalog", "order"];

/// What can be measured by itself.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub(crate) enum Part {
    /// The memory of services that nobody asks for anything.
    Idle,
    /// How long services take to listen.
    Starts,
    /// Lists, product pages and searches.
    Browse,
    /// Checkouts.
    Checkout,
}

/// Measures and prints these parts.
pub(crate) async fn run(lab: &Lab, parts: &[Part]) -> anyhow::Result<()> {
    for part in parts {
        match part {
            Part::Idle => idle(lab)?,
            Part::Starts => starts(lab).await?,
            Part::Browse => browse::run(lab).await?,
            Part::Checkout => checkout::run(lab).await?,
        }
        println!();
    }
    Ok(())
}

/// What each replica takes while nobody asks for anything.
fn idle(lab: &Lab) -> anyhow::Result<()> {
    println!("| idle replica | PSS MB | anonymous MB |\n|---|---|---|");
    for (name, pid) in lab::replicas(&lab.status) {
        let usage = Usage::of(&[pid])?;
        println!(
            "| {name} | {:.1} | {:.1} |",
            table::megabytes(usage.pss),
            table::megabytes(usage.anonymous)
        );
    }
    Ok(())
}

/// How long each service takes to listen.
async fn starts(lab: &Lab) -> anyhow::Result<()> {
    println!("| service | starts in ms, median of {STARTS} |\n|---|---|");
    for service in SERVICES {
        let environment = lab.environment(service)?;
        let mut times = Vec::new();
        for _ in 0..STARTS {
            times.push(start::service(lab, service, &environment)?.took);
        }
        times.sort_unstable();
        println!("| {service} | {} |", table::ms(times[STARTS / 2]));
    }
    Ok(())
}

pub(crate) fn get(path: &str) -> Request<Full<Bytes>> {
    request("GET", path, "", None)
}

pub(crate) fn request(
    method: &str,
    path: &str,
    cookie: &str,
    body: Option<String>,
) -> Request<Full<Bytes>> {
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
