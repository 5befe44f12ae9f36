//! The logs of a lab: which files there are, what time a line was written, what it looks like.

pub(crate) mod line;
pub(crate) mod source;

pub(crate) use line::Line;
pub(crate) use source::Source;
