#![doc = include_str!("../README.md")]

pub mod alertmanager;
pub mod compute;
pub mod connect;
pub mod error;
pub mod exporters;
mod files;
pub mod grafana;
pub mod launch;
pub mod layout;
pub mod link;
pub mod lock;
pub mod objects;
pub mod plane;
pub mod ports;
pub mod postgres;
mod probe;
pub mod process;
pub mod programs;
pub mod prometheus;
pub mod redis;
pub mod s3;
pub mod state;
pub mod topology;
pub mod user;

pub use compute::{Compute, Status};
pub use error::{ClusterTrouble, LabError};
pub use layout::LabDir;
pub use objects::Objects;
pub use plane::ManagedPlane;
pub use state::{Desired, LabState};
