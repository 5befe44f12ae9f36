//! One order, or many with as few queries as one.

use std::collections::HashMap;

use diesel::pg::PgConnection;
use diesel::prelude::*;
use shop_api::{Order, OrderId};

use super::rows::{EventRow, ItemRow, OrderRow, assemble};
use crate::error::OrderError;
use crate::schema::{order_events, order_items, orders};

/// The order of this id.
pub(crate) fn get(connection: &mut PgConnection, id: OrderId) -> Result<Order, OrderError> {
    let row = orders::table
        .find(id.0)
        .select(OrderRow::as_select())
        .first(connection)
        .optional()?
        .ok_or(OrderError::NotFound)?;
    complete_one(connection, row)
}

/// The orders of these ids, in their order. One that can't be had does not keep the others back.
pub(crate) fn get_each(
    connection: &mut PgConnection,
    ids: &[OrderId],
) -> Result<Vec<Result<Order, OrderError>>, OrderError> {
    let rows: Vec<OrderRow> = orders::table
        .filter(orders::id.eq_any(ids.iter().map(|id| id.0)))
        .select(OrderRow::as_select())
        .load(connection)?;
    let found: Vec<_> = rows.iter().map(|row| row.id).collect();
    let completed = complete_each(connection, rows)?;
    let mut orders: HashMap<_, _> = found.into_iter().zip(completed).collect();
    Ok(ids
        .iter()
        .map(|id| orders.remove(&id.0).unwrap_or(Err(OrderError::NotFound)))
        .collect())
}

/// Adds the lines and the history of an order.
pub(super) fn complete_one(
    connection: &mut PgConnection,
    row: OrderRow,
) -> Result<Order, OrderError> {
    let items = order_items::table
        .filter(order_items::order_id.eq(row.id))
        .order(order_items::product_id)
        .select(ItemRow::as_select())
        .load(connection)?;
    let events = order_events::table
        .filter(order_events::order_id.eq(row.id))
        .order(order_events::id)
        .select(EventRow::as_select())
        .load(connection)?;
    assemble(row, items, events)
}

/// Adds the lines and the histories of orders, which stay in their order.
pub(super) fn complete(
    connection: &mut PgConnection,
    rows: Vec<OrderRow>,
) -> Result<Vec<Order>, OrderError> {
    complete_each(connection, rows)?.into_iter().collect()
}

fn complete_each(
    connection: &mut PgConnection,
    rows: Vec<OrderRow>,
) -> Result<Vec<Result<Order, OrderError>>, OrderError> {
    let items = ItemRow::belonging_to(&rows)
        .order(order_items::product_id)
        .select(ItemRow::as_select())
        .load(connection)?
        .grouped_by(&rows);
    let events = EventRow::belonging_to(&rows)
        .order(order_events::id)
        .select(EventRow::as_select())
        .load(connection)?
        .grouped_by(&rows);
    Ok(rows
        .into_iter()
        .zip(items)
        .zip(events)
        .map(|((row, items), events)| assemble(row, items, events))
        .collect())
}
