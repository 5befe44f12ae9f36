//! A run: one play of one drill.

mod baseline;
mod begin;
pub mod change;
mod cluster;
mod finish;
mod measure;
pub mod order;
mod pager;
pub(crate) mod play;
pub(crate) mod recorder;
pub mod state;
pub mod streak;
mod watch;
pub mod watcher;
