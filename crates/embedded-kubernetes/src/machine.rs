//! Whether this machine can carry a cluster.

use crate::ClusterDir;
use crate::cgroups::{Cgroups, Version};
use crate::network::{Ranges, bridge, dropping_chains, nameservers, routes_beside};
use crate::programs;

/// Something that was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// Whether this process is root.
    Root,
    /// The distribution's programs.
    Programs,
    /// Control groups.
    Cgroups,
    /// A range of addresses that no route of the machine meets.
    Addresses,
    /// A firewall that drops what it does not know.
    Firewall,
    /// Name servers that pods can reach.
    Resolver,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// As it should be; in a few words, what.
    Good(String),
    /// It works, and it should be known.
    Known(String),
    /// A cluster can't come up.
    Bad(String),
}

/// Looks at everything that the cluster in this folder needs, and changes nothing.
pub fn look(dir: &ClusterDir) -> Vec<(Look, Finding)> {
    vec![
        (Look::Root, root()),
        (Look::Programs, distributed()),
        (Look::Cgroups, control_groups()),
        (Look::Addresses, addresses(&dir.id())),
        (Look::Firewall, firewall()),
        (Look::Resolver, resolver()),
    ]
}

fn root() -> Finding {
    if rustix::process::geteuid().is_root() {
        Finding::Good("root".into())
    } else {
        Finding::Bad("sudo firedrill cluster up".into())
    }
}

fn distributed() -> Finding {
    let missing = programs::missing();
    if missing.is_empty() {
        return Finding::Good("etcd, containerd, runc, CNI".into());
    }
    let mut packages: Vec<&str> = missing.iter().map(|one| one.package).collect();
    packages.sort_unstable();
    packages.dedup();
    Finding::Bad(lab_managed::programs::install_line(&packages))
}

fn control_groups() -> Finding {
    match Cgroups::of_machine().map(|cgroups| cgroups.version) {
        Some(Version::V1) => Finding::Good("cgroup v1".into()),
        Some(Version::V2) => Finding::Good("cgroup v2".into()),
        None => Finding::Bad("/proc/self/mountinfo".into()),
    }
}

fn addresses(id: &str) -> Finding {
    match routes_beside(&bridge(id)).map(|routes| Ranges::choose(&routes)) {
        Ok(Some(ranges)) => Finding::Good(ranges.all().to_string()),
        Ok(None) => Finding::Bad("10.86.0.0/16 … 198.19.0.0/16".into()),
        Err(error) => Finding::Bad(error.to_string()),
    }
}

fn firewall() -> Finding {
    let dropping: Vec<String> = dropping_chains()
        .into_iter()
        .map(|chain| format!("{} DROP", chain.name()))
        .collect();
    if dropping.is_empty() {
        Finding::Good("INPUT ACCEPT, FORWARD ACCEPT".into())
    } else {
        Finding::Known(dropping.join(", "))
    }
}

fn resolver() -> Finding {
    let servers: Vec<String> = nameservers().iter().map(ToString::to_string).collect();
    if servers.is_empty() {
        Finding::Known(String::new())
    } else {
        Finding::Good(servers.join(", "))
    }
}
