//! The promise: an acknowledged order exists exactly once with the right total, and stock adds up.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use diesel::sql_types::{BigInt, Integer, Text, Uuid as SqlUuid};
use diesel::{QueryableByName, RunQueryDsl, sql_query};
use serde_json::Value;
use uuid::Uuid;

use super::Shop;

#[derive(Debug, QueryableByName)]
struct OrderRow {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    reservation_id: Uuid,
    #[diesel(sql_type = Text)]
    status: String,
    #[diesel(sql_type = BigInt)]
    total_amount: i64,
    #[diesel(sql_type = BigInt)]
    items_amount: i64,
}

#[derive(Debug, QueryableByName)]
struct ReservationRow {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Text)]
    status: String,
}

#[derive(Debug, QueryableByName)]
struct StockRow {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Integer)]
    stock: i32,
    #[diesel(sql_type = Integer)]
    received: i32,
    #[diesel(sql_type = BigInt)]
    held: i64,
}

impl Shop {
    /// Pieces that can be sold.
    pub(crate) fn stock(&self, product: Uuid) -> Result<i32> {
        let rows = self.stocks()?;
        let row = rows
            .iter()
            .find(|row| row.id == product)
            .context("no such product")?;
        Ok(row.stock)
    }

    /// How many orders stand in each status.
    pub(crate) fn statuses(&self) -> Result<BTreeMap<String, usize>> {
        let mut counts = BTreeMap::new();
        for order in self.orders()? {
            *counts.entry(order.status).or_default() += 1;
        }
        Ok(counts)
    }

    /// Whether everything has ended, and ended well. `acknowledged` are the orders that customers were told of.
    pub(crate) fn audit(&self, acknowledged: &[Value]) -> Result<()> {
        let orders = self.orders()?;
        let reservations: BTreeMap<Uuid, String> = self
            .reservations()?
            .into_iter()
            .map(|row| (row.id, row.status))
            .collect();
        for order in &orders {
            ensure!(
                order.total_amount == order.items_amount,
                "wrong total: {order:?}"
            );
            let reservation = reservations.get(&order.reservation_id).map(String::as_str);
            match (order.status.as_str(), reservation) {
                ("confirmed", Some("confirmed"))
                | ("cancelled", Some("released" | "expired" | "returned")) => {}
                _ => anyhow::bail!("{order:?} with a reservation that is {reservation:?}"),
            }
        }
        for (id, status) in &reservations {
            let sold = status == "confirmed";
            let ordered = orders
                .iter()
                .any(|order| order.reservation_id == *id && order.status == "confirmed");
            ensure!(
                sold == ordered,
                "reservation {id} is {status}, ordered: {ordered}"
            );
            ensure!(status != "active", "reservation {id} is still held");
        }
        for stock in self.stocks()? {
            ensure!(
                i64::from(stock.received) == i64::from(stock.stock) + stock.held,
                "{stock:?}"
            );
        }
        for told in acknowledged {
            let id: Uuid = told["id"]
                .as_str()
                .context("an order without id")?
                .parse()?;
            let order = orders
                .iter()
                .find(|order| order.id == id)
                .context("an acknowledged order is lost")?;
            ensure!(order.status == "confirmed", "acknowledged and {order:?}");
            ensure!(
                told["total"]["amount"] == order.total_amount,
                "told {told}, kept {order:?}"
            );
        }
        Ok(())
    }

    fn orders(&self) -> Result<Vec<OrderRow>> {
        let rows = sql_query(
            "SELECT o.id, o.reservation_id, o.status, o.total_amount,
                    (SELECT coalesce(sum(i.quantity * i.unit_amount), 0)::bigint FROM order_items i WHERE i.order_id = o.id) AS items_amount
             FROM orders o",
        );
        Ok(rows.load(&mut self.connect_orders()?)?)
    }

    fn reservations(&self) -> Result<Vec<ReservationRow>> {
        Ok(sql_query("SELECT id, status FROM reservations").load(&mut self.connect_products()?)?)
    }

    fn stocks(&self) -> Result<Vec<StockRow>> {
        let rows = sql_query(
            "SELECT p.id, p.stock, p.received,
                    (SELECT coalesce(sum(i.quantity), 0)::bigint FROM reservation_items i JOIN reservations r ON r.id = i.reservation_id
                     WHERE i.product_id = p.id AND r.status IN ('active', 'confirmed')) AS held
             FROM products p",
        );
        Ok(rows.load(&mut self.connect_products()?)?)
    }
}
