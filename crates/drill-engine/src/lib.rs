#![doc = include_str!("../README.md")]

pub mod access;
pub mod catalog;
pub mod control;
pub mod director;
pub mod journal_file;
pub mod lab_failure;
pub mod probes;
pub mod prometheus;
pub mod receiver;
pub mod rehearse;
pub mod run;
pub mod runs;
pub mod suggest;
pub mod supervisor;
pub mod texts;
