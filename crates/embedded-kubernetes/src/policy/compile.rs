//! From policies to a firewall: one table of nftables for one node.
//!
//! Every packet to or from a pod is forwarded by its node, so one chain sees them all: what a pod may send is looked
//! up by its source, what it may receive by its destination. The kubelet's own probes come from the node itself and are
//! not forwarded, which is also how the API wants it: a node always reaches its pods.
//!
//! A pod runs a moment before its address is known here. Until then it neither reaches nor is reached: nobody can tell
//! yet which policies select it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::net::Ipv4Addr;

use super::model::{Direction, IpBlock, Namespace, Peer, Pod, Policy, Port, PortRef, Spec};

/// The table's name.
pub(super) const TABLE: &str = "firedrill_policy";

/// The node's ends of its pods' cables, as the CNI plugin `ptp` names them.
const CABLE: &str = "veth*";

/// Everything that the API server knows and policies speak of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct World {
    pub(super) pods: Vec<Pod>,
    pub(super) namespaces: Vec<Namespace>,
    pub(super) policies: Vec<Policy>,
}

/// The rules of the pods on `node`, as `nft -f` takes them: they replace those before in one step.
pub(super) fn rules(world: &World, node: &str) -> String {
    let mut pods: Vec<&Pod> = world.pods.iter().filter(|pod| pod.node == node).collect();
    // The same world gives the same text, in whatever order it was heard of.
    pods.sort_by_key(|pod| pod.address);
    // The name of a chain by what it says: replicas share theirs, so that rules grow with the services and not with the
    // pods.
    let mut chains: BTreeMap<(&str, String), String> = BTreeMap::new();
    let mut maps = [
        (Direction::Egress, String::new()),
        (Direction::Ingress, String::new()),
    ];
    for pod in &pods {
        for (direction, map) in &mut maps {
            let policies = world.policies_of(pod, *direction);
            if policies.is_empty() {
                continue;
            }
            let mut body = String::new();
            for rule in policies
                .iter()
                .flat_map(|policy| world.allowed(policy, pod, *direction))
            {
                let _ = writeln!(body, "    {}", format!("{rule} return").trim());
            }
            body.push_str("    counter drop\n");
            let (word, number) = (word(*direction), chains.len() + 1);
            let chain = chains
                .entry((word, body))
                .or_insert_with(|| format!("{word}_{number}"));
            let _ = write!(
                map,
                "{}{} : jump {chain}",
                if map.is_empty() { "" } else { ", " },
                pod.address
            );
        }
    }
    let chains: String = chains
        .into_iter()
        .map(|((_, body), name)| format!("  chain {name} {{\n{body}  }}\n"))
        .collect();
    let [(_, egress), (_, ingress)] = &maps;
    let known: BTreeSet<Ipv4Addr> = pods.iter().map(|pod| pod.address).collect();
    let others = |field: &str| {
        if known.is_empty() {
            String::new()
        } else {
            format!("ip {field} != {{ {} }} ", list(&known))
        }
    };
    let lookup = |field: &str, map: &str| {
        if map.is_empty() {
            String::new()
        } else {
            format!("    ip {field} vmap {{ {map} }}\n")
        }
    };
    format!(
        "table ip {TABLE}\n\
         delete table ip {TABLE}\n\
         table ip {TABLE} {{\n\
         {chains}\
         \x20 chain forward {{\n\
         \x20   type filter hook forward priority filter; policy accept;\n\
         \x20   ct state established,related accept\n\
         \x20   iifname \"{CABLE}\" {}drop\n\
         \x20   oifname \"{CABLE}\" {}drop\n\
         {}{}\
         \x20 }}\n\
         }}\n",
        others("saddr"),
        others("daddr"),
        lookup("saddr", egress),
        lookup("daddr", ingress),
    )
}

fn word(direction: Direction) -> &'static str {
    match direction {
        Direction::Ingress => "to",
        Direction::Egress => "from",
    }
}

impl World {
    /// The policies that isolate a pod in a direction. One that was not understood isolates its whole namespace.
    fn policies_of(&self, pod: &Pod, direction: Direction) -> Vec<&Policy> {
        let concerns = |policy: &&Policy| {
            policy.namespace == pod.namespace
                && policy.spec.as_ref().map_or(true, |spec| {
                    spec.pod_selector.selects(&pod.labels) && spec.isolates(direction)
                })
        };
        self.policies.iter().filter(concerns).collect()
    }

    /// The matches of what a policy allows to or from a pod.
    fn allowed(&self, policy: &Policy, pod: &Pod, direction: Direction) -> Vec<String> {
        let Ok(spec) = &policy.spec else {
            return Vec::new();
        };
        rules_of(spec, direction)
            .into_iter()
            .flat_map(|(peers, ports)| self.matches(policy, pod, direction, peers, ports))
            .collect()
    }

    fn matches(
        &self,
        policy: &Policy,
        pod: &Pod,
        direction: Direction,
        peers: &[Peer],
        ports: &[Port],
    ) -> Vec<String> {
        let field = match direction {
            Direction::Ingress => "saddr",
            Direction::Egress => "daddr",
        };
        let mut matches = Vec::new();
        for (peer, pods) in self.peers(policy, peers) {
            for port in with_none(ports) {
                // A name of a port means what the pod that is connected to calls so.
                match (direction, port.and_then(|port| port.port.as_ref())) {
                    (Direction::Egress, Some(PortRef::Name(_))) => {
                        for target in pods.iter().copied() {
                            let named = port.and_then(|port| port_match(port, target));
                            let to = format!("ip {field} {}", target.address);
                            matches.extend(named.map(|named| format!("{to} {named}")));
                        }
                    }
                    _ => {
                        let Some(peer) = peer.matches(field) else {
                            continue;
                        };
                        let Some(port) =
                            port.map_or(Some(String::new()), |port| port_match(port, pod))
                        else {
                            continue;
                        };
                        matches.push(format!("{peer} {port}").trim().to_owned());
                    }
                }
            }
        }
        matches
    }

    /// Whom a rule speaks of: everybody when it names nobody.
    fn peers<'a>(&'a self, policy: &Policy, peers: &'a [Peer]) -> Vec<(Whom, Vec<&'a Pod>)> {
        if peers.is_empty() {
            return vec![(Whom::Everybody, self.pods.iter().collect())];
        }
        peers
            .iter()
            .map(|peer| match &peer.ip_block {
                Some(block) => (Whom::Block(block.clone()), Vec::new()),
                None => {
                    let pods = self.selected(policy, peer);
                    (
                        Whom::Pods(pods.iter().map(|pod| pod.address).collect()),
                        pods,
                    )
                }
            })
            .collect()
    }

    /// The pods that a peer selects: of the policy's own namespace, unless it selects namespaces.
    fn selected(&self, policy: &Policy, peer: &Peer) -> Vec<&Pod> {
        let in_namespace = |pod: &Pod| match &peer.namespace_selector {
            None => pod.namespace == policy.namespace,
            Some(selector) => self.namespaces.iter().any(|namespace| {
                namespace.name == pod.namespace && selector.selects(&namespace.labels)
            }),
        };
        self.pods
            .iter()
            .filter(|pod| {
                in_namespace(pod)
                    && peer
                        .pod_selector
                        .as_ref()
                        .is_none_or(|selector| selector.selects(&pod.labels))
            })
            .collect()
    }
}

/// Whom a packet comes from or goes to.
enum Whom {
    Everybody,
    Pods(BTreeSet<Ipv4Addr>),
    Block(IpBlock),
}

impl Whom {
    /// The match; none when it can't match anybody.
    fn matches(&self, field: &str) -> Option<String> {
        match self {
            Self::Everybody => Some(String::new()),
            Self::Pods(pods) if pods.is_empty() => None,
            Self::Pods(pods) => Some(format!("ip {field} {{ {} }}", list(pods))),
            Self::Block(block) if block.except.is_empty() => {
                Some(format!("ip {field} {}", block.cidr))
            }
            Self::Block(block) => Some(format!(
                "ip {field} {} ip {field} != {{ {} }}",
                block.cidr,
                list(&block.except)
            )),
        }
    }
}

fn rules_of(spec: &Spec, direction: Direction) -> Vec<(&[Peer], &[Port])> {
    match direction {
        Direction::Ingress => spec
            .ingress
            .iter()
            .map(|rule| (&*rule.from, &*rule.ports))
            .collect(),
        Direction::Egress => spec
            .egress
            .iter()
            .map(|rule| (&*rule.to, &*rule.ports))
            .collect(),
    }
}

/// Every port, or none where a rule names none.
fn with_none(ports: &[Port]) -> Vec<Option<&Port>> {
    if ports.is_empty() {
        vec![None]
    } else {
        ports.iter().map(Some).collect()
    }
}

/// The match of a port; none when the pod has no port of that name.
fn port_match(port: &Port, pod: &Pod) -> Option<String> {
    let protocol = port.protocol.name();
    let number = match &port.port {
        None => return Some(format!("meta l4proto {protocol}")),
        Some(PortRef::Number(number)) => *number,
        Some(PortRef::Name(name)) => {
            let named = pod
                .ports
                .iter()
                .find(|named| named.name == *name && named.protocol == port.protocol);
            named?.number
        }
    };
    Some(match port.end_port {
        Some(end) => format!("{protocol} dport {number}-{end}"),
        None => format!("{protocol} dport {number}"),
    })
}

fn list<T: ToString>(items: impl IntoIterator<Item = T>) -> String {
    let items: Vec<String> = items.into_iter().map(|item| item.to_string()).collect();
    items.join(", ")
}

#[cfg(test)]
#[path = "compile_tests.rs"]
mod tests;
