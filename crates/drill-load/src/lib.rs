#![doc = include_str!("../README.md")]

pub mod audit;
pub mod bins;
pub mod options;
pub mod orders;
pub mod plan;

mod clock;
mod customers;
mod error;
mod shelf;
mod shop;
mod traffic;

pub use audit::{AuditError, AuditReport, AuditTarget, Finding, FindingKind, audit};
pub use bins::BinReader;
pub use error::LoadError;
pub use options::{LoadOptions, Mix};
pub use traffic::{run, run_until_terminated};
