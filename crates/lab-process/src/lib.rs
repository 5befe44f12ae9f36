#![doc = include_str!("../README.md")]

mod bringup;
mod environment;
pub mod launch;
mod plane;
mod probe;
mod replica;
mod rollout;
pub mod topology;

pub use bringup::{Progress, Step};
pub use plane::ProcessPlane;
