//! What things look like on a terminal. Everything here makes text from values and prints nothing.

pub(crate) mod checks;
pub(crate) mod markdown;
pub(crate) mod page;
pub(crate) mod run;
pub(crate) mod slack;
pub(crate) mod status;
pub(crate) mod time;

/// The width to which sentences are broken, in cells.
pub(crate) const WIDTH: usize = 80;
