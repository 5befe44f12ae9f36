//! Whether this machine can carry a cluster.

use lab_managed::layout;

use crate::cgroups::{Cgroups, Version};
use crate::network::{Ranges, bridge, dropping_chains, nameservers, routes_beside};
use crate::programs;
use crate::{ClusterDir, ClusterError};

const MIB: u64 = 1024 * 1024;
/// What a cluster takes after some labs, in bytes; with less it comes up and fails on the way.
const DISK_NEEDED: u64 = 1024 * MIB;

/// Something that was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// Whether this process is root.
    Root,
    /// Space where the cluster's folder is.
    Disk,
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
        (Look::Disk, disk(dir)),
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

fn disk(dir: &ClusterDir) -> Finding {
    match has_space(dir) {
        Ok(free) => Finding::Good(format!("{} MiB", free / MIB)),
        Err(error) => Finding::Bad(error.to_string()),
    }
}

/// The bytes that are free where the cluster's folder is.
///
/// # Errors
/// When etcd, the images on each node and the pods' logs would soon have none left.
pub(crate) fn has_space(dir: &ClusterDir) -> Result<u64, ClusterError> {
    // Where nobody can tell, the disk itself does when it is full.
    let (free, _) = layout::disk(dir.root()).unwrap_or((u64::MAX, u64::MAX));
    if free >= DISK_NEEDED {
        return Ok(free);
    }
    Err(ClusterError::NoSpace {
        path: dir.root().to_owned(),
        free_mib: free / MIB,
        needed_mib: DISK_NEEDED / MIB,
    })
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
