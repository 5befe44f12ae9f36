//! The bridge and what has to hold on this machine for packets to cross it.

use std::path::Path;

use lab_managed::LabError;

use super::Ranges;
use crate::ClusterError;
use crate::command::{feed, run};

const IP_FORWARD: &str = "/proc/sys/net/ipv4/ip_forward";

/// Is there while this machine forwards because of a cluster. The clusters of a machine share the setting, so none of them
/// remembers it for itself; and as the setting, it is gone after a restart of the machine.
const FORWARDING: &str = "/run/firedrill-forwarding";

/// The network of one cluster.
#[derive(Debug, Clone)]
pub(crate) struct Network {
    id: String,
    ranges: Ranges,
}

/// A chain of iptables that packets of the cluster pass on this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Chain {
    /// Packets for this machine: nodes reach the API server, and pods what a lab offers to them.
    Input,
    /// Packets that go through it: those of pods to the world, and with `br_netfilter` those between two nodes too.
    Forward,
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
        let now = std::fs::read_to_string(IP_FORWARD);
        if !now.is_ok_and(|now| now.trim() == "1") {
            write(FORWARDING, "")?;
            write(IP_FORWARD, "1")?;
        }
        feed("nft", ["-f", "-"], &self.rules())?;
        self.pass_other_firewalls()
    }

    /// Makes this machine a host that forwards nothing, if a cluster changed that and none is left. Says whether it did.
    ///
    /// # Errors
    /// When the kernel refuses.
    pub(crate) fn stop_forwarding() -> Result<bool, ClusterError> {
        if !Path::new(FORWARDING).exists() || any_bridge() {
            return Ok(false);
        }
        write(IP_FORWARD, "0")?;
        std::fs::remove_file(FORWARDING).map_err(LabError::file(FORWARDING))?;
        Ok(true)
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
        for chain in dropping_chains() {
            for rule in chain.rules(&self.id) {
                if run("iptables", chain.command("-C", &rule)).is_err() {
                    run("iptables", chain.command("-I", &rule))?;
                }
            }
        }
        Ok(())
    }
}

/// How many nodes a cluster can have.
pub const MOST_NODES: u8 = 5;

impl Chain {
    const ALL: [Self; 2] = [Self::Input, Self::Forward];

    /// Its name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Input => "INPUT",
            Self::Forward => "FORWARD",
        }
    }

    /// Whether the chain, as `iptables -S` prints it, drops what no rule speaks of.
    fn drops(self, printed: &str) -> bool {
        let policy = format!("-P {} DROP", self.name());
        printed.lines().any(|line| line == policy)
    }

    /// What lets the packets of the cluster with this id pass.
    fn rules(self, id: &str) -> Vec<[String; 4]> {
        let directions: &[&str] = match self {
            Self::Input => &["-i"],
            Self::Forward => &["-i", "-o"],
        };
        directions
            .iter()
            .map(|direction| [direction, bridge(id).as_str(), "-j", "ACCEPT"].map(str::to_owned))
            .collect()
    }

    /// The words with which iptables does `what` with a rule of the chain.
    fn command(self, what: &str, rule: &[String]) -> Vec<String> {
        [what.to_owned(), self.name().to_owned()]
            .into_iter()
            .chain(rule.iter().cloned())
            .collect()
    }
}

/// The chains that drop what no rule speaks of, as Docker and most firewalls have it: there the cluster needs rules of
/// its own. None where iptables is not there or not used.
pub(crate) fn dropping_chains() -> Vec<Chain> {
    Chain::ALL
        .into_iter()
        .filter(|chain| run("iptables", ["-S", chain.name()]).is_ok_and(|all| chain.drops(&all)))
        .collect()
}

/// Takes away everything that [`Network::create`] made, and names it. Nothing there is no failure.
///
/// # Errors
/// When a tool of the system refuses.
pub(crate) fn remove(id: &str) -> Result<Vec<String>, ClusterError> {
    let mut removed = Vec::new();
    for link in links(id) {
        // The cable of a node that has just ended goes by itself, a moment after the node.
        if let Err(error) = run("ip", ["link", "delete", &link])
            && exists(&link)
        {
            return Err(error);
        }
        removed.push(format!("network link {link}"));
    }
    let table = table(id);
    if run("nft", ["list", "table", "ip", &table]).is_ok() {
        run("nft", ["delete", "table", "ip", &table])?;
        removed.push(format!("firewall table {table}"));
    }
    for chain in Chain::ALL {
        for rule in chain.rules(id) {
            if run("iptables", chain.command("-D", &rule)).is_ok() {
                removed.push(format!("firewall rule of {}", chain.name()));
            }
        }
    }
    Ok(removed)
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

/// Whether a cluster, whichever, has its bridge here.
fn any_bridge() -> bool {
    let links = std::fs::read_dir("/sys/class/net").into_iter().flatten();
    links.flatten().any(|link| {
        let name = link.file_name();
        name.to_string_lossy().starts_with(&bridge("")) && link.path().join("bridge").is_dir()
    })
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

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::nothing_set("-P INPUT ACCEPT\n", false)]
    #[case::a_firewall("-P INPUT DROP\n-A INPUT -i lo -j ACCEPT\n", true)]
    #[case::another_chain("-P FORWARD DROP\n", false)]
    #[case::a_rule_that_drops("-P INPUT ACCEPT\n-A INPUT -s 192.0.2.1/32 -j DROP\n", false)]
    fn only_a_policy_of_its_own_makes_a_chain_drop(#[case] printed: &str, #[case] drops: bool) {
        assert_eq!(Chain::Input.drops(printed), drops);
    }

    #[test]
    fn packets_of_the_bridge_pass_in_and_through_this_machine() {
        let words = |chain: Chain| -> Vec<String> {
            let rules = chain.rules("a1b2c3");
            rules
                .iter()
                .map(|rule| chain.command("-I", rule).join(" "))
                .collect()
        };
        assert_eq!(words(Chain::Input), ["-I INPUT -i fda1b2c3 -j ACCEPT"]);
        assert_eq!(
            words(Chain::Forward),
            [
                "-I FORWARD -i fda1b2c3 -j ACCEPT",
                "-I FORWARD -o fda1b2c3 -j ACCEPT"
            ]
        );
    }
}
