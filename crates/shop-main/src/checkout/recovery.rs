//! The recovery pass: ends the orders of checkouts that nobody finished, because a replica or a peer died.

use std::time::Duration;

use shop_api::OrderStatus;
use shop_kit::background;
use shop_kit::client::CallError;
use shop_kit::health::Health;

use super::Checkout;
use super::settle::End;
use crate::peers::Which;

/// Orders of one page.
const TOGETHER: u16 = 100;

/// When the pass runs, and for which orders.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Recovery {
    /// The pause between two passes.
    pub(crate) interval: Duration,
    /// How long an order must be pending.
    pub(crate) after_seconds: u32,
}

impl Checkout {
    /// Runs a pass again and again until the service shuts down. Every replica does; they need not know of each other.
    pub(crate) async fn recover_forever(self, recovery: Recovery, health: Health) {
        background::repeat(
            "list the pending orders",
            recovery.interval,
            health,
            async || self.recover(recovery.after_seconds).await,
        )
        .await;
    }

    /// One pass.
    async fn recover(&self, after_seconds: u32) -> Result<(), CallError> {
        let mut which = Which {
            status: Some(OrderStatus::Pending),
            older_than_seconds: Some(after_seconds),
            limit: Some(TOGETHER),
            ..Which::default()
        };
        loop {
            let page = self.orders.list(&which).await?;
            for order in &page.items {
                let (id, number) = (order.id, order.number);
                let outcome = match self.settle(order).await {
                    Ok(End::Confirmed(_)) => {
                        tracing::info!(order_id = %id, %number, "Recovered order {number}: its stock was sold, it is confirmed.");
                        "confirmed"
                    }
                    Ok(End::Cancelled) => {
                        tracing::info!(order_id = %id, %number, "Recovered order {number}: its stock was given back, it is cancelled.");
                        "cancelled"
                    }
                    Err(error) => {
                        let error = error.to_string();
                        tracing::warn!(order_id = %id, %number, error, "Order {number} can't be recovered yet: {error}.");
                        "failed"
                    }
                };
                self.recovered.with_label_values(&[outcome]).inc();
            }
            which.after = page.next;
            if which.after.is_none() {
                return Ok(());
            }
        }
    }
}
