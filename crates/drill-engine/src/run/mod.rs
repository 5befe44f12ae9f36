//! A run: one play of one drill.

pub mod streak;
