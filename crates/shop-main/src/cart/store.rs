//! Carts in Redis: one hash per customer, which is forgotten after a week without a change.
//!
//! A field is a product, its value a [`Line`]; the field `ordered` names the last order that was taken out of the cart.
//! Everything that reads and writes is a script, so that it happens at once.

use std::collections::HashMap;

use shop_api::{CustomerId, Money, Order, OrderId, ProductId};
use shop_kit::redis::{Cmd, Redis, RedisError, redis};

use super::{Line, Lines};

/// Most different products in a cart.
pub(crate) const MAX_PRODUCTS: usize = 50;

const SECONDS_TO_LIVE: u64 = 7 * 24 * 60 * 60;

/// All carts.
#[derive(Clone, Debug)]
pub(crate) struct Carts {
    redis: Redis,
}

/// What became of a line that was put in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Put {
    /// It is in.
    Done,
    /// There is no room for another product.
    Full,
}

impl Carts {
    pub(crate) fn new(redis: Redis) -> Self {
        Self { redis }
    }

    /// What is in a cart.
    pub(crate) async fn read(&self, customer: CustomerId) -> Result<Lines, RedisError> {
        let mut command = redis::cmd("HGETALL");
        command.arg(name(customer));
        let fields: HashMap<String, String> = self.redis.query(&command).await?;
        Ok(fields
            .into_iter()
            .filter(|(field, _)| field != "ordered")
            .filter_map(|(field, value)| line(customer, &field, &value))
            .collect())
    }

    /// Sets one line.
    pub(crate) async fn put(
        &self,
        customer: CustomerId,
        product: ProductId,
        line: Line,
    ) -> Result<Put, RedisError> {
        let mut command = script(include_str!("put.lua"), customer);
        command
            .arg(product.to_string())
            .arg(line.to_string())
            .arg(MAX_PRODUCTS)
            .arg(SECONDS_TO_LIVE);
        let done: i64 = self.redis.query(&command).await?;
        Ok(if done == 1 { Put::Done } else { Put::Full })
    }

    /// Removes lines.
    pub(crate) async fn remove(
        &self,
        customer: CustomerId,
        products: &[ProductId],
    ) -> Result<(), RedisError> {
        if products.is_empty() {
            return Ok(());
        }
        let mut command = redis::cmd("HDEL");
        command.arg(name(customer));
        for product in products {
            command.arg(product.to_string());
        }
        self.redis.query::<i64>(&command).await?;
        Ok(())
    }

    /// Notes the prices that the customer is shown now.
    pub(crate) async fn show(
        &self,
        customer: CustomerId,
        prices: &[(ProductId, Money)],
    ) -> Result<(), RedisError> {
        if prices.is_empty() {
            return Ok(());
        }
        let mut command = script(include_str!("show.lua"), customer);
        for (product, price) in prices {
            command
                .arg(product.to_string())
                .arg(format!("{} {}", price.amount, price.currency));
        }
        self.redis.query::<i64>(&command).await?;
        Ok(())
    }

    /// Takes an order's products out of the cart, once per order.
    pub(crate) async fn take(&self, order: &Order) -> Result<(), RedisError> {
        let OrderId(id) = order.id;
        let mut command = script(include_str!("take.lua"), order.customer_id);
        command.arg(id.to_string()).arg(SECONDS_TO_LIVE);
        for item in &order.items {
            command.arg(item.product_id.to_string()).arg(item.quantity);
        }
        self.redis.query::<i64>(&command).await?;
        Ok(())
    }
}

/// The braces are a hash tag: in a cluster, whatever else is kept of a customer's cart lies on the same node.
fn name(customer: CustomerId) -> String {
    format!("cart:{{{customer}}}")
}

fn script(text: &str, customer: CustomerId) -> Cmd {
    let mut command = redis::cmd("EVAL");
    command.arg(text).arg(1).arg(name(customer));
    command
}

/// A line that can't be read is left out: a cart is worth less than the page that shows it.
fn line(customer: CustomerId, field: &str, value: &str) -> Option<(ProductId, Line)> {
    match (field.parse(), value.parse()) {
        (Ok(product), Ok(line)) => Some((product, line)),
        _ => {
            tracing::warn!(customer_id = %customer, field, value, "A cart has a line that can't be read.");
            None
        }
    }
}
