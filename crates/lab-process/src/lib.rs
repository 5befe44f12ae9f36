#![doc = include_str!("../README.md")]

mod bringup;
mod environment;
mod plane;
mod probe;
mod replica;
mod rollout;

pub use plane::ProcessPlane;
