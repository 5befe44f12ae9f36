#![doc = include_str!("../README.md")]

mod addons;
pub mod api;
mod cgroups;
mod command;
mod components;
mod dir;
mod error;
mod images;
mod ingress;
mod lookup;
mod machine;
mod network;
pub mod node;
mod pki;
pub mod policy;
pub mod programs;
mod removal;
mod state;
pub mod supervisor;
mod up;

pub use dir::ClusterDir;
pub use error::ClusterError;
pub use images::{Archive, Image, with_libraries};
pub use machine::{Finding, Look, look};
pub use network::{MOST_NODES, Ranges};
pub use state::ClusterState;
pub use up::{Access, Cluster, Health, IngressHealth, NodeHealth, Step, Up};
