//! The cart: what a customer wants, and the prices that the customer was last shown.

mod line;
mod store;
mod view;

pub(crate) use line::{Line, Lines};
pub(crate) use store::{Carts, MAX_PRODUCTS, Put};
pub(crate) use view::view;
