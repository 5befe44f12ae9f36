//! A run: one play of one drill.

mod baseline;
pub mod change;
mod measure;
pub mod order;
mod pager;
pub(crate) mod play;
pub(crate) mod recorder;
pub mod state;
pub mod streak;
pub mod watcher;
