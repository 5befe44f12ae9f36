//! Everything that can break, in turn, while customers buy: nothing that was acknowledged is lost.
//!
//! `FIREDRILL_SOAK_SECONDS` says for how long at least: `./check` takes one round of all faults, `./check nightly` a minute.

use std::time::{Duration, Instant};

use lab_managed::link::LinkMode;

use crate::kit::{Home, kill};

const LIMIT: Duration = Duration::from_secs(60);

/// Something that breaks. The lab mends it by itself, or the test does.
#[derive(Debug, Clone, Copy)]
enum Fault {
    /// `kill -9` of a replica.
    Replica(&'static str),
    /// `kill -9` of a store's process.
    Store(&'static str),
    /// `kill -9` of whichever PostgreSQL is the primary.
    Primary,
    /// `kill -9` of the supervisor, which takes the whole lab with it.
    Supervisor,
    /// A link that lets nothing through, or that resets what does.
    Link(&'static str, LinkMode),
}

const FAULTS: [Fault; 13] = [
    Fault::Replica("main-1"),
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

fn primary(home: &Home) -> Option<u32> {
    let status = home.status("default");
    let stores = status["stores"].as_array()?;
    let primary = stores
        .iter()
        .find(|store| store["role"]["is"] == "primary")?;
    u32::try_from(primary["pid"].as_u64()?).ok()
}

fn in_sync(home: &Home) {
    home.until("the standby is in sync", LIMIT, |home| {
        let status = home.status("default");
        let stores = status["stores"].as_array();
        stores
            .into_iter()
            .flatten()
            .any(|store| store["role"]["replication"] == "inSync")
    });
}

fn sells(home: &Home) {
    let before = home.acknowledged("default");
    home.until("customers buy again", LIMIT, |home| {
        home.acknowledged("default") > before + 3
    });
}

fn ready(home: &Home) {
    home.until("the lab is whole", LIMIT, |home| {
        home.status("default")["phase"] == "ready"
    });
}

fn happen(home: &Home, fault: Fault) {
    match fault {
        Fault::Replica(name) | Fault::Store(name) => {
            let pid = home
                .running(name)
                .unwrap_or_else(|| panic!("{name} does not run"));
            kill(pid, "KILL");
            home.until("another process has its place", LIMIT, |home| {
                home.running(name).is_some_and(|new| new != pid)
            });
        }
        Fault::Primary => {
            in_sync(home);
            let pid = primary(home).unwrap_or_else(|| panic!("no primary runs"));
            kill(pid, "KILL");
            home.until("there is another primary", LIMIT, |home| {
                primary(home).is_some_and(|new| new != pid)
            });
        }
        Fault::Supervisor => {
            kill(home.pid_of("__supervisor", "default"), "KILL");
            home.until("every process of the lab is gone", LIMIT, |home| {
                home.processes().is_empty()
            });
            home.run(&["up"]).with(0);
        }
        Fault::Link(link, mode) => {
            home.set_link(link, mode);
            // Customers meet it, whatever that does to them.
            let before = home.journal("default", "intent");
            home.until("customers want something", LIMIT, |home| {
                home.journal("default", "intent") > before + 3
            });
            home.set_link(link, LinkMode::Pass);
        }
    }
    ready(home);
    sells(home);
}

#[test]
fn nothing_acknowledged_is_lost_whatever_breaks_while_customers_buy() {
    let seconds = std::env::var("FIREDRILL_SOAK_SECONDS")
        .ok()
        .and_then(|seconds| seconds.parse().ok())
        .unwrap_or_default();
    let home = Home::new();
    home.run(&["up", "--standby"]).with(0);
    sells(&home);
    let start = Instant::now();
    loop {
        for fault in FAULTS {
            happen(&home, fault);
        }
        if start.elapsed() >= Duration::from_secs(seconds) {
            break;
        }
    }
    home.until("somebody has cancelled an order", LIMIT, |home| {
        home.journal("default", "cancelled") > 0
    });
    let audit = home.run(&["audit"]).with(0);
    println!("{}", audit.out);
}
