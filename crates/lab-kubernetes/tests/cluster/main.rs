//! A lab that is up on the embedded cluster. `./check cluster` brings it up and says by `FIREDRILL_HOME` and
//! `FIREDRILL_LAB` which it is. The tests change the lab, so they take turns: `--test-threads=1`.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod autoscaling;
mod kit;
mod namespaces;
mod network_policies;
mod objects;
mod rolling_update;
mod routes;
mod survival;
