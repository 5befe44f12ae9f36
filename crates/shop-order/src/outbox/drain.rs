//! The service's own part of the outbox: writes the invoices of confirmed orders. Every replica does; a claim keeps them
//! from doing the same.

use std::time::Duration;

use shop_api::{OutboxEntry, Subscriber};
use shop_kit::background;
use shop_kit::db::Database;
use shop_kit::health::Health;
use shop_kit::metrics::Metrics;

use super::watch::{Gauges, depths};
use super::{Lease, ack, claim};
use crate::error::OrderError;
use crate::invoice::Invoices;
use crate::store;

/// Rows of one claim.
const TOGETHER: u16 = 20;

/// When the outbox is looked at, and for how long a row is claimed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    /// The pause between two looks.
    pub(crate) interval: Duration,
    /// The lease of a first attempt.
    pub(crate) lease_seconds: u16,
}

/// What draining works with.
#[derive(Debug)]
pub(crate) struct Drain {
    database: Database,
    invoices: Invoices,
    gauges: Gauges,
}

impl Drain {
    pub(crate) fn new(
        database: Database,
        invoices: Invoices,
        metrics: &Metrics,
    ) -> Result<Self, prometheus::Error> {
        Ok(Self {
            database,
            invoices,
            gauges: Gauges::new(metrics)?,
        })
    }

    /// Drains again and again until the service shuts down.
    pub(crate) async fn forever(self, pace: Pace, health: Health) {
        background::repeat("drain the outbox", pace.interval, health, async || {
            self.pass(pace.lease_seconds).await
        })
        .await;
    }

    /// Deals with everything that is there.
    async fn pass(&self, lease_seconds: u16) -> Result<(), OrderError> {
        let lease = Lease {
            subscriber: Subscriber::Invoices,
            limit: TOGETHER,
            seconds: lease_seconds,
        };
        loop {
            let entries = self
                .database
                .run("claim_outbox", move |connection| claim(connection, lease))
                .await?;
            let full = entries.len() == usize::from(TOGETHER);
            let done = self.write(&entries).await?;
            if !done.is_empty() {
                self.database
                    .run("ack_outbox", move |connection| {
                        ack(connection, Subscriber::Invoices, &done)
                    })
                    .await?;
            }
            if !full {
                break;
            }
        }
        let depths = self.database.run("watch_outbox", depths).await?;
        self.gauges.show(&depths);
        Ok(())
    }

    /// Writes the invoices, and tells which entries are dealt with.
    async fn write(&self, entries: &[OutboxEntry]) -> Result<Vec<i64>, OrderError> {
        if entries.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<_> = entries.iter().map(|entry| entry.order_id).collect();
        let orders = self
            .database
            .run("get_orders", move |connection| {
                store::get_each(connection, &ids)
            })
            .await?;
        let mut done = Vec::new();
        for (entry, order) in entries.iter().zip(orders) {
            let written = match order {
                Ok(order) => self.invoices.write(&order).await,
                Err(error) => Err(error),
            };
            match written {
                Ok(()) => {
                    tracing::info!(order_id = %entry.order_id, number = %entry.number, "Wrote the invoice of order {}.", entry.number);
                    done.push(entry.id);
                }
                Err(error) => {
                    let error = error.to_string();
                    tracing::warn!(order_id = %entry.order_id, number = %entry.number, attempts = entry.attempts, error, "The invoice of order {} is not written yet: {error}.", entry.number);
                }
            }
        }
        Ok(done)
    }
}
