//! Questions to a lab's Prometheus.

use std::time::Duration;

use drill_engine::prometheus::{Prometheus, Sample};

use crate::kit::{Home, runtime};

/// How long an answer may take on a machine with other work.
const LIMIT: Duration = Duration::from_secs(10);

/// What an expression gives now in the lab `default`.
pub(super) fn ask(home: &Home, query: &str) -> Vec<Sample> {
    let status = home.status("default");
    let address = status["addresses"]["prometheus"].as_str().unwrap();
    let prometheus = Prometheus::new(address, LIMIT).unwrap();
    let answer = runtime().block_on(prometheus.now(query));
    answer.unwrap_or_else(|error| panic!("{query}: {error}"))
}
