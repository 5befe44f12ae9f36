//! Redis of a lab: carts and caches. A cluster of three nodes, as ElastiCache has it in cluster mode, or a single server.

mod members;

use std::net::Ipv4Addr;
use std::time::Duration;

use crate::compute::wait_until;
use crate::process::ProcessSpec;
use crate::programs::Program;
use crate::state::RedisMode;
use crate::topology::link_purpose;
use crate::{LabDir, LabError, LabState, files, probe, user};

/// The server of a lab without a cluster: store, port and folder.
pub const SINGLE: &str = "redis";
/// The nodes of a cluster.
pub const NODES: [&str; 3] = ["redis-1", "redis-2", "redis-3"];

const CONFIGURATION: &str = include_str!("../../templates/redis.conf");
const CLUSTER: &str = include_str!("../../templates/redis-cluster.conf");

/// What all servers of a lab together may hold, in mebibytes.
const MEMORY: usize = 66;

/// Names of the lab's servers.
pub fn names(mode: RedisMode) -> &'static [&'static str] {
    match mode {
        RedisMode::Single => &[SINGLE],
        RedisMode::Cluster => &NODES,
    }
}

/// Purposes of the ports of either kind, without the links'.
pub(crate) fn port_purposes() -> impl Iterator<Item = String> {
    let buses = NODES.iter().map(|node| bus_purpose(node));
    let servers = [SINGLE].into_iter().chain(NODES);
    servers.map(str::to_owned).chain(buses)
}

/// The port on which nodes talk to each other.
fn bus_purpose(node: &str) -> String {
    format!("{node}-bus")
}

/// The link by which services reach a server.
pub fn link(server: &str) -> String {
    format!("services->{server}")
}

/// The value of `REDIS_URL` for clients that reach links at `host`.
#[must_use]
pub fn url(state: &LabState, host: Ipv4Addr) -> String {
    let password = state.recorded("redis");
    let urls = names(state.redis).iter().map(|server| {
        let port = state.port(&link_purpose(&link(server)));
        format!("redis://:{password}@{host}:{port}")
    });
    urls.collect::<Vec<_>>().join(",")
}

/// The value of `REDIS_CLUSTER`.
#[must_use]
pub fn is_cluster(state: &LabState) -> bool {
    state.redis == RedisMode::Cluster
}

/// Writes the configuration for the recorded ports and password. Clients reach the links at `host`: nodes send them there.
///
/// # Errors
/// When the disk refuses.
pub fn prepare(dir: &LabDir, state: &LabState, host: Ipv4Addr) -> Result<(), LabError> {
    let owner = user::of_stores()?;
    let servers = names(state.redis);
    for server in servers {
        let folder = dir.path(server);
        files::folder(&folder, owner)?;
        let cluster = match state.redis {
            RedisMode::Single => String::new(),
            RedisMode::Cluster => files::fill(
                CLUSTER,
                &[
                    ("bus", &state.port(&bus_purpose(server)).to_string()),
                    (
                        "link",
                        &state.port(&link_purpose(&link(server))).to_string(),
                    ),
                    ("host", &host.to_string()),
                ],
            ),
        };
        let configuration = files::fill(
            CONFIGURATION,
            &[
                ("port", &state.port(server).to_string()),
                ("password", state.recorded("redis")),
                ("dir", &format!("\"{}\"", folder.display())),
                ("memory", &format!("{}mb", MEMORY / servers.len())),
                ("cluster", &cluster),
            ],
        );
        files::write(&folder.join("redis.conf"), &configuration, owner)?;
    }
    match state.redis {
        RedisMode::Single => Ok(()),
        RedisMode::Cluster => members::write(dir, state, host, owner),
    }
}

/// How the supervisor runs one of the servers.
///
/// # Errors
/// When neither Redis nor Valkey is installed.
pub fn spec(dir: &LabDir, server: &str) -> Result<ProcessSpec, LabError> {
    let folder = dir.path(server);
    let mut spec = ProcessSpec::new(server, Program::RedisServer.find_server()?, &folder)
        .args([folder.join("redis.conf").display().to_string()]);
    spec.run_as = user::of_stores()?;
    Ok(spec)
}

/// Whether a server answers and has read its data.
///
/// # Errors
/// With what was seen instead.
pub async fn ready(state: &LabState, server: &str) -> Result<(), String> {
    let two_lines = |reply: &[u8]| reply.iter().filter(|byte| **byte == b'\n').count() >= 2;
    let reply = ask(state, server, "PING", two_lines).await?;
    if reply.lines().eq(["+OK", "+PONG"]) {
        Ok(())
    } else {
        Err(reply.trim().replace("\r\n", ", "))
    }
}

/// Waits until all of them do.
///
/// # Errors
/// After `limit`, with what was last seen.
pub async fn wait_ready(state: &LabState, limit: Duration) -> Result<(), LabError> {
    for server in names(state.redis) {
        wait_until(server, limit, probe::EVERY, || ready(state, server)).await?;
    }
    Ok(())
}

/// Waits until the servers take commands. A node of a cluster that was just started does not for two seconds, in which a
/// replica could have taken its place; so this is waited for beside the rest of a lab's start.
///
/// # Errors
/// After `limit`, with what was last seen.
pub async fn wait_serving(state: &LabState, limit: Duration) -> Result<(), LabError> {
    if state.redis == RedisMode::Single {
        return Ok(());
    }
    for server in names(state.redis) {
        wait_until(server, limit, probe::EVERY, || serving(state, server)).await?;
    }
    Ok(())
}

async fn serving(state: &LabState, node: &str) -> Result<(), String> {
    let whole = |reply: &[u8]| String::from_utf8_lossy(reply).contains("cluster_known_nodes:");
    let reply = ask(state, node, "CLUSTER INFO", whole).await?;
    let mut lines = reply.lines();
    let line = lines.find(|line| line.starts_with("cluster_state:"));
    match line {
        Some("cluster_state:ok") => Ok(()),
        Some(other) => Err(other.to_owned()),
        None => Err(reply.trim().replace("\r\n", ", ")),
    }
}

async fn ask(
    state: &LabState,
    server: &str,
    command: &str,
    enough: impl Fn(&[u8]) -> bool,
) -> Result<String, String> {
    let password = state.recorded("redis");
    let ask = format!("AUTH {password}\r\n{command}\r\n");
    // A refused password ends the conversation without the rest.
    let refused = |reply: &[u8]| reply.starts_with(b"-") && reply.ends_with(b"\n");
    let enough = |reply: &[u8]| enough(reply) || refused(reply);
    let reply = probe::exchange(state.port(server), ask.as_bytes(), enough).await?;
    Ok(String::from_utf8_lossy(&reply).into_owned())
}
