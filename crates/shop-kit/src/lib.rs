#![doc = include_str!("../README.md")]

pub mod background;
pub mod client;
pub mod context;
pub mod db;
pub mod error;
pub mod extract;
pub mod health;
pub mod metrics;
pub mod openapi;
pub mod program;
pub mod redis;
pub mod s3;
pub mod server;
pub mod service;
pub mod settings;
pub mod spans;
pub mod telemetry;
#[cfg(feature = "test-support")]
pub mod testing;
pub mod trace;
mod trust;

pub use error::ApiError;
pub use service::Service;
