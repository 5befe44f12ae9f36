//! The network that the nodes share with this machine: a bridge, the way out, and a firewall that lets it through.

mod bridge;
mod ranges;
mod resolver;

pub use bridge::MOST_NODES;
pub(crate) use bridge::bridge;
pub(crate) use bridge::{Network, dropping_chains, remove};
pub use ranges::Ranges;
pub(crate) use resolver::nameservers;

use ipnet::Ipv4Net;

use crate::ClusterError;
use crate::command::run;

/// The destinations of this machine's routes, without those through `bridge`.
///
/// # Errors
/// When `ip` can't be asked.
pub(crate) fn routes_beside(bridge: &str) -> Result<Vec<Ipv4Net>, ClusterError> {
    let all = run("ip", ["-4", "route", "show", "table", "all"])?;
    let own = format!("dev {bridge}");
    let others: Vec<&str> = all.lines().filter(|line| !line.contains(&own)).collect();
    Ok(ranges::destinations(&others.join("\n")))
}
