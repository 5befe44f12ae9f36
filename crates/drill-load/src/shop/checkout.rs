//! Buying the cart, once, however often it has to be tried.

use chrono::Utc;
use reqwest::{Method, StatusCode};
use serde::Deserialize;
use uuid::Uuid;

use super::{Refusal, Shop, parse};
use crate::customers::Customer;
use crate::error::LoadError;
use crate::orders::{Ack, Intent, IntentItem, Line, Money, OrderLog};

#[derive(Deserialize)]
struct Order {
    id: Uuid,
    number: String,
    total: Money,
}

/// One checkout: a key, and the number by which the customer knows it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Checkout {
    key: Uuid,
    /// What the customer expected to pay, in minor units.
    pub(crate) worth_minor: i64,
    number: u64,
}

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Attempt {
    /// Acknowledged.
    Bought,
    /// Refused for good.
    Refused(Refusal),
    /// Failed, or nobody knows: worth another attempt with the same key.
    Unknown,
}

impl Checkout {
    /// Writes down what the customer is about to buy. The key is not drawn from the seed: the same seed
    /// again, on the same shop, must not look like a replay.
    pub(crate) async fn begin(
        shop: &Shop,
        orders: &OrderLog,
        (number, customer): (u32, &Customer),
        (pick, quantity): (u32, u32),
    ) -> Result<Self, LoadError> {
        let just_put = shop.shelf().product(pick);
        let (items, worth_minor) = {
            let known = customer.known();
            match just_put {
                // The cart could not even be filled: what the customer wanted is lost all the same.
                Some(product) if known.cart.is_empty() => (
                    vec![IntentItem {
                        product_id: product.id,
                        quantity,
                    }],
                    product.price.saturating_mul(quantity.into()),
                ),
                _ => (known.cart.clone(), known.cart_total),
            }
        };
        let checkout = Self {
            key: Uuid::now_v7(),
            worth_minor,
            number: customer.begin_checkout(),
        };
        orders
            .append(Line::Intent(Intent {
                key: checkout.key,
                customer: number,
                items,
                at: Utc::now(),
            }))
            .await?;
        Ok(checkout)
    }

    /// Whether the customer still cares for it.
    pub(crate) fn is_wanted(&self, customer: &Customer) -> bool {
        customer.still_at(self.number)
    }

    /// Tries to buy, once. An acknowledgement is in the journal before this returns.
    pub(crate) async fn attempt(
        &self,
        shop: &Shop,
        orders: &OrderLog,
        customer: &Customer,
    ) -> Result<Attempt, LoadError> {
        let request = shop
            .request(Method::POST, &["checkout"])
            .header("idempotency-key", self.key.to_string());
        let order = match shop.send(customer, request).await {
            Ok(body) => match parse::<Order>(&body) {
                Ok(order) => order,
                Err(_) => return Ok(Attempt::Unknown),
            },
            // Another request of this key may still be under way: it says so with these.
            Err(Refusal::Denied(StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT)) => {
                return Ok(Attempt::Unknown);
            }
            Err(Refusal::Broken) => return Ok(Attempt::Unknown),
            Err(refusal) => return Ok(Attempt::Refused(refusal)),
        };
        {
            let mut known = customer.known();
            known.cart.clear();
            known.cart_total = 0;
            known.last_order = Some(order.id);
        }
        orders
            .append(Line::Ack(Ack {
                key: self.key,
                order_id: order.id,
                number: order.number,
                total: order.total,
                at: Utc::now(),
            }))
            .await?;
        Ok(Attempt::Bought)
    }
}
