//! The outbox: rows that tell subscribers what happened to an order. A row is written in the transaction of the change
//! itself, so it is there exactly when the change is, and deleted when the subscriber has dealt with it. A subscriber that
//! dies in between gets it again when its lease is over: at least once.

mod drain;
mod store;
mod watch;

pub(crate) use drain::{Drain, Pace};
pub(crate) use store::{Lease, ack, claim, write};
