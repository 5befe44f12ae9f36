//! Links: the edges of the architecture, each a TCP proxy that balances over ready ends and can be
//! degraded. A link stands where a Service, a load balancer or a security group stands in the cloud.

mod forward;
mod listen;

pub use listen::Link;

use serde::{Deserialize, Serialize};

/// How a link treats what passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LinkState {
    /// What happens to connections.
    #[serde(default)]
    pub mode: LinkMode,
    /// Added to every reply, in milliseconds.
    #[serde(default)]
    pub latency_ms: u32,
    /// Random addition to the latency, from 0 to this, in milliseconds.
    #[serde(default)]
    pub jitter_ms: u32,
}

/// What happens to connections of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum LinkMode {
    /// They pass.
    #[default]
    Pass,
    /// Nothing gets through and nobody is told, as with a security group that drops.
    Blackhole,
    /// Every connection, old and new, is reset.
    Reset,
    /// New connections are refused; old ones go on.
    Refuse,
}

impl LinkState {
    /// Whether the link does nothing but pass.
    pub fn is_passing(&self) -> bool {
        *self == Self::default()
    }
}
