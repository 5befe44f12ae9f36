//! The engine on a lab whose surface is small and whose clock is real; SQL on a real PostgreSQL.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod catalog;
mod control;
mod director;
mod kit;
mod learner;
mod postgres;
mod receiver;
mod resume;
mod scope;
mod sql;
mod standby;
