//! A lab for tests: catalog was scaled to nothing a minute ago.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use drill_core::i18n::Text;
use drill_engine::prometheus::{ActiveAlert, Labels, Sample, Series};
use lab_managed::Status;
use lab_managed::compute::{
    Addresses, LinkStatus, Memory, Phase, ReplicaStatus, StoreStatus, WorkloadStatus,
};
use lab_managed::state::Traffic;
use monitoring::{Latency, ServiceLevel};

use super::model::{Picture, Readings, Silent};

pub(crate) fn now() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000)
}

pub(crate) fn objectives() -> Vec<ServiceLevel> {
    [
        "shop", "browse", "cart", "checkout", "orders", "main", "catalog", "order",
    ]
    .map(|id| ServiceLevel {
        id: id.to_owned(),
        title: Text::same(id),
        service: match id {
            "shop" => "frontend".to_owned(),
            "catalog" | "order" => id.to_owned(),
            _ => "main".to_owned(),
        },
        routes: "/.*".to_owned(),
        methods: None,
        availability: 0.995,
        latency: Latency {
            under: 0.5,
            ratio: 0.95,
        },
    })
    .into()
}

fn workload(name: &str, desired: u32) -> WorkloadStatus {
    let replica = |number| ReplicaStatus {
        name: format!("{name}-{number}"),
        pid: Some(100 + number),
        ready: true,
        restarts: u32::from(name == "order" && number == 1),
        last_exit: (name == "order" && number == 1).then(|| "signal 9".to_owned()),
        started_at: Some(now() - TimeDelta::minutes(12)),
        address: None,
    };
    WorkloadStatus {
        name: name.to_owned(),
        desired,
        ready: desired,
        replicas: (1..=desired).map(replica).collect(),
        settings: BTreeMap::new(),
    }
}

fn store(name: &str) -> StoreStatus {
    StoreStatus {
        name: name.to_owned(),
        pid: Some(7),
        ready: true,
        restarts: 0,
        last_exit: None,
        port: Some(20_001),
        role: None,
    }
}

pub(crate) fn status() -> Status {
    let link = |name: &str, endpoints| LinkStatus {
        name: name.to_owned(),
        port: 20_002,
        endpoints,
        connections: 4,
    };
    Status {
        lab: "default".to_owned(),
        phase: Phase::Degraded,
        workloads: vec![
            workload("frontend", 1),
            workload("main", 2),
            workload("catalog", 0),
            workload("order", 2),
            workload("reporting", 1),
        ],
        stores: [
            "postgres",
            "redis-1",
            "redis-2",
            "redis-3",
            "s3",
            "prometheus",
            "alertmanager",
            "postgres-exporter",
            "redis-exporter",
            "node-exporter",
            "traffic",
        ]
        .map(store)
        .into(),
        links: vec![
            link("customer->frontend", 1),
            link("frontend->main", 2),
            link("main->catalog", 0),
            link("main->order", 2),
            link("catalog->postgres", 1),
            link("catalog->s3", 1),
            link("order->postgres", 1),
            link("reporting->postgres", 1),
            link("services->redis-1", 1),
            link("services->redis-2", 1),
            link("services->redis-3", 1),
        ],
        addresses: Addresses::default(),
        memory: Memory::default(),
        traffic: Some(Traffic {
            rate: 20,
            seed: 1,
            slow_ms: 500,
        }),
    }
}

pub(crate) fn labels(all: &[(&str, &str)]) -> Labels {
    all.iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

pub(crate) fn sample(all: &[(&str, &str)], value: f64) -> Sample {
    Sample {
        labels: labels(all),
        text: value.to_string(),
        value,
    }
}

pub(crate) fn alert(name: &str, severity: &str, age: i64, summary: [&str; 2]) -> ActiveAlert {
    ActiveAlert {
        labels: labels(&[("alertname", name), ("severity", severity)]),
        annotations: labels(&[
            ("summary", summary[0]),
            ("summary_ko", summary[1]),
            ("impact", "Customers get no products, and can't buy any."),
            ("impact_ko", "고객이 상품을 볼 수도 살 수도 없습니다."),
            ("runbook", "docs/runbooks/Example.md"),
            ("runbook_ko", "docs/runbooks/Example.ko.md"),
        ]),
        state: "firing".to_owned(),
        active_at: now() - TimeDelta::seconds(age),
    }
}

pub(crate) fn readings() -> Readings {
    let mut now = Vec::new();
    let mut past = Vec::new();
    let failing = |bad: bool| {
        (0..60)
            .map(|step| Some(if bad && step > 40 { 0.8 } else { 0.0 }))
            .collect::<Vec<_>>()
    };
    for objective in objectives() {
        let id = objective.id.as_str();
        let is_bad = matches!(id, "shop" | "browse" | "checkout" | "main");
        if id != "catalog" {
            let of = [("slo", id), ("sli", "availability")];
            let named = |name| [[("__name__", name)].as_slice(), &of].concat();
            now.push(sample(&named("slo:events:rate"), 5.0));
            now.push(sample(
                &named("slo:errors:rate"),
                if is_bad { 4.0 } else { 0.0 },
            ));
            now.push(sample(
                &named("slo:error:ratio_rate1h"),
                if is_bad { 0.3 } else { 0.0 },
            ));
            now.push(sample(&named("slo:error_budget:ratio"), 0.005));
        }
        past.push(Series {
            labels: labels(&[("is", "errors"), ("slo", id), ("sli", "availability")]),
            values: failing(is_bad),
        });
        past.push(Series {
            labels: labels(&[("is", "p95"), ("slo", id)]),
            values: vec![Some(0.024); 60],
        });
    }
    for (service, replicas) in [("frontend", 1), ("main", 2), ("order", 2)] {
        for number in 1..=replicas {
            let replica = format!("{service}-{number}");
            let of = [("service", service), ("replica", replica.as_str())];
            let is = |what| [[("is", what)].as_slice(), &of].concat();
            now.push(sample(&is("requests"), 9.1));
            now.push(sample(
                &is("5xx"),
                if service == "order" { 0.0 } else { 4.2 },
            ));
            now.push(sample(&is("p95"), 0.011));
            now.push(sample(&is("cpu"), 0.03));
            let memory = [
                [("__name__", "process_resident_memory_bytes")].as_slice(),
                &of,
            ]
            .concat();
            now.push(sample(&memory, 19.0 * 1024.0 * 1024.0));
        }
    }
    for (service, busy) in [("catalog", 0.0), ("order", 1.0)] {
        let of = |more: &[(&'static str, &'static str)]| {
            [[("service", service)].as_slice(), more].concat()
        };
        now.push(sample(&of(&[("__name__", "db_pool_max")]), 8.0));
        let state = |state| of(&[("__name__", "db_pool_connections"), ("state", state)]);
        now.push(sample(&state("busy"), busy));
        now.push(sample(&state("idle"), 3.0));
        now.push(sample(&of(&[("is", "wait")]), 0.004));
    }
    let main = [("service", "main"), ("peer", "catalog")];
    now.push(sample(
        &[[("is", "calls")].as_slice(), &main].concat(),
        12.0,
    ));
    now.push(sample(
        &[[("is", "failed")].as_slice(), &main].concat(),
        12.0,
    ));
    for replica in ["main-1", "main-2"] {
        let of = [("__name__", "breaker_open"), ("replica", replica)];
        now.push(sample(&[of.as_slice(), &main].concat(), 1.0));
    }
    now.push(sample(&[("__name__", "pg_up")], 1.0));
    now.push(sample(&[("__name__", "postgres_connections")], 14.0));
    now.push(sample(&[("__name__", "postgres_max_connections")], 100.0));
    for node in ["redis-1", "redis-2", "redis-3"] {
        now.push(sample(&[("__name__", "redis_up"), ("node", node)], 1.0));
    }
    Readings {
        now,
        past,
        alerts: vec![
            alert(
                "CircuitBreakerOpen",
                "ticket",
                48,
                [
                    "main has stopped calling catalog: its circuit breaker is open",
                    "main 서비스가 catalog 호출을 중단했습니다. 서킷 브레이커가 열려 있습니다",
                ],
            ),
            alert("Watchdog", "none", 900, ["", ""]),
            alert(
                "ErrorBudgetBurnFast",
                "page",
                31,
                [
                    "browse: 80% of requests miss the objective of availability",
                    "browse: 요청의 80%가 availability 목표를 벗어났습니다",
                ],
            ),
            alert(
                "ErrorBudgetBurnFast",
                "page",
                30,
                [
                    "shop: 80% of requests miss the objective of availability",
                    "shop: 요청의 80%가 availability 목표를 벗어났습니다",
                ],
            ),
            alert(
                "ServiceDown",
                "page",
                57,
                [
                    "No replica of catalog is ready",
                    "catalog의 레플리카가 하나도 준비되지 않았습니다",
                ],
            ),
        ],
    }
}

pub(crate) fn incident() -> Picture {
    Picture::new(
        &status(),
        &readings(),
        &objectives(),
        Silent::default(),
        now(),
    )
}
