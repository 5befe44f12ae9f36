#![doc = include_str!("../README.md")]

pub mod compute;
pub mod error;
pub mod layout;
pub mod link;
pub mod ports;
pub mod process;
pub mod state;

pub use compute::{Compute, Status};
pub use error::LabError;
pub use layout::LabDir;
pub use state::{Desired, LabState};
