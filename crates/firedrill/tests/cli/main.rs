//! The program as a shell sees it: exit codes, what goes to which stream, in which language. Nothing
//! here needs a lab that runs.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod commands;
mod logs;
mod place;
mod run;
mod streams;
mod supervisor;
mod top;
