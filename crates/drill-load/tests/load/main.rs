//! Traffic and audit: schedules, customers of shops in every mood, and the laws on a real PostgreSQL.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod audit;
mod bins;
mod checkout;
mod plan;
mod support;
mod traffic;
