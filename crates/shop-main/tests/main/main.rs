//! The whole service over HTTP, with the real `catalog` and `order` on a real PostgreSQL and a real Redis behind it.

mod cart;
mod catalog;
mod checkout;
mod failures;
mod orders;
mod recovery;
mod session;
mod support;
