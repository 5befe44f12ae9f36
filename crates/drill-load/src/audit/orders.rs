//! What the database `orders` says.

use futures::{TryStreamExt, pin_mut};
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use super::AuditError;
use super::database::snapshot;

const DATABASE: &str = "orders";

/// Every order, with the sum of its items. An order and its items are one transaction, so the sum holds at any age.
const ORDERS: &str = "
    SELECT o.id, o.number, o.idempotency_key, o.reservation_id, o.status, o.total_amount, o.currency,
           coalesce(i.total, 0)::bigint AS items_total,
           o.updated_at < now() - interval '10 seconds' AS settled,
           o.status = 'pending' AND o.created_at < now() - interval '60 seconds' AS stuck,
           (SELECT e.actor FROM order_events e WHERE e.order_id = o.id AND e.to_status = 'cancelled'
            AND e.from_status <> 'pending' ORDER BY e.id LIMIT 1) AS withdrawn_by
    FROM orders o
    LEFT JOIN (SELECT order_id, sum(quantity::bigint * unit_amount) AS total
               FROM order_items GROUP BY order_id) i ON i.order_id = o.id";

/// Everything that a subscriber has yet to deal with, and whether it should have by now: nobody took it for 15 s although
/// it was free, or it was tried again and again for minutes.
const OUTBOX: &str = "
    SELECT x.id, x.subscriber, x.attempts, o.number, e.to_status,
           extract(epoch FROM now() - x.created_at)::bigint AS seconds,
           coalesce(x.claimed_until, x.created_at) < now() - interval '15 seconds'
               OR x.created_at < now() - interval '5 minutes' AS late
    FROM outbox x
    JOIN order_events e ON e.id = x.event_id
    JOIN orders o ON o.id = e.order_id";

/// What is in the database `orders`.
#[derive(Debug, Default)]
pub(super) struct Orders {
    pub(super) orders: Vec<Order>,
    /// Rows of the outbox.
    pub(super) outbox: u64,
    /// Those of the outbox that should be gone by now.
    pub(super) late: Vec<Late>,
}

/// A change of an order that a subscriber has not dealt with in time.
#[derive(Debug)]
pub(super) struct Late {
    pub(super) id: i64,
    number: i64,
    pub(super) subscriber: String,
    pub(super) status: String,
    pub(super) attempts: i32,
    pub(super) seconds: i64,
}

impl Late {
    /// As customers see it.
    pub(super) fn number(&self) -> String {
        number(self.number)
    }
}

/// One order.
#[derive(Debug)]
pub(super) struct Order {
    pub(super) id: Uuid,
    number: i64,
    pub(super) key: Uuid,
    pub(super) reservation: Uuid,
    pub(super) status: Status,
    pub(super) amount: i64,
    pub(super) currency: String,
    pub(super) items_amount: i64,
    /// Unchanged for long enough to be judged.
    pub(super) settled: bool,
    /// Pending for too long.
    pub(super) stuck: bool,
}

/// What an audit needs to know of an order's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    Pending,
    /// Cancelled by the checkout: it was never acknowledged.
    Cancelled,
    /// Cancelled by its customer after it was acknowledged.
    WithdrawnByCustomer,
    /// Cancelled by staff after it was acknowledged.
    WithdrawnByStaff,
    /// Confirmed, or further.
    Counts,
}

impl Status {
    /// Whether a person cancelled it.
    pub(super) const fn is_withdrawn(self) -> bool {
        matches!(self, Self::WithdrawnByCustomer | Self::WithdrawnByStaff)
    }

    /// Whether nobody will get anything.
    pub(super) const fn is_off(self) -> bool {
        self.is_withdrawn() || matches!(self, Self::Cancelled)
    }

    fn read(status: &str, withdrawn_by: Option<&str>) -> Self {
        match (status, withdrawn_by) {
            ("pending", _) => Self::Pending,
            ("cancelled", Some("customer")) => Self::WithdrawnByCustomer,
            ("cancelled", Some("staff")) => Self::WithdrawnByStaff,
            ("cancelled", _) => Self::Cancelled,
            _ => Self::Counts,
        }
    }
}

impl Order {
    /// As customers see it.
    pub(super) fn number(&self) -> String {
        number(self.number)
    }
}

fn number(number: i64) -> String {
    format!("FD-{number:06}")
}

pub(super) async fn look(dsn: &str) -> Result<Orders, AuditError> {
    snapshot(DATABASE, dsn, async |client| {
        let mut found = Orders::default();
        let none: [&(dyn ToSql + Sync); 0] = [];
        let rows = client.query_raw(ORDERS, none).await?;
        found.orders = rows
            .and_then(async |row| {
                Ok(Order {
                    id: row.try_get("id")?,
                    number: row.try_get("number")?,
                    key: row.try_get("idempotency_key")?,
                    reservation: row.try_get("reservation_id")?,
                    status: Status::read(row.try_get("status")?, row.try_get("withdrawn_by")?),
                    amount: row.try_get("total_amount")?,
                    currency: row.try_get("currency")?,
                    items_amount: row.try_get("items_total")?,
                    settled: row.try_get("settled")?,
                    stuck: row.try_get("stuck")?,
                })
            })
            .try_collect()
            .await?;
        let rows = client.query_raw(OUTBOX, none).await?;
        pin_mut!(rows);
        while let Some(row) = rows.try_next().await? {
            found.outbox += 1;
            if row.try_get("late")? {
                found.late.push(Late {
                    id: row.try_get("id")?,
                    number: row.try_get("number")?,
                    subscriber: row.try_get("subscriber")?,
                    status: row.try_get("to_status")?,
                    attempts: row.try_get("attempts")?,
                    seconds: row.try_get("seconds")?,
                });
            }
        }
        Ok(found)
    })
    .await
}
