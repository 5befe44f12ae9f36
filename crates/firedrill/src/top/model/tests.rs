use chrono::TimeDelta;
use lab_managed::compute::Phase;

use super::*;
use crate::top::example;

fn level<'a>(picture: &'a Picture, id: &str) -> &'a Level {
    picture.levels.iter().find(|level| level.id == id).unwrap()
}

#[test]
fn pages_come_before_tickets_and_the_older_first() {
    let picture = example::incident();
    let names: Vec<&str> = picture
        .alerts
        .iter()
        .map(|alert| alert.name.as_str())
        .collect();
    assert_eq!(
        names,
        [
            "ServiceDown",
            "ErrorBudgetBurnFast",
            "ErrorBudgetBurnFast",
            "CircuitBreakerOpen"
        ]
    );
}

#[test]
fn what_is_only_pending_is_no_alert_yet() {
    let mut readings = example::readings();
    for alert in &mut readings.alerts {
        alert.state = "pending".to_owned();
    }
    assert!(alerts(&readings.alerts).is_empty());
}

#[test]
fn a_level_compares_what_is_with_what_was_promised() {
    let picture = example::incident();
    let checkout = level(&picture, "checkout");
    assert_eq!(checkout.health, Health::Bad);
    assert!((checkout.available.unwrap() - 0.2).abs() < 1e-9);
    assert!((checkout.burn.unwrap() - 60.0).abs() < 1e-9);
    assert_eq!(level(&picture, "cart").health, Health::Good);
    assert_eq!(checkout.p95, Some(0.024));
    // Nobody asks catalog for anything.
    let catalog = level(&picture, "catalog");
    assert_eq!((catalog.health, catalog.available), (Health::Unknown, None));
}

#[test]
fn a_slow_level_is_broken_and_one_that_burned_is_watched() {
    let mut readings = example::readings();
    for series in &mut readings.past {
        if series.labels["is"] == "p95" && series.labels["slo"] == "cart" {
            *series.values.last_mut().unwrap() = Some(0.9);
        }
    }
    for sample in &mut readings.now {
        let is_orders = sample.labels.get("slo").is_some_and(|slo| slo == "orders");
        if is_orders && is(&sample.labels) == "slo:error:ratio_rate1h" {
            sample.value = 0.01;
        }
    }
    let objectives = example::objectives();
    let of = |id: &str| {
        objectives
            .iter()
            .find(|objective| objective.id == id)
            .unwrap()
    };
    assert_eq!(super::level(of("cart"), &readings).health, Health::Bad);
    assert_eq!(super::level(of("orders"), &readings).health, Health::Warn);
}

#[test]
fn a_service_that_is_called_and_has_no_replica_stands_out() {
    let picture = example::incident();
    let of = |name: &str| {
        picture
            .services
            .iter()
            .find(|one| one.name == name)
            .unwrap()
    };
    assert_eq!(of("catalog").health, Health::Bad);
    let mut status = example::status();
    status.workloads[4].desired = 0;
    status.workloads[4].replicas.clear();
    // Nobody calls a job: it may rest.
    let resting = service(&status.workloads[4], &status.links, &Readings::default());
    assert_eq!(resting.health, Health::Unknown);
    assert_eq!(of("main").load.requests, Some(18.2));
    assert_eq!(of("order").load.errors, Some(0.0));
    assert_eq!(
        (of("order").restarts, of("order").last_exit.as_deref()),
        (1, Some("signal 9"))
    );
}

#[test]
fn a_link_shows_its_ends_and_what_its_callers_saw() {
    let picture = example::incident();
    let of = |name: &str| picture.links.iter().find(|one| one.name == name).unwrap();
    let catalog = of("main->catalog");
    assert_eq!(
        (catalog.health, catalog.endpoints, catalog.breakers_open),
        (Health::Bad, 0, 2)
    );
    assert_eq!(catalog.failed, Some(12.0));
    assert_eq!(of("main->order").health, Health::Good);
}

#[test]
fn a_store_whose_process_runs_may_still_not_answer() {
    let mut readings = example::readings();
    for sample in &mut readings.now {
        if is(&sample.labels) == "redis_up" && sample.labels["node"] == "redis-2" {
            sample.value = 0.0;
        }
        if is(&sample.labels) == "postgres_connections" {
            sample.value = 90.0;
        }
    }
    let status = example::status();
    let of = |name: &str| {
        let found = status.stores.iter().find(|one| one.name == name).unwrap();
        store(found, &readings)
    };
    assert_eq!(
        (of("redis-1").health, of("redis-2").health),
        (Health::Good, Health::Bad)
    );
    assert_eq!(
        (of("postgres").health, of("postgres").connections),
        (Health::Warn, Some(90.0))
    );
    assert_eq!(of("postgres-exporter").connections, None);
}

#[test]
fn a_pool_without_a_free_connection_is_watched_and_one_that_lets_requests_fail_is_broken() {
    let mut readings = example::readings();
    for sample in &mut readings.now {
        if is(&sample.labels) == "db_pool_connections" && sample.labels["state"] == "busy" {
            sample.value = 8.0;
        }
    }
    assert_eq!(pool("order", &readings).unwrap().health, Health::Warn);
    let lost = example::sample(&[("is", "timeouts"), ("service", "order")], 2.0);
    readings.now.push(lost);
    assert_eq!(pool("order", &readings).unwrap().health, Health::Bad);
    assert!(pool("main", &readings).is_none());
}

#[test]
fn without_prometheus_there_is_still_what_runs() {
    let silence = Silence {
        since: Some(example::now() - TimeDelta::seconds(4)),
    };
    let silent = Silent {
        prometheus: Some(silence),
        ..Silent::default()
    };
    let picture = Picture::new(
        &example::status(),
        &Readings::default(),
        &example::objectives(),
        silent,
        example::now(),
    );
    assert_eq!(picture.phase, Phase::Degraded);
    assert_eq!(picture.services.len(), 5);
    assert!(
        picture
            .levels
            .iter()
            .all(|level| level.health == Health::Unknown)
    );
    assert!(
        picture
            .services
            .iter()
            .all(|service| service.load.requests.is_none())
    );
}
