//! The logs of a lab: which files there are, when a line was written and how severe it is, what it looks like.

pub(crate) mod line;
pub(crate) mod source;

pub(crate) use line::{Level, Line};
pub(crate) use source::Source;
