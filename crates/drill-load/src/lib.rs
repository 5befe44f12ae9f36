#![doc = include_str!("../README.md")]

pub mod bins;
pub mod options;
pub mod orders;
pub mod plan;

mod clock;
mod error;

pub use bins::BinReader;
pub use error::LoadError;
pub use options::{LoadOptions, Mix};
