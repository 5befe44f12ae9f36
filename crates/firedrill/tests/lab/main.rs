//! Whole labs, through the program, as a learner has them: real services, real data stores.
//!
//! They need the services' programs beside firedrill's own (`cargo build --workspace --bins`).

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod crash;
mod drill;
mod isolation;
mod kit;
mod monitoring;
mod redis_link;
mod settings;
mod soak;
mod standby;
mod trouble;
mod ui;
