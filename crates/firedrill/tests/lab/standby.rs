//! PostgreSQL with a standby: whatever is killed, the shop recovers by itself and nothing acknowledged is lost.

use std::time::Duration;

use crate::kit::{Home, kill};

const LIMIT: Duration = Duration::from_secs(60);

fn name(home: &Home, is: &str) -> String {
    let server = home.server(is).unwrap_or_default();
    server["name"].as_str().unwrap_or_default().to_owned()
}

fn pid(home: &Home, is: &str) -> u32 {
    home.server_pid(is)
        .unwrap_or_else(|| panic!("no {is} runs"))
}

#[test]
fn the_shop_goes_on_with_the_standby_and_no_acknowledged_order_is_lost() {
    let home = Home::new();
    home.run(&["up", "--standby"]).with(0);
    home.in_sync(LIMIT);
    home.sells(LIMIT);
    assert_eq!(name(&home, "primary"), "postgres");

    kill(pid(&home, "primary"), "KILL");
    home.until("the standby takes over", LIMIT, |home| {
        name(home, "primary") == "postgres-2"
    });
    home.sells(LIMIT);
    home.run(&["audit"]).with(0);
    let select = ["connect", "postgres", "orders", "--", "-Atc"];
    let recovering = home.run(&[&select[..], &["SELECT pg_is_in_recovery()"]].concat());
    assert_eq!(recovering.with(0).out, "f\n");

    // The supervisor is killed while the old primary is made anew, and as soon as a failover begins.
    home.in_sync(LIMIT);
    let mut asked = home.command(&["failover"]).spawn().unwrap();
    home.until("a failover begins", LIMIT, |home| {
        let state = std::fs::read_to_string(home.lab("default").join("lab.json"));
        !state
            .unwrap()
            .contains("\"postgresPrimary\": \"postgres-2\"")
    });
    kill(home.pid_of("__supervisor", "default"), "KILL");
    asked.wait().unwrap();
    home.until("every process of the lab is gone", LIMIT, |home| {
        home.processes().is_empty()
    });
    home.run(&["up"]).with(0);
    assert_eq!(name(&home, "primary"), "postgres");
    home.sells(LIMIT);
    home.in_sync(LIMIT);

    let over = home.run(&["-o", "json", "failover"]).with(0).json();
    assert_eq!(over["to"], "postgres-2", "{over}");
    home.sells(LIMIT);
    home.run(&["audit"]).with(0);

    let refused = home.run(&["up", "--no-standby"]).with(2);
    assert!(refused.err.contains("firedrill down"), "{}", refused.err);
}

#[test]
fn a_lab_without_a_standby_refuses_a_failover_and_says_how_to_get_one() {
    let home = Home::new();
    home.run(&["up"]).with(0);
    let refused = home.run(&["failover"]).with(2);
    assert!(refused.err.contains("up --standby"), "{}", refused.err);
    let korean = home.run(&["--lang", "ko", "failover"]).with(2);
    assert!(korean.err.contains("대기 서버"), "{}", korean.err);
}
