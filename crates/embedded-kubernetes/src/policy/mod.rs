//! NetworkPolicies, enforced: a policy that nobody enforces teaches a lie.
//!
//! One agent per node watches what policies speak of and keeps the node's firewall true to them. A policy with a field
//! that it does not know closes the namespace, gets an event that says so, and is named by `cluster status`.

mod arrivals;
mod compile;
mod model;
mod selector;
mod watch;

pub use arrivals::{COMMAND as CNI_COMMAND, plugin};
pub(crate) use arrivals::{PLUGIN, SOCKET};
pub use watch::{COMMAND, serve};
pub(crate) use watch::{close, refused, refused_file};
