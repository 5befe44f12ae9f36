//! What a lab holds: workloads, their settings, and the links between them.

mod settings;

use drill_core::slo::Objective;

use self::settings::{CATALOG, DATABASE, Group, HTTP, MAIN, ORDER, REDIS, REPORTING, SERVER};
use crate::exporters::Exporter;
use crate::state::Traffic;
use crate::{Desired, LabError, LabState, redis};

/// A service or job that a lab runs.
#[derive(Debug, Clone, Copy)]
pub struct Workload {
    /// Its name.
    pub name: &'static str,
    /// What runs.
    pub program: Program,
    /// Replicas of a new lab.
    pub replicas: u32,
    settings: &'static [Group],
}

/// What a workload runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Program {
    /// A service: this program with the argument `serve`, probed at `/readyz`.
    Service(&'static str),
    /// A job: this script under the share folder; it is ready while it runs.
    Script(&'static str),
}

/// The bucket of product pictures.
pub const BUCKET: &str = "product-images";

/// The most replicas that a workload can have.
pub const MOST_REPLICAS: u32 = 6;

/// Requests per second of customers in a new lab.
pub const TRAFFIC_RATE: u32 = 20;

/// All workloads, in the order in which people read them.
pub const WORKLOADS: [Workload; 5] = [
    Workload {
        name: "frontend",
        program: Program::Service("shop-frontend"),
        replicas: 1,
        settings: &[HTTP, SERVER],
    },
    Workload {
        name: "main",
        program: Program::Service("shop-main"),
        replicas: 2,
        settings: &[HTTP, REDIS, MAIN, SERVER],
    },
    Workload {
        name: "catalog",
        program: Program::Service("shop-catalog"),
        replicas: 2,
        settings: &[DATABASE, REDIS, CATALOG, SERVER],
    },
    Workload {
        name: "order",
        program: Program::Service("shop-order"),
        replicas: 2,
        settings: &[DATABASE, ORDER, SERVER],
    },
    Workload {
        name: "reporting",
        program: Program::Script("chaos-experiments/workloads/reporting.sh"),
        replicas: 1,
        settings: &[REPORTING],
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
pub const LINKS: [(&str, End); 12] = [
    ("customer->frontend", End::Workload("frontend")),
    ("frontend->main", End::Workload("main")),
    ("main->catalog", End::Workload("catalog")),
    ("main->order", End::Workload("order")),
    ("catalog->postgres", End::Store("postgres")),
    ("catalog->s3", End::Store("s3")),
    ("order->postgres", End::Store("postgres")),
    ("reporting->postgres", End::Store("postgres")),
    // Shared: a client of the cluster goes where the nodes send it, and a node has one address to name.
    ("services->redis", End::Store("redis")),
    ("services->redis-1", End::Store("redis-1")),
    ("services->redis-2", End::Store("redis-2")),
    ("services->redis-3", End::Store("redis-3")),
];

/// Who uses Redis.
pub const REDIS_CLIENTS: [&str; 2] = ["main", "catalog"];

/// Purposes of all ports that a lab needs.
pub fn port_purposes() -> Vec<String> {
    let stores = ["postgres", "s3", "prometheus", "alertmanager", "alerts"]
        .into_iter()
        .chain(Exporter::ALL.map(Exporter::name));
    let links = LINKS.iter().map(|(name, _)| link_purpose(name));
    let replicas = WORKLOADS
        .iter()
        .filter(|workload| matches!(workload.program, Program::Service(_)))
        // One more than the most: a rollout starts the new replica beside the old ones.
        .flat_map(|workload| {
            (1..=MOST_REPLICAS + 1).map(|slot| replica_purpose(workload.name, slot))
        });
    stores
        .map(str::to_owned)
        .chain(redis::port_purposes())
        .chain(links)
        .chain(replicas)
        .collect()
}

/// The links of a lab: those to a Redis that it does not have are left out.
pub fn links(state: &LabState) -> impl Iterator<Item = &'static (&'static str, End)> {
    let servers = redis::names(state.redis);
    LINKS.iter().filter(move |(_, end)| match end {
        End::Store(store) => !store.starts_with(redis::SINGLE) || servers.contains(store),
        End::Workload(_) => true,
    })
}

/// Ports of the links by which a workload reaches its stores.
pub fn store_ports(state: &LabState, workload: &str) -> Vec<u16> {
    let shares = REDIS_CLIENTS.contains(&workload);
    links(state)
        .filter(|(_, end)| matches!(end, End::Store(_)))
        .filter(|(name, _)| match name.split_once("->") {
            Some(("services", _)) => shares,
            Some((from, _)) => from == workload,
            None => false,
        })
        .map(|(name, _)| state.port(&link_purpose(name)))
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

/// The workload of this name, which a person gave.
///
/// # Errors
/// [`LabError::NoWorkload`] with those that there are.
pub fn find(name: &str) -> Result<&'static Workload, LabError> {
    workload(name).ok_or_else(|| LabError::NoWorkload {
        name: name.to_owned(),
        known: workload_names(),
    })
}

/// What a new lab is asked for.
pub fn initial() -> Desired {
    Desired {
        replicas: WORKLOADS
            .iter()
            .map(|workload| (workload.name.to_owned(), workload.replicas))
            .collect(),
        traffic: Some(Traffic {
            rate: TRAFFIC_RATE,
            seed: 1,
            slow_ms: Objective::default().latency_ms,
        }),
        ..Desired::default()
    }
}

impl Workload {
    /// Refuses more replicas than a lab on one machine can carry.
    ///
    /// # Errors
    /// [`LabError::TooMany`].
    pub fn can_have(&self, replicas: u32) -> Result<(), LabError> {
        if replicas <= MOST_REPLICAS {
            return Ok(());
        }
        Err(LabError::TooMany {
            workload: self.name.into(),
            most: MOST_REPLICAS,
        })
    }
}

/// The DSN of the role that a workload logs in as, at an address that it can reach.
pub fn database(state: &LabState, workload: &str, address: &str) -> Option<String> {
    let (role, database) = match workload {
        "catalog" => ("catalog", "catalog"),
        // The job logs in as the service's role: nobody gave it one of its own.
        "order" | "reporting" => ("orders", "orders"),
        _ => return None,
    };
    let password = state.secrets.get(&format!("postgres-{role}"))?;
    Some(format!("postgres://{role}:{password}@{address}/{database}"))
}

/// Names of all workloads.
pub fn workload_names() -> Vec<String> {
    WORKLOADS
        .iter()
        .map(|workload| workload.name.to_owned())
        .collect()
}
