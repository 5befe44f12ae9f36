//! The schedule, as values.

use std::collections::BTreeMap;
use std::time::Duration;

use drill_core::slo::Journey;
use drill_load::plan::{Due, Plan, Step};
use drill_load::{LoadOptions, Mix};

fn plan(rate: u32, seed: u64) -> Plan {
    Plan::new(&LoadOptions::new(
        "http://127.0.0.1:1",
        rate,
        seed,
        "/nowhere",
    ))
}

#[test]
fn the_same_seed_gives_the_same_schedule() {
    let first: Vec<Due> = plan(50, 7).take(5_000).collect();
    let again: Vec<Due> = plan(50, 7).take(5_000).collect();
    let other: Vec<Due> = plan(50, 8).take(5_000).collect();
    assert_eq!(first, again);
    assert_ne!(first, other);
}

#[test]
fn every_second_holds_exactly_the_rate_and_time_never_goes_back() {
    let dues: Vec<Due> = plan(20, 1).take(20 * 60).collect();
    assert!(dues.windows(2).all(|pair| pair[0].at < pair[1].at));
    let mut by_second: BTreeMap<u64, u32> = BTreeMap::new();
    for due in &dues {
        *by_second.entry(due.at.as_secs()).or_default() += 1;
    }
    assert!(
        by_second.values().all(|count| *count == 20),
        "{by_second:?}"
    );
}

#[test]
fn journeys_are_begun_in_the_shares_of_the_mix() {
    let mut begun: BTreeMap<Journey, u32> = BTreeMap::new();
    let dues: Vec<Due> = plan(100, 3).take(100 * 600).collect();
    let mut visits = 0;
    for due in dues {
        // A checkout begins with filling the cart, and only its second request tells it from a cart.
        match due.step {
            Step::Only => *begun.entry(due.journey).or_default() += 1,
            Step::Second => *begun.entry(due.journey).or_default() += 1,
            Step::First => continue,
        }
        visits += 1;
    }
    for journey in Journey::ALL {
        let wanted = u32::from(Mix::default().weight(journey)) * visits / 100;
        let got = begun[&journey];
        assert!(
            got.abs_diff(wanted) < visits / 200,
            "{journey}: {got}, not {wanted}"
        );
    }
}

#[test]
fn a_second_request_follows_the_first_after_a_customers_think_time() {
    let mut first = BTreeMap::new();
    for due in plan(50, 4).take(5_000) {
        match due.step {
            Step::First => {
                first.insert(due.visit, due);
            }
            Step::Second => {
                let first = first.remove(&due.visit).unwrap();
                let thought = due.at.checked_sub(first.at).unwrap();
                assert!(thought > Duration::from_millis(250), "{thought:?}");
                assert!(thought < Duration::from_millis(1500), "{thought:?}");
                assert_eq!(due.customer, first.customer);
            }
            Step::Only => {}
        }
    }
    assert!(
        first.len() < 100,
        "second requests pile up: {}",
        first.len()
    );
}

#[test]
fn every_window_of_ten_seconds_holds_checkouts_at_the_usual_rate() {
    let dues: Vec<Due> = plan(20, 5).take(20 * 120).collect();
    for window in dues.chunks(200).skip(1) {
        let checkouts = window
            .iter()
            .filter(|due| due.journey == Journey::Checkout)
            .count();
        assert!((9..=14).contains(&checkouts), "{checkouts}");
    }
}

#[test]
fn everyone_has_a_turn_with_a_session_before_anyone_has_another() {
    let mut order: Vec<u32> = Vec::new();
    for due in plan(20, 6).take(4_000) {
        if due.action.needs_session() && due.step != Step::Second {
            order.push(due.customer);
        }
    }
    for round in order.chunks_exact(50) {
        let mut round = round.to_vec();
        round.sort_unstable();
        assert_eq!(round, (0..50).collect::<Vec<u32>>());
    }
}
