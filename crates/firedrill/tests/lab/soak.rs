//! Everything that can break, in turn, while customers buy: nothing that was acknowledged is lost.
//!
//! One round of all faults takes longer than a minute. `FIREDRILL_SOAK_SECONDS` says for how long rounds are begun:
//! `./check` takes one, `./check nightly` those of ten minutes.

mod fault;

use std::time::{Duration, Instant};

use lab_managed::link::LinkMode;

use crate::kit::Home;
use fault::{Checkout, Fault, LIMIT, happen};

/// After this, what a dead checkout has left behind should have been dealt with, or else the audit finds it: stock is
/// held for a minute, and orders may be pending for one.
const OVERDUE: Duration = Duration::from_secs(80);

const FAULTS: [Fault; 15] = [
    Fault::MainAndCustomers(Checkout::Reserved),
    Fault::MainAndCustomers(Checkout::Pending),
    Fault::Main(Checkout::Pending),
    Fault::Link("main->order", LinkMode::Blackhole),
    Fault::Primary,
    Fault::Replica("catalog-2"),
    Fault::Store("redis-2"),
    Fault::Link("main->catalog", LinkMode::Reset),
    Fault::Link("customer->frontend", LinkMode::Blackhole),
    Fault::Replica("order-1"),
    Fault::Link("services->redis-1", LinkMode::Blackhole),
    Fault::Link("order->postgres", LinkMode::Blackhole),
    Fault::Supervisor,
    Fault::Link("catalog->postgres", LinkMode::Reset),
    Fault::Link("customer->frontend", LinkMode::Reset),
];

#[test]
fn nothing_acknowledged_is_lost_whatever_breaks_while_customers_buy() {
    let seconds = std::env::var("FIREDRILL_SOAK_SECONDS")
        .ok()
        .and_then(|seconds| seconds.parse().ok())
        .unwrap_or_default();
    let home = Home::new();
    home.run(&["up", "--standby"]).with(0);
    home.sells(LIMIT);
    let start = Instant::now();
    loop {
        for fault in FAULTS {
            happen(&home, fault);
        }
        if start.elapsed() >= Duration::from_secs(seconds) {
            break;
        }
    }
    let over = Instant::now();
    home.until("somebody has cancelled an order", OVERDUE, |home| {
        home.journal("default", "cancelled") > 0
    });
    // From the last fault on.
    while over.elapsed() < OVERDUE {
        home.sells(LIMIT);
    }
    let audit = home.run(&["audit"]).with(0);
    println!("{}", audit.out);
}
