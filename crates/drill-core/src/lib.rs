#![doc = include_str!("../README.md")]

pub mod check;
pub mod definition;
pub mod fault;
#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod fixture;
pub mod format;
pub mod guide;
pub mod i18n;
pub mod journal;
pub mod object;
pub mod period;
pub mod report;
pub mod score;
pub mod slo;
pub mod timeline;
