//! The bridge and what has to hold on this machine for packets to cross it.

use std::path::Path;

use lab_managed::LabError;

use super::Ranges;
use crate::ClusterError;
use crate::command::{feed, run};

const IP_FORWARD: &str = "/proc/sys/net/ipv4/ip_forward";

/// The network of one cluster.
#[derive(Debug, Clone)]
pub(crate) struct Network {
    id: String,
    ranges: Ranges,
}

/// What this machine does with packets that it forwards and no rule speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ForwardPolicy {
    /// They pass.
    Accept,
    /// They are dropped, as Docker and most firewalls have it; the cluster then needs rules of its own.
    Drop,
}

impl Network {
    /// The network of the cluster with this id.
    pub(crate) fn new(id: &str, ranges: Ranges) -> Self {
        Self {
            id: id.to_owned(),
            ranges,
        }
    }

    /// The bridge's name.
    pub(crate) fn bridge(&self) -> String {
        bridge(&self.id)
    }

    /// This machine's end of a node's cable.
    pub(crate) fn cable(&self, number: u8) -> String {
        format!("fd{}n{number}", self.id)
    }

    /// Makes the bridge and lets its packets through; what is there already stays.
    ///
    /// # Errors
    /// When a tool of the system refuses.
    pub(crate) fn create(&self) -> Result<(), ClusterError> {
        let bridge = self.bridge();
        if !exists(&bridge) {
            run("ip", ["link", "add", &bridge, "type", "bridge"])?;
        }
        let address = format!(
            "{}/{}",
            self.ranges.host(),
            self.ranges.nodes().prefix_len()
        );
        run("ip", ["address", "replace", &address, "dev", &bridge])?;
        run("ip", ["link", "set", &bridge, "up"])?;
        // Pods answer to this machine by the node they are on.
        for number in 1..=MOST_NODES {
            let pods = self.ranges.pods_of(number).to_string();
            let node = self.ranges.node(number).to_string();
            run(
                "ip",
                ["route", "replace", &pods, "via", &node, "dev", &bridge],
            )?;
        }
        write(IP_FORWARD, "1")?;
        feed("nft", ["-f", "-"], &self.rules())?;
        self.pass_other_firewalls()
    }

    /// Whether the bridge of the cluster with this id is there.
    pub(crate) fn is_there(id: &str) -> bool {
        exists(&bridge(id))
    }

    /// Whether this machine forwards packets now.
    pub(crate) fn forwards() -> bool {
        std::fs::read_to_string(IP_FORWARD).is_ok_and(|now| now.trim() == "1")
    }

    /// Makes this machine a host that forwards nothing, as it was.
    ///
    /// # Errors
    /// When the kernel refuses.
    pub(crate) fn stop_forwarding() -> Result<(), ClusterError> {
        write(IP_FORWARD, "0")
    }

    /// Pods reach the world as this machine; among the cluster's own addresses nobody's source is changed.
    fn rules(&self) -> String {
        let (table, all, bridge) = (table(&self.id), self.ranges.all(), self.bridge());
        format!(
            "table ip {table}\n\
             delete table ip {table}\n\
             table ip {table} {{\n\
             \x20 chain postrouting {{\n\
             \x20   type nat hook postrouting priority srcnat; policy accept;\n\
             \x20   ip saddr {all} ip daddr != {all} oifname != \"{bridge}\" masquerade\n\
             \x20 }}\n\
             }}\n"
        )
    }

    /// In netfilter a packet has to pass every table: to accept it in one's own helps nothing where another drops it.
    fn pass_other_firewalls(&self) -> Result<(), ClusterError> {
        if forward_policy() == ForwardPolicy::Accept {
            return Ok(());
        }
        for rule in forward_rules(&self.id) {
            let check: Vec<String> = ["-C".to_owned(), "FORWARD".to_owned()]
                .into_iter()
                .chain(rule.iter().cloned())
                .collect();
            if run("iptables", &check).is_err() {
                let insert: Vec<String> = ["-I".to_owned(), "FORWARD".to_owned()]
                    .into_iter()
                    .chain(rule)
                    .collect();
                run("iptables", &insert)?;
            }
        }
        Ok(())
    }
}

/// How many nodes a cluster can have.
pub const MOST_NODES: u8 = 5;

/// The policy of the FORWARD chain of iptables, where iptables is there and used.
pub(crate) fn forward_policy() -> ForwardPolicy {
    match run("iptables", ["-S", "FORWARD"]) {
        Ok(rules) if rules.contains("-P FORWARD DROP") => ForwardPolicy::Drop,
        _ => ForwardPolicy::Accept,
    }
}

/// Takes away everything that [`Network::create`] made, and names it. Nothing there is no failure.
///
/// # Errors
/// When a tool of the system refuses.
pub(crate) fn remove(id: &str) -> Result<Vec<String>, ClusterError> {
    let mut removed = Vec::new();
    for link in links(id) {
        run("ip", ["link", "delete", &link])?;
        removed.push(format!("network link {link}"));
    }
    let table = table(id);
    if run("nft", ["list", "table", "ip", &table]).is_ok() {
        run("nft", ["delete", "table", "ip", &table])?;
        removed.push(format!("firewall table {table}"));
    }
    for rule in forward_rules(id) {
        let delete: Vec<String> = ["-D".to_owned(), "FORWARD".to_owned()]
            .into_iter()
            .chain(rule)
            .collect();
        if run("iptables", &delete).is_ok() {
            removed.push("firewall rule of FORWARD".to_owned());
        }
    }
    Ok(removed)
}

fn forward_rules(id: &str) -> Vec<Vec<String>> {
    ["-i", "-o"]
        .iter()
        .map(|direction| {
            [*direction, &bridge(id), "-j", "ACCEPT"]
                .iter()
                .map(|word| (*word).to_owned())
                .collect()
        })
        .collect()
}

/// Links of the cluster on this machine: the bridge, and cables of nodes that are gone.
fn links(id: &str) -> Vec<String> {
    let prefix = format!("fd{id}");
    let mut links: Vec<String> = std::fs::read_dir("/sys/class/net")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| name.starts_with(&prefix))
        .collect();
    links.sort();
    links
}

/// The name of the bridge of the cluster with this id.
pub(crate) fn bridge(id: &str) -> String {
    format!("fd{id}")
}

fn table(id: &str) -> String {
    format!("firedrill_{id}")
}

fn exists(link: &str) -> bool {
    Path::new("/sys/class/net").join(link).exists()
}

fn write(file: &str, value: &str) -> Result<(), ClusterError> {
    if std::fs::read_to_string(file).is_ok_and(|now| now.trim() == value) {
        return Ok(());
    }
    std::fs::write(file, value).map_err(LabError::file(file))?;
    Ok(())
}
