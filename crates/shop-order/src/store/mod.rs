//! What is kept, and how it is read and changed. Blocking; the routes run it on `Database::run`.

mod create;
mod list;
mod read;
mod rows;
mod transition;

pub(crate) use create::{Creation, create};
pub(crate) use list::{Filter, list};
pub(crate) use read::{get, get_each};
pub(crate) use transition::transition;
