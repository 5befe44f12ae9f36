#![doc = include_str!("../README.md")]

pub mod alerts;
pub mod control;
pub mod lab_failure;
pub mod run;
pub mod suggest;
pub mod texts;
