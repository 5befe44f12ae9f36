//! What every service has, against real servers, a real PostgreSQL and a real Redis.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod client;
mod collector;
mod database;
mod limits;
mod openapi;
mod redis;
mod redis_cluster;
mod server;
mod slow;
mod spans;
mod store_spans;
mod support;
mod uploads;
