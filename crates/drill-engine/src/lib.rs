#![doc = include_str!("../README.md")]

pub mod alerts;
pub mod catalog;
pub mod control;
pub mod journal_file;
pub mod lab_failure;
pub mod run;
pub mod runs;
pub mod suggest;
pub mod texts;
