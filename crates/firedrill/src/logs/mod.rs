//! The logs of a lab: which files there are, what time a line was written and how much it matters, what it looks like.

pub(crate) mod line;
pub(crate) mod source;

pub(crate) use line::{Level, Line};
pub(crate) use source::Source;
