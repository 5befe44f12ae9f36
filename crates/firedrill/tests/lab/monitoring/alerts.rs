//! Alerts by real faults. It prints how long after the fault each was in the channel.

use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use lab_managed::link::{LinkMode, LinkState};
use serde_json::Value;

use super::prometheus::ask;
use crate::kit::{Home, kill};

const LIMIT: Duration = Duration::from_secs(60);

/// More than four fifths of what PostgreSQL takes, with those of the services, and not all.
const SESSIONS: usize = 70;

#[test]
fn what_breaks_reaches_the_channel_and_so_does_its_end() {
    let home = Home::alone();
    home.run(&["up", "--standby"]).with(0);
    home.in_sync(LIMIT);
    home.sells(LIMIT);
    silent(&home);

    stores(&home);
    slow(&home);
    cut(&home);
}

/// S3 gone, PostgreSQL full of sessions, its standby hanging, Redis without room, a replica that ends again and again.
fn stores(home: &Home) {
    let mut told = Told::new(home);
    let standby = children(home.server_pid("standby").unwrap());
    told.by(&["PostgresReplicationLag"], || {
        standby.iter().for_each(|pid| kill(*pid, "STOP"));
    });
    told.by(&["ObjectStoreErrors"], || {
        home.set_link("catalog->s3", LinkMode::Reset);
    });
    told.by(&["RedisEvictions", "MemoryNearLimit"], || {
        redis(home, &["CONFIG", "SET", "maxmemory-policy", "allkeys-lru"]);
        redis(home, &["CONFIG", "SET", "maxmemory", "6mb"]);
        fill_redis(home);
    });
    let mut sessions = Vec::new();
    told.by(&["PostgresConnectionsHigh"], || {
        sessions.extend((0..SESSIONS).map(|_| session(home)));
    });
    told.by(&["ReplicaCrashLooping", "ReplicaDown"], || ());
    told.all(|home| {
        if let Some(pid) = home.running("order-2") {
            kill(pid, "KILL");
        }
    });

    for mut session in sessions {
        let _ = session.kill();
        let _ = session.wait();
    }
    home.set_link("catalog->s3", LinkMode::Pass);
    standby.iter().for_each(|pid| kill(*pid, "CONT"));
    redis(home, &["CONFIG", "SET", "maxmemory", "64mb"]);
    redis(home, &["CONFIG", "SET", "maxmemory-policy", "noeviction"]);
    home.run(&["shop", "restart", "order"]).with(0);
    silent(home);
}

/// main far away, and a pool of one connection to a database that is far away too.
fn slow(home: &Home) {
    home.run(&["shop", "set", "order", "DB_POOL_MAX=1"]).with(0);
    silent(home);
    let mut told = Told::new(home);
    let far = |latency_ms| LinkState {
        latency_ms,
        ..LinkState::default()
    };
    told.by(&["ShopSlow"], || {
        home.degrade_link("frontend->main", far(700));
    });
    told.by(&["DatabasePoolWaits"], || {
        home.degrade_link("order->postgres", far(200));
    });
    told.all(|_| ());
    for link in ["frontend->main", "order->postgres"] {
        home.set_link(link, LinkMode::Pass);
    }
    home.run(&["shop", "unset", "order", "DB_POOL_MAX"]).with(0);
    silent(home);
}

/// main without catalog.
fn cut(home: &Home) {
    let mut told = Told::new(home);
    let alerts = [
        "CircuitBreakerOpen",
        "ShopErrorRate",
        "CheckoutErrorRate",
        "ErrorBudgetBurnFast",
    ];
    told.by(&alerts, || home.set_link("main->catalog", LinkMode::Reset));
    told.all(|_| ());
    home.set_link("main->catalog", LinkMode::Pass);
    home.until("the end of the outage is told", LIMIT, |home| {
        messages(home)
            .iter()
            .any(|title| title.starts_with("[RESOLVED] ShopErrorRate "))
    });
    silent(home);
}

/// Which alerts are awaited, and since when there is a reason for each.
struct Told<'a> {
    home: &'a Home,
    seen: usize,
    awaited: Vec<(&'static str, Instant)>,
}

impl<'a> Told<'a> {
    fn new(home: &'a Home) -> Self {
        Self {
            home,
            seen: messages(home).len(),
            awaited: Vec::new(),
        }
    }

    /// Makes a fault, by which these alerts shall fire.
    fn by(&mut self, alerts: &[&'static str], fault: impl FnOnce()) {
        fault();
        let since = Instant::now();
        self.awaited
            .extend(alerts.iter().map(|alert| (*alert, since)));
    }

    /// Waits until the channel has told all of them, doing something meanwhile.
    fn all(mut self, mut meanwhile: impl FnMut(&Home)) {
        let names: Vec<&str> = self.awaited.iter().map(|(name, _)| *name).collect();
        let what = format!("the channel tells of {names:?}");
        self.home.until(&what, LIMIT, |home| {
            meanwhile(home);
            let messages = messages(home);
            self.awaited.retain(|(name, since)| {
                let part = format!(" {name} ");
                let told = messages[self.seen..]
                    .iter()
                    .any(|title| title.starts_with("[FIRING") && title.contains(&part));
                if told {
                    println!(
                        "{name}: {:.1} s after the fault",
                        since.elapsed().as_secs_f64()
                    );
                }
                !told
            });
            self.awaited.is_empty()
        });
    }
}

/// The title of every message in the channel.
fn messages(home: &Home) -> Vec<String> {
    let said = home.run(&["-o", "json", "inbox", "-n", "1000"]).with(0);
    said.out
        .lines()
        .map(|line| {
            let message: Value = serde_json::from_str(line).unwrap();
            let title = message["message"]["attachments"][0]["title"].as_str();
            title.unwrap_or_default().to_owned()
        })
        .collect()
}

/// Waits until no alert fires: a crash loop is told for a minute and a half after its first restart. What is left of a
/// budget is told for longer than an incident lasts, by design.
fn silent(home: &Home) {
    home.until("no alert fires", 3 * LIMIT, |home| {
        ask(
            home,
            "ALERTS{alertstate=\"firing\",alertname!~\"Watchdog|ErrorBudgetBurnSlow\"}",
        )
        .is_empty()
    });
}

/// Those of PostgreSQL's processes that do the work.
fn children(pid: u32) -> Vec<u32> {
    let path = format!("/proc/{pid}/task/{pid}/children");
    let pids = std::fs::read_to_string(path).unwrap();
    pids.split_whitespace()
        .map(|pid| pid.parse().unwrap())
        .collect()
}

/// Somebody who keeps a connection.
fn session(home: &Home) -> Child {
    home.command(&[
        "connect",
        "postgres",
        "catalog",
        "--",
        "-c",
        "SELECT pg_sleep(120)",
    ])
    .stdout(Stdio::null())
    .stderr(Stdio::null())
    .spawn()
    .unwrap()
}

fn redis(home: &Home, command: &[&str]) {
    home.run(&[&["connect", "redis", "--"], command].concat())
        .with(0);
}

/// More than there is room for, in one slot of the first node.
fn fill_redis(home: &Home) {
    let script =
        "for i = 1, 8000 do redis.call('SETEX', KEYS[1] .. i, 60, string.rep('x', 1000)) end";
    redis(home, &["EVAL", script, "1", "{b}"]);
}
