#![doc = include_str!("../README.md")]

mod bringup;
pub mod context;
mod data;
mod images;
mod kubectl;
pub mod learner;
mod logs;
mod manifests;
pub mod objects;
mod plane;
pub mod probe;
mod status;
mod target;
mod watch;

pub use images::Names;
pub use plane::KubernetesPlane;

/// The namespace of a lab.
pub fn namespace(lab: &str) -> String {
    format!("lab-{lab}")
}
