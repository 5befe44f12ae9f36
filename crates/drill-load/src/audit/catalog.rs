//! What the database `catalog` says.

use std::collections::HashSet;

use futures::{TryStreamExt, pin_mut};
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use super::AuditError;
use super::database::snapshot;

const DATABASE: &str = "catalog";

const COUNTS: &str = "
    SELECT (SELECT count(*) FROM products) AS products, (SELECT count(*) FROM reservations) AS reservations";

/// Both sides of the sum come from one snapshot, so it holds at any moment.
const STOCK: &str = "
    SELECT p.sku, p.received::bigint AS received, p.stock::bigint AS stock,
           coalesce(h.held, 0)::bigint AS held
    FROM products p
    LEFT JOIN (SELECT i.product_id, sum(i.quantity) AS held
               FROM reservation_items i JOIN reservations r ON r.id = i.reservation_id
               WHERE r.status IN ('active', 'confirmed') GROUP BY i.product_id) h ON h.product_id = p.id
    WHERE p.stock < 0 OR p.received <> p.stock + coalesce(h.held, 0)";

const LEAKED: &str = "
    SELECT id, extract(epoch FROM now() - expires_at)::bigint AS seconds FROM reservations
    WHERE status = 'active' AND expires_at < now() - interval '15 seconds'";

const CONFIRMED: &str = "
    SELECT id, key, updated_at < now() - interval '10 seconds' AS settled FROM reservations
    WHERE status = 'confirmed'";

/// What is in the database `catalog`, and what of it does not add up.
#[derive(Debug, Default)]
pub(super) struct Catalog {
    pub(super) products: u64,
    pub(super) reservations: u64,
    pub(super) stock_off: Vec<Stock>,
    /// Reservations that are held beyond their time, and for how many seconds.
    pub(super) leaked: Vec<(Uuid, i64)>,
    pub(super) confirmed: HashSet<Uuid>,
    /// Those of `confirmed` that are unchanged for long enough to be judged: id and key.
    pub(super) settled: Vec<(Uuid, Uuid)>,
}

/// A product whose units don't add up.
#[derive(Debug)]
pub(super) struct Stock {
    pub(super) sku: String,
    pub(super) received: i64,
    pub(super) stock: i64,
    pub(super) held: i64,
}

pub(super) async fn look(dsn: &str) -> Result<Catalog, AuditError> {
    snapshot(DATABASE, dsn, async |client| {
        let mut catalog = Catalog::default();
        let counts = client.query_one(COUNTS, &[]).await?;
        catalog.products = count(counts.try_get("products")?);
        catalog.reservations = count(counts.try_get("reservations")?);
        for row in client.query(STOCK, &[]).await? {
            catalog.stock_off.push(Stock {
                sku: row.try_get("sku")?,
                received: row.try_get("received")?,
                stock: row.try_get("stock")?,
                held: row.try_get("held")?,
            });
        }
        for row in client.query(LEAKED, &[]).await? {
            catalog
                .leaked
                .push((row.try_get("id")?, row.try_get("seconds")?));
        }
        let none: [&(dyn ToSql + Sync); 0] = [];
        let rows = client.query_raw(CONFIRMED, none).await?;
        pin_mut!(rows);
        while let Some(row) = rows.try_next().await? {
            let id = row.try_get("id")?;
            catalog.confirmed.insert(id);
            if row.try_get("settled")? {
                catalog.settled.push((id, row.try_get("key")?));
            }
        }
        Ok(catalog)
    })
    .await
}

fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}
