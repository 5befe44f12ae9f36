//! Whatever is killed: no orphan, the same lab again, nothing lost.

use std::time::Duration;

use serde_json::Value;

use crate::kit::{Home, kill};

const LIMIT: Duration = Duration::from_secs(30);

fn pid(status: &Value, group: &str, name: &str) -> u32 {
    let of = |list: &Value| {
        list.as_array()?
            .iter()
            .find(|item| item["name"] == name)
            .and_then(|item| u32::try_from(item["pid"].as_u64()?).ok())
    };
    let found = if group == "stores" {
        of(&status["stores"])
    } else {
        status["workloads"]
            .as_array()
            .unwrap()
            .iter()
            .find_map(|workload| of(&workload["replicas"]))
    };
    found.unwrap_or_else(|| panic!("{name} does not run: {status:#}"))
}

fn is_ready(home: &Home) -> bool {
    home.status("default")["phase"] == "ready"
}

#[test]
fn nothing_is_lost_and_no_orphan_stays_whatever_is_killed() {
    let home = Home::new();
    home.run(&["up"]).with(0);
    home.sells(LIMIT);

    for (group, name) in [
        ("stores", "postgres"),
        ("stores", "redis-2"),
        ("stores", "s3"),
    ] {
        kill(pid(&home.status("default"), group, name), "KILL");
        home.until("the store is started again", LIMIT, |home| {
            let status = home.status("default");
            let stores = status["stores"].as_array().unwrap();
            stores
                .iter()
                .any(|store| store["name"] == name && store["restarts"].as_u64() > Some(0))
                && status["phase"] == "ready"
        });
        home.sells(LIMIT);
    }

    for name in ["frontend-1", "main-1", "catalog-1", "order-1"] {
        kill(pid(&home.status("default"), "workloads", name), "KILL");
        home.until("the replica is back", LIMIT, is_ready);
    }
    home.sells(LIMIT);

    for verb in ["__supervisor", "__guard"] {
        kill(home.pid_of(verb, "default"), "KILL");
        home.until(
            "every process of the lab is gone",
            Duration::from_secs(10),
            |home| home.processes().is_empty(),
        );
        home.run(&["up"]).with(0);
        home.sells(LIMIT);
    }

    home.run(&["audit"]).with(0);
    home.run(&["down"]).with(0);
    // The guard ends a moment after the supervisor that it waits for.
    home.until(
        "down leaves nothing behind",
        Duration::from_secs(10),
        |home| home.processes().is_empty(),
    );
}

#[test]
fn two_labs_run_side_by_side_and_one_may_go() {
    let home = Home::new();
    home.run(&["up"]).with(0);
    home.run(&["--lab", "second", "up"]).with(0);
    let ports = |lab: &str| home.status(lab)["addresses"].clone();
    assert_ne!(ports("default")["shop"], ports("second")["shop"]);
    home.run(&["down"]).with(0);
    assert_eq!(home.status("second")["phase"], "ready");
    home.run(&["--lab", "second", "audit"]).with(0);
}
