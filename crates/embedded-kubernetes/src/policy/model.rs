//! What the API server says, as far as policies need it. A field that is not known here is refused: to overlook one
//! could open what its author meant to close.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;
use serde::Deserialize;

use super::selector::{Labels, Selector};

/// A pod with an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pod {
    pub(super) namespace: String,
    pub(super) labels: Labels,
    pub(super) address: Ipv4Addr,
    pub(super) node: String,
    /// Its named ports.
    pub(super) ports: Vec<NamedPort>,
}

/// A port that a container gives a name to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NamedPort {
    pub(super) name: String,
    pub(super) number: u16,
    pub(super) protocol: Protocol,
}

/// A namespace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Namespace {
    pub(super) name: String,
    pub(super) labels: Labels,
}

/// A policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Policy {
    pub(super) namespace: String,
    pub(super) name: String,
    /// What it says; none when that could not be understood. It then closes both ways, whatever it selects.
    pub(super) spec: Result<Spec, String>,
}

/// `networking.k8s.io/v1` `NetworkPolicySpec`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Spec {
    #[serde(default)]
    pub(super) pod_selector: Selector,
    #[serde(default)]
    pub(super) policy_types: Vec<Direction>,
    #[serde(default)]
    pub(super) ingress: Vec<Ingress>,
    #[serde(default)]
    pub(super) egress: Vec<Egress>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(super) enum Direction {
    Ingress,
    Egress,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ingress {
    #[serde(default)]
    pub(super) from: Vec<Peer>,
    #[serde(default)]
    pub(super) ports: Vec<Port>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Egress {
    #[serde(default)]
    pub(super) to: Vec<Peer>,
    #[serde(default)]
    pub(super) ports: Vec<Port>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Peer {
    pub(super) pod_selector: Option<Selector>,
    pub(super) namespace_selector: Option<Selector>,
    pub(super) ip_block: Option<IpBlock>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct IpBlock {
    pub(super) cidr: Ipv4Net,
    #[serde(default)]
    pub(super) except: Vec<Ipv4Net>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Port {
    pub(super) port: Option<PortRef>,
    pub(super) end_port: Option<u16>,
    #[serde(default)]
    pub(super) protocol: Protocol,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub(super) enum PortRef {
    Number(u16),
    Name(String),
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub(super) enum Protocol {
    #[default]
    #[serde(rename = "TCP")]
    Tcp,
    #[serde(rename = "UDP")]
    Udp,
    #[serde(rename = "SCTP")]
    Sctp,
}

impl Protocol {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Tcp => "tcp",
            Self::Udp => "udp",
            Self::Sctp => "sctp",
        }
    }
}

impl Spec {
    /// The directions that the policy speaks of: without a word about it, the incoming one, and the outgoing one if it
    /// has rules for it.
    pub(super) fn isolates(&self, direction: Direction) -> bool {
        if !self.policy_types.is_empty() {
            return self.policy_types.contains(&direction);
        }
        direction == Direction::Ingress || !self.egress.is_empty()
    }
}
