//! The whole service over HTTP, with the real `catalog` and `order` on a real PostgreSQL and a real Redis behind it.

mod cancel;
mod cart;
mod catalog;
mod checkout;
mod failures;
mod invoice;
mod orders;
mod recovery;
mod session;
mod staff;
mod support;
mod topology;
