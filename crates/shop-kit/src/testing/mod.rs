//! What the tests of the services need: real servers that are thrown away, found on `PATH` or in the folders where
//! distributions put them.
//!
//! A helper process owns each server. It reads from a pipe that ends when the test process does, however that ends;
//! then it stops the server and removes its folder. So nothing is left behind even by a test that was killed.

mod keeper;
pub mod openapi;
mod postgres;
mod redis;
mod redis_cluster;
mod server;
mod store;
mod wait;

pub use postgres::TestDatabase;
pub use redis::TestRedis;
pub use redis_cluster::TestRedisCluster;
pub use server::{INTERNAL_TOKEN, STAFF_TOKEN, TestServer, server_settings};
pub use store::TestObjectStore;
pub use wait::{eventually, until};
