//! The whole service over HTTP, on a real PostgreSQL.

mod create;
mod invoice;
mod list;
mod operations;
mod outbox;
mod support;
mod transitions;
