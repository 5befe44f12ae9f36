//! What breaks, and that the lab gets over it.

use std::time::Duration;

use lab_managed::link::{LinkMode, LinkState};

use crate::kit::{Home, kill};

pub(super) const LIMIT: Duration = Duration::from_secs(60);

/// Something that breaks. The lab mends it by itself, or the test does.
#[derive(Debug, Clone, Copy)]
pub(super) enum Fault {
    /// `kill -9` of a replica.
    Replica(&'static str),
    /// `kill -9` of every replica of main while a checkout is so far.
    Main(Checkout),
    /// The same, and of the customers, so that nobody ever asks again for what was begun.
    MainAndCustomers(Checkout),
    /// `kill -9` of a store's process.
    Store(&'static str),
    /// `kill -9` of whichever PostgreSQL is the primary, just when an order was acknowledged.
    Primary,
    /// `kill -9` of the supervisor, which takes the whole lab with it, just when an order was acknowledged.
    Supervisor,
    /// A link that lets nothing through, or that resets what does.
    Link(&'static str, LinkMode),
}

/// How far a checkout is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Checkout {
    /// Stock is set aside, and there is no order yet.
    Reserved,
    /// There is an order, and it is not confirmed yet.
    Pending,
}

impl Checkout {
    /// The database that knows, and what it calls those that are so far.
    const fn rows(self) -> (&'static str, &'static str) {
        match self {
            Self::Reserved => ("catalog", "FROM reservations WHERE status = 'active'"),
            Self::Pending => ("orders", "FROM orders WHERE status = 'pending'"),
        }
    }

    /// Whether there is one that was begun within this time.
    fn is_there(self, home: &Home, within: Duration) -> bool {
        let (database, rows) = self.rows();
        let age = within.as_secs_f64();
        let question =
            format!("SELECT EXISTS (SELECT {rows} AND created_at > now() - interval '{age} s')");
        let asked = ["connect", "postgres", database, "--", "-Atc", &question];
        home.run(&asked).out.trim() == "t"
    }

    /// Waits until a checkout is so far, while main's calls are slow. A young one only: each stage lasts for three tenths
    /// of a second at least.
    fn meet(self, home: &Home) {
        let young = Duration::from_millis(match self {
            Self::Reserved => 150,
            Self::Pending => 400,
        });
        home.until("a checkout is so far", LIMIT, |home| {
            self.is_there(home, young)
        });
    }
}

/// Makes it happen, and waits until the lab is whole and sells again.
pub(super) fn happen(home: &Home, fault: Fault) {
    match fault {
        Fault::Replica(name) | Fault::Store(name) => {
            let pids = pids(home, &[name]);
            end(&pids);
            replaced(home, &[name], &pids);
        }
        Fault::Main(checkout) => amid(home, checkout, &["main-1", "main-2"]),
        Fault::MainAndCustomers(checkout) => {
            amid(home, checkout, &["traffic", "main-1", "main-2"]);
        }
        Fault::Primary => {
            home.in_sync(LIMIT);
            let pid = home
                .server_pid("primary")
                .unwrap_or_else(|| panic!("no primary runs"));
            acknowledged(home);
            kill(pid, "KILL");
            home.until("there is another primary", LIMIT, |home| {
                home.server_pid("primary").is_some_and(|new| new != pid)
            });
        }
        Fault::Supervisor => {
            let pid = home.pid_of("__supervisor", "default");
            acknowledged(home);
            kill(pid, "KILL");
            home.until("every process of the lab is gone", LIMIT, |home| {
                home.processes().is_empty()
            });
            home.run(&["up"]).with(0);
        }
        Fault::Link(link, mode) => {
            home.set_link(link, mode);
            // Customers meet it, whatever that does to them.
            wanted(home);
            home.set_link(link, LinkMode::Pass);
        }
    }
    home.until("the lab is whole", LIMIT, |home| {
        home.status("default")["phase"] == "ready"
    });
    home.sells(LIMIT);
}

/// Waits until customers want something, whether or not they get it.
fn wanted(home: &Home) {
    let before = home.journal("default", "intent");
    home.until("customers want something", LIMIT, |home| {
        home.journal("default", "intent") > before + 3
    });
}

/// Waits for the next order that is acknowledged.
fn acknowledged(home: &Home) {
    let before = home.acknowledged("default");
    home.until("an order is acknowledged", LIMIT, |home| {
        home.acknowledged("default") > before
    });
}

/// Kills processes while a checkout is so far, until a kill has left one behind that is, and waits for their successors.
fn amid(home: &Home, checkout: Checkout, names: &[&str]) {
    let calls = ["main->catalog", "main->order"];
    let slow = LinkState {
        latency_ms: 300,
        ..LinkState::default()
    };
    for call in calls {
        home.degrade_link(call, slow);
    }
    home.until("a kill meets a checkout that is so far", LIMIT, |home| {
        let pids = pids(home, names);
        checkout.meet(home);
        end(&pids);
        // What main had sent before may still be done.
        let left = checkout.is_there(home, Duration::from_secs(2));
        replaced(home, names, &pids);
        left
    });
    for call in calls {
        home.set_link(call, LinkMode::Pass);
    }
}

fn pids(home: &Home, names: &[&str]) -> Vec<u32> {
    names
        .iter()
        .map(|name| {
            home.running(name)
                .unwrap_or_else(|| panic!("{name} does not run"))
        })
        .collect()
}

fn end(pids: &[u32]) {
    for pid in pids {
        kill(*pid, "KILL");
    }
}

/// Waits for the successors of processes that were ended.
fn replaced(home: &Home, names: &[&str], pids: &[u32]) {
    home.until("others have their places", LIMIT, |home| {
        names
            .iter()
            .zip(pids)
            .all(|(name, pid)| home.running(name).is_some_and(|new| new != *pid))
    });
}
