//! The checkout: a saga over `catalog` and `order`. The crate's README tells how it holds its promise.

mod compensation;
mod error;
mod recovery;
mod reservation_key;
mod saga;
mod settle;

use prometheus::IntCounterVec;
use shop_api::{CustomerId, IdempotencyKey, Order};

pub(crate) use error::CheckoutError;
pub(crate) use recovery::Recovery;

use crate::cart::Carts;
use crate::peers::{Catalog, Orders};

/// What a checkout works with. Copies share it.
#[derive(Clone, Debug)]
pub(crate) struct Checkout {
    pub(crate) catalog: Catalog,
    pub(crate) orders: Orders,
    pub(crate) carts: Carts,
    /// How long stock is held.
    pub(crate) ttl_seconds: u32,
    /// `shop_checkouts_total{outcome}`
    pub(crate) outcomes: IntCounterVec,
    /// `shop_recovered_orders_total{outcome}`
    pub(crate) recovered: IntCounterVec,
}

/// The order of a checkout.
#[derive(Debug)]
pub(crate) struct Done {
    /// The order, confirmed.
    pub(crate) order: Order,
    /// Whether this call began it. Otherwise it repeats an earlier one.
    pub(crate) new: bool,
}

impl Checkout {
    /// Turns a customer's cart into an order, once per key, and counts how that went.
    pub(crate) async fn check_out(
        &self,
        customer: CustomerId,
        key: IdempotencyKey,
    ) -> Result<Done, CheckoutError> {
        let result = self.run(customer, key).await;
        let outcome = match &result {
            Ok(done) if done.new => "confirmed",
            Ok(_) => "repeated",
            Err(error) => error.outcome(),
        };
        self.outcomes.with_label_values(&[outcome]).inc();
        result
    }
}
