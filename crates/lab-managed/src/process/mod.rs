//! Processes of a lab: started through a trampoline that ties their life to their parent's, kept
//! alive with growing delays, ended with everything that they started.

pub mod children;
pub mod exec;
pub mod guard;
mod logs;
pub mod memory;
mod spec;
mod supervise;

pub use logs::Log as LogFile;
pub use spec::{ProcessSpec, RunAs};
pub use supervise::{ProcessStatus, Supervised, run_to_end};

/// This very program, even after its file was replaced by a newer build: a lab that runs must be
/// able to start processes as before.
pub const OWN_PROGRAM: &str = "/proc/self/exe";
