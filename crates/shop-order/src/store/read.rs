//! One order, or many with as few queries as one.

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
    rows.into_iter()
        .zip(items)
        .zip(events)
        .map(|((row, items), events)| assemble(row, items, events))
        .collect()
}
