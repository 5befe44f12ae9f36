//! The supervisor's control socket: its words, its server, its client.

mod address;
pub mod client;
mod failure;
pub mod protocol;
pub mod server;
mod views;

pub use client::Client;
