//! What the database `orders` says.

use futures::TryStreamExt;
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
           o.status = 'pending' AND o.created_at < now() - interval '60 seconds' AS stuck
    FROM orders o
    LEFT JOIN (SELECT order_id, sum(quantity::bigint * unit_amount) AS total
               FROM order_items GROUP BY order_id) i ON i.order_id = o.id";

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
    Cancelled,
    /// Confirmed, or further.
    Counts,
}

impl Order {
    /// As customers see it.
    pub(super) fn number(&self) -> String {
        format!("FD-{:06}", self.number)
    }
}

pub(super) async fn look(dsn: &str) -> Result<Vec<Order>, AuditError> {
    snapshot(DATABASE, dsn, async |client| {
        let none: [&(dyn ToSql + Sync); 0] = [];
        let rows = client.query_raw(ORDERS, none).await?;
        rows.and_then(async |row| {
            Ok(Order {
                id: row.try_get("id")?,
                number: row.try_get("number")?,
                key: row.try_get("idempotency_key")?,
                reservation: row.try_get("reservation_id")?,
                status: match row.try_get("status")? {
                    "pending" => Status::Pending,
                    "cancelled" => Status::Cancelled,
                    _ => Status::Counts,
                },
                amount: row.try_get("total_amount")?,
                currency: row.try_get("currency")?,
                items_amount: row.try_get("items_total")?,
                settled: row.try_get("settled")?,
                stuck: row.try_get("stuck")?,
            })
        })
        .try_collect()
        .await
    })
    .await
}
