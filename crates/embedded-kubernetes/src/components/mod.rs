//! The control plane's processes, each with the flags that it needs and why.

mod api_server;
mod controller_manager;
mod etcd;
mod scheduler;

pub(crate) use api_server::spec as api_server;
pub(crate) use controller_manager::spec as controller_manager;
pub(crate) use etcd::spec as etcd;
pub(crate) use scheduler::spec as scheduler;

use std::fmt::Display;

use crate::pki::Pki;
use crate::programs::Programs;
use crate::{ClusterDir, ClusterState};

/// What every component is made from.
pub(crate) struct Plan<'a> {
    pub(crate) dir: &'a ClusterDir,
    pub(crate) state: &'a ClusterState,
    pub(crate) programs: &'a Programs,
    pub(crate) pki: Pki,
}

/// `--name=value`.
pub(crate) fn flag(name: &str, value: impl Display) -> String {
    format!("--{name}={value}")
}
