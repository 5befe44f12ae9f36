//! What happens to orders after their checkout: the stock of those that were cancelled goes back to the catalog.
//!
//! `order` keeps a list of all changes for this service. Every replica takes some of it and acknowledges what it has dealt
//! with; what a replica took that died comes again. So everything here can happen twice, and must do no harm then.

use std::time::Duration;

use futures::stream::{self, StreamExt as _};
use prometheus::IntCounterVec;
use shop_api::{OrderStatus, OutboxEntry};
use shop_kit::background;
use shop_kit::client::CallError;
use shop_kit::health::Health;

use crate::peers::{Catalog, Orders, Return};

/// Entries of one claim: few enough that they end within the lease also when every call waits for its time limit.
const CLAIMED: u16 = 20;

/// Entries that are dealt with at the same time.
const TOGETHER: usize = 8;

/// When the changes are looked at, and for how long a replica has them for itself.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    /// The pause between two looks.
    pub(crate) interval: Duration,
    /// The lease of a first attempt.
    pub(crate) lease_seconds: u16,
}

/// What draining works with.
#[derive(Clone, Debug)]
pub(crate) struct Drain {
    pub(crate) catalog: Catalog,
    pub(crate) orders: Orders,
    /// `shop_returned_orders_total{outcome}`
    pub(crate) returned: IntCounterVec,
}

impl Drain {
    /// Drains again and again until the service shuts down.
    pub(crate) async fn forever(self, pace: Pace, health: Health) {
        background::repeat(
            "read the changes of orders",
            pace.interval,
            health,
            async || self.pass(pace.lease_seconds).await,
        )
        .await;
    }

    /// Deals with everything that is there.
    async fn pass(&self, lease_seconds: u16) -> Result<(), CallError> {
        loop {
            let entries = self.orders.claim(CLAIMED, lease_seconds).await?;
            let full = entries.len() == usize::from(CLAIMED);
            let done: Vec<i64> = stream::iter(entries)
                .map(async |entry| self.deal_with(&entry).await.then_some(entry.id))
                .buffer_unordered(TOGETHER)
                .filter_map(std::future::ready)
                .collect()
                .await;
            if !done.is_empty() {
                self.orders.ack(done).await?;
            }
            if !full {
                return Ok(());
            }
        }
    }

    /// Whether the entry is dealt with. Otherwise it comes again.
    async fn deal_with(&self, entry: &OutboxEntry) -> bool {
        let (id, number, from, to) = (entry.order_id, entry.number, entry.from, entry.to);
        // The stock of a pending order is the checkout's to give back.
        if to != OrderStatus::Cancelled || from == OrderStatus::Pending {
            tracing::debug!(order_id = %id, %number, %from, %to, "Order {number} became {to}; there is nothing to do.");
            return true;
        }
        let result = self.catalog.return_stock(entry.reservation_id).await;
        let outcome = match &result {
            Ok(Return::Returned) => {
                tracing::info!(order_id = %id, %number, "Gave back the stock of order {number}, which was cancelled.");
                "returned"
            }
            Ok(Return::NothingHeld) => {
                tracing::warn!(order_id = %id, %number, reservation_id = %entry.reservation_id, "Order {number} was cancelled, and held no stock.");
                "nothing_held"
            }
            Err(error) => {
                let error = error.to_string();
                tracing::warn!(order_id = %id, %number, attempts = entry.attempts, error, "The stock of order {number}, which was cancelled, can't be given back yet: {error}.");
                "failed"
            }
        };
        self.returned.with_label_values(&[outcome]).inc();
        result.is_ok()
    }
}
