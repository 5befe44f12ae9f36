#![doc = include_str!("../README.md")]

pub mod check;
pub mod definition;
pub mod fault;
pub mod guide;
pub mod i18n;
pub mod journal;
pub mod period;
pub mod report;
pub mod score;
pub mod slo;
pub mod timeline;
