//! The services that this one calls, with what their answers mean.

mod catalog;
mod orders;

pub(crate) use catalog::{Catalog, Confirmation, Return};
pub(crate) use orders::{Orders, Step, Which, refused};
