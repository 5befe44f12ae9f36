//! What is shown: one picture of a lab, made of what its supervisor says and what its Prometheus measured. Pure.
//!
//! It holds what an engineer could see from outside, and nothing of what a drill did to a link.

use chrono::{DateTime, Utc};
use drill_core::i18n::Text;
use drill_engine::prometheus::{ActiveAlert, Labels, Sample, Series};
use lab_managed::Status;
use lab_managed::compute::{
    LinkStatus, Phase, ReplicaStatus, StoreRole, StoreStatus, WorkloadStatus,
};
use lab_managed::postgres::Replication;
use lab_managed::topology::LINKS;
use monitoring::ServiceLevel;
use serde::Serialize;

/// From this burn rate on ErrorBudgetBurnFast pages: a month's budget is gone within two days.
pub(crate) const BURN_PAGES: f64 = 14.4;
/// What a request may wait for a connection of a pool, in seconds: as the alert DatabasePoolWaits has it.
const LONG_WAIT: f64 = 0.1;
/// The share of PostgreSQL's connections from which on PostgresConnectionsHigh fires.
const CONNECTIONS_HIGH: f64 = 0.8;

/// What Prometheus answered in one round.
#[derive(Debug, Clone, Default)]
pub(crate) struct Readings {
    /// Values now. Each says what it is by its label `is`, or by its name.
    pub(crate) now: Vec<Sample>,
    /// Values of the last minutes, which say it by their label `is`.
    pub(crate) past: Vec<Series>,
    /// What is pending or fires.
    pub(crate) alerts: Vec<ActiveAlert>,
}

/// How well something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Health {
    /// Broken.
    Bad,
    /// Worth a look.
    Warn,
    /// As it should be.
    Good,
    /// Nobody can tell, or nobody asks for it.
    Unknown,
}

/// A lab at one moment.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Picture {
    pub(crate) at: DateTime<Utc>,
    pub(crate) lab: String,
    pub(crate) phase: Phase,
    /// Requests per second that customers make; none where there is no traffic.
    pub(crate) customers: Option<u32>,
    /// Who does not answer.
    pub(crate) silent: Silent,
    /// Pages first, then the oldest first.
    pub(crate) alerts: Vec<Alert>,
    pub(crate) levels: Vec<Level>,
    pub(crate) services: Vec<Service>,
    pub(crate) links: Vec<Link>,
    pub(crate) pools: Vec<Pool>,
    pub(crate) stores: Vec<Store>,
}

/// Who does not answer; what they said last is shown all the same.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Silent {
    pub(crate) supervisor: Option<Silence>,
    pub(crate) prometheus: Option<Silence>,
}

/// Nobody answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Silence {
    /// When it last answered; none if it never did.
    pub(crate) since: Option<DateTime<Utc>>,
}

/// An alert that fires.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Alert {
    pub(crate) name: String,
    pub(crate) severity: String,
    pub(crate) since: DateTime<Utc>,
    pub(crate) summary: Text,
    pub(crate) impact: Text,
    pub(crate) runbook: Text,
}

/// One objective.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Level {
    pub(crate) id: String,
    pub(crate) title: Text,
    /// Whether it is of one service, not of something that a customer does.
    pub(crate) is_of_service: bool,
    pub(crate) health: Health,
    /// Requests per second.
    pub(crate) requests: Option<f64>,
    /// Share that did not fail, 0 to 1, and the least that is promised.
    pub(crate) available: Option<f64>,
    pub(crate) available_target: f64,
    /// 95th percentile of what requests took, and what is promised of it, in seconds.
    pub(crate) p95: Option<f64>,
    pub(crate) p95_target: f64,
    /// How many times too fast the error budget goes, by the window that pages.
    pub(crate) burn: Option<f64>,
    /// Share that failed, over the last minutes.
    pub(crate) errors_past: Vec<Option<f64>>,
    /// The 95th percentile over the last minutes.
    pub(crate) p95_past: Vec<Option<f64>>,
}

/// What Prometheus knows of a service or of one of its replicas.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Load {
    /// Requests per second.
    pub(crate) requests: Option<f64>,
    /// Of these with a 5xx.
    pub(crate) errors: Option<f64>,
    /// 95th percentile of what they took, in seconds.
    pub(crate) p95: Option<f64>,
    /// Processors in use.
    pub(crate) cpu: Option<f64>,
    /// Bytes of memory.
    pub(crate) memory: Option<f64>,
}

/// A service or job.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Service {
    pub(crate) name: String,
    pub(crate) health: Health,
    pub(crate) desired: u32,
    pub(crate) ready: u32,
    pub(crate) restarts: u32,
    pub(crate) last_exit: Option<String>,
    pub(crate) load: Load,
    /// Requests per second over the last minutes.
    pub(crate) requests_past: Vec<Option<f64>>,
    pub(crate) replicas: Vec<Replica>,
}

/// One replica.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Replica {
    pub(crate) name: String,
    pub(crate) health: Health,
    pub(crate) running: bool,
    pub(crate) ready: bool,
    pub(crate) restarts: u32,
    pub(crate) last_exit: Option<String>,
    pub(crate) started_at: Option<DateTime<Utc>>,
    pub(crate) load: Load,
}

/// An edge of the architecture: its ends, and what its callers measured.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Link {
    pub(crate) name: String,
    pub(crate) health: Health,
    pub(crate) endpoints: u32,
    pub(crate) connections: u32,
    /// Calls per second.
    pub(crate) calls: Option<f64>,
    /// Of these without a good answer.
    pub(crate) failed: Option<f64>,
    /// 95th percentile of what calls took, in seconds.
    pub(crate) p95: Option<f64>,
    /// Callers that hold calls back.
    pub(crate) breakers_open: usize,
}

/// The database connections of a service.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Pool {
    pub(crate) service: String,
    pub(crate) health: Health,
    pub(crate) busy: f64,
    pub(crate) idle: f64,
    pub(crate) max: f64,
    /// 95th percentile of the wait for a connection, in seconds.
    pub(crate) wait: Option<f64>,
    /// Waits per second that failed.
    pub(crate) timeouts: Option<f64>,
}

/// A data store, or a part of the monitoring.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Store {
    pub(crate) name: String,
    pub(crate) health: Health,
    pub(crate) running: bool,
    pub(crate) ready: bool,
    /// Whether it is of the shop, not of the monitoring or the customers.
    pub(crate) holds_data: bool,
    /// What its exporter says; none where it has none.
    pub(crate) answers: Option<bool>,
    pub(crate) role: Option<StoreRole>,
    pub(crate) restarts: u32,
    pub(crate) last_exit: Option<String>,
    /// Connections of its clients, and how many there can be.
    pub(crate) connections: Option<f64>,
    pub(crate) connections_max: Option<f64>,
    /// Bytes of memory that its data take.
    pub(crate) memory: Option<f64>,
}

impl Picture {
    /// Of what is known. Without readings everything that Prometheus measures stays empty.
    pub(crate) fn new(
        status: &Status,
        readings: &Readings,
        objectives: &[ServiceLevel],
        silent: Silent,
        at: DateTime<Utc>,
    ) -> Self {
        Self {
            at,
            silent,
            lab: status.lab.clone(),
            phase: status.phase,
            customers: status.traffic.map(|traffic| traffic.rate),
            alerts: alerts(&readings.alerts),
            levels: objectives
                .iter()
                .map(|objective| level(objective, readings))
                .collect(),
            services: status
                .workloads
                .iter()
                .map(|workload| service(workload, &status.links, readings))
                .collect(),
            links: links(status, readings),
            pools: status
                .workloads
                .iter()
                .filter_map(|workload| pool(&workload.name, readings))
                .collect(),
            stores: stores(status, readings),
        }
    }

    /// How well the lab is as a whole.
    pub(crate) fn health(&self) -> Health {
        match self.phase {
            Phase::Ready => Health::Good,
            Phase::Starting | Phase::Stopping => Health::Warn,
            Phase::Degraded => Health::Bad,
        }
    }
}

impl Alert {
    /// Whether it wakes somebody up.
    pub(crate) fn is_page(&self) -> bool {
        self.severity == "page"
    }
}

/// What a sample or series is.
fn is(labels: &Labels) -> &str {
    labels
        .get("is")
        .or_else(|| labels.get("__name__"))
        .map_or("", String::as_str)
}

/// Whether every one of these labels has this value; an empty value is a label that is not there.
fn has(labels: &Labels, wanted: &[(&str, &str)]) -> bool {
    wanted
        .iter()
        .all(|(name, value)| labels.get(*name).map_or("", String::as_str) == *value)
}

impl Readings {
    fn all<'a>(
        &'a self,
        what: &'a str,
        wanted: &'a [(&'a str, &'a str)],
    ) -> impl Iterator<Item = f64> + 'a {
        self.now
            .iter()
            .filter(move |sample| is(&sample.labels) == what && has(&sample.labels, wanted))
            .map(|sample| sample.value)
            .filter(|value| value.is_finite())
    }

    fn one(&self, what: &str, wanted: &[(&str, &str)]) -> Option<f64> {
        self.all(what, wanted).next()
    }

    /// The sum; none where there is nothing to add up.
    fn sum(&self, what: &str, wanted: &[(&str, &str)]) -> Option<f64> {
        self.all(what, wanted).reduce(|sum, value| sum + value)
    }

    fn past(&self, what: &str, wanted: &[(&str, &str)]) -> Vec<Option<f64>> {
        self.past
            .iter()
            .find(|series| is(&series.labels) == what && has(&series.labels, wanted))
            .map(|series| series.values.clone())
            .unwrap_or_default()
    }
}

fn alerts(active: &[ActiveAlert]) -> Vec<Alert> {
    let mut found: Vec<Alert> = active
        .iter()
        .filter(|alert| alert.state == "firing")
        .map(alert)
        .filter(|alert| alert.severity != "none")
        .collect();
    found.sort_by(|a, b| {
        (!a.is_page(), a.since, &a.name, &a.summary.en).cmp(&(
            !b.is_page(),
            b.since,
            &b.name,
            &b.summary.en,
        ))
    });
    found
}

fn alert(active: &ActiveAlert) -> Alert {
    let label = |name: &str| active.labels.get(name).cloned().unwrap_or_default();
    Alert {
        name: label("alertname"),
        severity: label("severity"),
        since: active.active_at,
        summary: active.annotation("summary"),
        impact: active.annotation("impact"),
        runbook: active.annotation("runbook"),
    }
}

fn level(objective: &ServiceLevel, readings: &Readings) -> Level {
    let id = objective.id.as_str();
    let of = [("slo", id), ("sli", "availability")];
    let requests = readings.one("slo:events:rate", &of);
    let errors = readings.one("slo:errors:rate", &of).unwrap_or(0.0);
    let available = requests
        .filter(|requests| *requests > 0.0)
        .map(|requests| (1.0 - errors / requests).clamp(0.0, 1.0));
    let p95_past = readings.past("p95", &[("slo", id)]);
    let p95 = p95_past.last().copied().flatten();
    let burn = ["availability", "latency"]
        .into_iter()
        .filter_map(|sli| {
            let of = [("slo", id), ("sli", sli)];
            let ratio = readings.one("slo:error:ratio_rate1h", &of)?;
            let budget = readings.one("slo:error_budget:ratio", &of)?;
            Some((ratio / budget).max(0.0))
        })
        .reduce(f64::max);
    let fails = available.is_some_and(|share| share < objective.availability);
    let is_slow = p95.is_some_and(|seconds| seconds > objective.latency.under);
    let health = if fails || is_slow {
        Health::Bad
    } else if burn.is_some_and(|rate| rate >= 1.0) {
        Health::Warn
    } else if available.is_some() {
        Health::Good
    } else {
        Health::Unknown
    };
    Level {
        id: id.to_owned(),
        title: objective.title.clone(),
        is_of_service: objective.id == objective.service,
        health,
        requests,
        available,
        available_target: objective.availability,
        p95,
        p95_target: objective.latency.under,
        burn,
        errors_past: readings.past("errors", &of),
        p95_past,
    }
}

fn load(service: &str, replica: &str, readings: &Readings) -> Load {
    let of: Vec<(&str, &str)> = match replica {
        "" => vec![("service", service)],
        _ => vec![("service", service), ("replica", replica)],
    };
    let requests = readings.sum("requests", &of);
    Load {
        // What never failed has no series of failures.
        errors: readings.sum("5xx", &of).or(requests.map(|_| 0.0)),
        requests,
        p95: readings.one("p95", &[("service", service), ("replica", replica)]),
        cpu: readings.sum("cpu", &of),
        memory: readings.sum("process_resident_memory_bytes", &of),
    }
}

fn service(workload: &WorkloadStatus, links: &[LinkStatus], readings: &Readings) -> Service {
    let name = workload.name.as_str();
    let is_called = links.iter().any(|link| callee(&link.name) == name);
    let load = load(name, "", readings);
    let health = match (workload.ready, workload.desired) {
        (_, 0) if is_called => Health::Bad,
        (_, 0) => Health::Unknown,
        (ready, desired) if ready < desired => Health::Bad,
        _ if load.errors.is_some_and(|rate| rate > 0.0) => Health::Warn,
        _ => Health::Good,
    };
    Service {
        name: name.to_owned(),
        health,
        desired: workload.desired,
        ready: workload.ready,
        restarts: workload.replicas.iter().map(|one| one.restarts).sum(),
        last_exit: workload
            .replicas
            .iter()
            .filter(|one| one.last_exit.is_some())
            .max_by_key(|one| one.started_at)
            .and_then(|one| one.last_exit.clone()),
        load,
        requests_past: readings.past("requests", &[("service", name)]),
        replicas: workload
            .replicas
            .iter()
            .map(|one| replica(one, name, readings))
            .collect(),
    }
}

fn replica(status: &ReplicaStatus, service: &str, readings: &Readings) -> Replica {
    let running = status.pid.is_some() || status.started_at.is_some();
    Replica {
        name: status.name.clone(),
        health: match (running, status.ready) {
            (_, true) => Health::Good,
            (true, false) => Health::Warn,
            (false, false) => Health::Bad,
        },
        running,
        ready: status.ready,
        restarts: status.restarts,
        last_exit: status.last_exit.clone(),
        started_at: status.started_at,
        load: load(service, &status.name, readings),
    }
}

fn caller(link: &str) -> &str {
    link.split_once("->").map_or("", |(caller, _)| caller)
}

fn callee(link: &str) -> &str {
    link.split_once("->").map_or("", |(_, callee)| callee)
}

fn link(status: &LinkStatus, readings: &Readings) -> Link {
    let of = [
        ("service", caller(&status.name)),
        ("peer", callee(&status.name)),
    ];
    let failed = readings.sum("failed", &of);
    let breakers_open = readings
        .all("breaker_open", &of)
        .filter(|open| *open > 0.0)
        .count();
    let health = if status.endpoints == 0 || breakers_open > 0 {
        Health::Bad
    } else if failed.is_some_and(|rate| rate > 0.0) {
        Health::Warn
    } else {
        Health::Good
    };
    Link {
        name: status.name.clone(),
        health,
        endpoints: status.endpoints,
        connections: status.connections,
        calls: readings.sum("calls", &of),
        failed,
        p95: readings.one("call p95", &of),
        breakers_open,
    }
}

/// In the order in which a request meets them.
fn links(status: &Status, readings: &Readings) -> Vec<Link> {
    let place = |name: &str| LINKS.iter().position(|(known, _)| *known == name);
    let mut found: Vec<Link> = status.links.iter().map(|one| link(one, readings)).collect();
    found.sort_by_key(|one| place(&one.name).unwrap_or(LINKS.len()));
    found
}

fn pool(service: &str, readings: &Readings) -> Option<Pool> {
    let of = |state| [("service", service), ("state", state)];
    let max = readings.sum("db_pool_max", &[("service", service)])?;
    let busy = readings
        .sum("db_pool_connections", &of("busy"))
        .unwrap_or(0.0);
    let wait = readings.one("wait", &[("service", service)]);
    let timeouts = readings.one("timeouts", &[("service", service)]);
    let health = if timeouts.is_some_and(|rate| rate > 0.0) {
        Health::Bad
    } else if busy >= max || wait.is_some_and(|wait| wait > LONG_WAIT) {
        Health::Warn
    } else {
        Health::Good
    };
    Some(Pool {
        service: service.to_owned(),
        health,
        busy,
        idle: readings
            .sum("db_pool_connections", &of("idle"))
            .unwrap_or(0.0),
        max,
        wait,
        timeouts,
    })
}

/// What holds data before what watches it.
fn stores(status: &Status, readings: &Readings) -> Vec<Store> {
    let mut found: Vec<Store> = status
        .stores
        .iter()
        .map(|one| store(one, readings))
        .collect();
    found.sort_by_key(|one| !one.holds_data);
    found
}

fn store(status: &StoreStatus, readings: &Readings) -> Store {
    let name = status.name.as_str();
    let node = [("node", name)];
    let holds_data = ["postgres", "redis", "s3"]
        .iter()
        .any(|kind| name.starts_with(kind))
        && !name.ends_with("exporter");
    // What is known of PostgreSQL is known of the server that serves.
    let is_primary = holds_data
        && name.starts_with("postgres")
        && !matches!(status.role, Some(StoreRole::Standby { .. }));
    let (up, connections, max) = if is_primary {
        (
            readings.one("pg_up", &[]),
            readings.sum("postgres_connections", &[]),
            readings.one("postgres_max_connections", &[]),
        )
    } else {
        (
            readings.one("redis_up", &node),
            readings.one("redis_connected_clients", &node),
            None,
        )
    };
    let answers = up.map(|up| up > 0.0);
    let is_full = match (connections, max) {
        (Some(open), Some(max)) => open > CONNECTIONS_HIGH * max,
        _ => false,
    };
    let is_behind = matches!(
        status.role,
        Some(StoreRole::Standby { replication }) if replication != Replication::InSync
    );
    let health = if !status.ready || answers == Some(false) {
        Health::Bad
    } else if is_full || is_behind {
        Health::Warn
    } else {
        Health::Good
    };
    Store {
        name: name.to_owned(),
        health,
        holds_data,
        running: status.pid.is_some(),
        ready: status.ready,
        answers,
        role: status.role,
        restarts: status.restarts,
        last_exit: status.last_exit.clone(),
        connections,
        connections_max: max,
        memory: readings.one("redis_memory_used_bytes", &node),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#[path = "model/tests.rs"]
mod tests;
