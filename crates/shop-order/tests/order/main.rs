//! The whole service over HTTP, on a real PostgreSQL.

mod create;
mod list;
mod operations;
mod support;
mod transitions;
