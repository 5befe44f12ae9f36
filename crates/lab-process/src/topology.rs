//! What a lab holds: workloads, their settings, and the links between them.

/// A service or job that a lab runs.
#[derive(Debug, Clone, Copy)]
pub struct Workload {
    /// Its name.
    pub name: &'static str,
    /// What runs.
    pub program: Program,
    /// Replicas of a new lab.
    pub replicas: u32,
    /// Settings that an engineer may change, with the lab's defaults; an empty default is the
    /// service's own.
    pub settings: &'static [(&'static str, &'static str)],
}

/// What a workload runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Program {
    /// A service: this program with the argument `serve`, probed at `/readyz`.
    Service(&'static str),
    /// A job: this script under the share folder; it is ready while it runs.
    Script(&'static str),
}

/// The most replicas that a workload can have.
pub const MOST_REPLICAS: u32 = 6;

/// Requests per second of customers in a new lab.
pub const TRAFFIC_RATE: u32 = 20;

const HTTP: [(&str, &str); 7] = [
    ("HTTP_CONNECT_TIMEOUT_MS", ""),
    ("HTTP_TIMEOUT_MS", ""),
    ("HTTP_RETRIES", ""),
    ("HTTP_RETRY_BUDGET", ""),
    ("BREAKER_FAILURES", ""),
    ("BREAKER_OPEN_MS", ""),
    ("LOG_LEVEL", ""),
];

const DATABASE: [(&str, &str); 8] = [
    ("DB_POOL_MAX", "8"),
    ("DB_POOL_MIN_IDLE", "1"),
    ("DB_POOL_TIMEOUT_MS", "1000"),
    ("DB_POOL_IDLE_TIMEOUT_MS", "10000"),
    // Short, so that a lab renews its connections within the minutes of a drill.
    ("DB_POOL_MAX_LIFETIME_MS", "5000"),
    ("DB_STATEMENT_TIMEOUT_MS", ""),
    ("MAX_IN_FLIGHT", ""),
    ("LOG_LEVEL", ""),
];

const MAIN: [(&str, &str); 12] = [
    HTTP[0],
    HTTP[1],
    HTTP[2],
    HTTP[3],
    HTTP[4],
    HTTP[5],
    HTTP[6],
    ("MAX_IN_FLIGHT", ""),
    ("REDIS_POOL_MAX", ""),
    ("REDIS_TIMEOUT_MS", ""),
    ("RESERVATION_TTL_SECONDS", ""),
    ("SHUTDOWN_GRACE_MS", ""),
];

/// All workloads, in the order in which people read them.
pub const WORKLOADS: [Workload; 5] = [
    Workload {
        name: "frontend",
        program: Program::Service("shop-frontend"),
        replicas: 1,
        settings: &HTTP,
    },
    Workload {
        name: "main",
        program: Program::Service("shop-main"),
        replicas: 2,
        settings: &MAIN,
    },
    Workload {
        name: "catalog",
        program: Program::Service("shop-catalog"),
        replicas: 2,
        settings: &DATABASE,
    },
    Workload {
        name: "order",
        program: Program::Service("shop-order"),
        replicas: 2,
        settings: &DATABASE,
    },
    Workload {
        name: "reporting",
        program: Program::Script("chaos-experiments/workloads/reporting.sh"),
        replicas: 1,
        settings: &[
            ("REPORT_WORKERS", "1"),
            ("REPORT_COMMIT", "true"),
            ("REPORT_INTERVAL_SECONDS", "5"),
        ],
    },
];

/// Where a link leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The ready replicas of a workload.
    Workload(&'static str),
    /// A data store, by the purpose of its port.
    Store(&'static str),
}

/// All links: name, and where it leads.
pub const LINKS: [(&str, End); 9] = [
    ("customer->frontend", End::Workload("frontend")),
    ("frontend->main", End::Workload("main")),
    ("main->catalog", End::Workload("catalog")),
    ("main->order", End::Workload("order")),
    ("main->redis", End::Store("redis")),
    ("catalog->postgres", End::Store("postgres")),
    ("catalog->s3", End::Store("s3")),
    ("order->postgres", End::Store("postgres")),
    ("reporting->postgres", End::Store("postgres")),
];

/// Purposes of all ports that a lab needs.
pub fn port_purposes() -> Vec<String> {
    let stores = [
        "postgres",
        "redis",
        "s3",
        "prometheus",
        "alertmanager",
        "alerts",
    ];
    let links = LINKS.iter().map(|(name, _)| link_purpose(name));
    let replicas = WORKLOADS
        .iter()
        .filter(|workload| matches!(workload.program, Program::Service(_)))
        // One more than the most: a rollout starts the new replica beside the old ones.
        .flat_map(|workload| {
            (1..=MOST_REPLICAS + 1).map(|slot| replica_purpose(workload.name, slot))
        });
    stores
        .iter()
        .map(|name| (*name).to_owned())
        .chain(links)
        .chain(replicas)
        .collect()
}

/// The purpose of a link's port in `lab.json`.
pub fn link_purpose(link: &str) -> String {
    format!("link:{link}")
}

/// The purpose of a replica's port in `lab.json`.
pub fn replica_purpose(workload: &str, slot: u32) -> String {
    format!("replica:{workload}-{slot}")
}

/// The workload of this name.
pub fn workload(name: &str) -> Option<&'static Workload> {
    WORKLOADS.iter().find(|workload| workload.name == name)
}

/// Names of all workloads.
pub fn workload_names() -> Vec<String> {
    WORKLOADS
        .iter()
        .map(|workload| workload.name.to_owned())
        .collect()
}
