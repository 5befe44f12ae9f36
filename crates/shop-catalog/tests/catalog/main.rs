//! The catalog against a real PostgreSQL and a real object store, as its callers see it.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod cache;
mod migrations;
mod pictures;
mod products;
mod program;
mod races;
mod reservations;
mod search;
mod support;
