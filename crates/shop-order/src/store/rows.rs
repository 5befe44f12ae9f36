//! Rows, and how they become the orders of the wire.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use shop_api::{Money, Order, OrderItem, OrderNumber, OrderStep};
use uuid::Uuid;

use crate::error::OrderError;
use crate::schema::{order_events, order_items, orders};

#[derive(Debug, Queryable, Selectable, Identifiable)]
#[diesel(table_name = orders, check_for_backend(diesel::pg::Pg))]
pub(super) struct OrderRow {
    pub(super) id: Uuid,
    pub(super) number: i64,
    pub(super) request_hash: String,
    pub(super) customer_id: Uuid,
    pub(super) reservation_id: Uuid,
    pub(super) status: String,
    pub(super) total_amount: i64,
    pub(super) currency: String,
    pub(super) created_at: DateTime<Utc>,
    pub(super) updated_at: DateTime<Utc>,
}

#[derive(Debug, Queryable, Selectable, Identifiable, Associations, Insertable)]
#[diesel(table_name = order_items, check_for_backend(diesel::pg::Pg))]
#[diesel(primary_key(order_id, product_id), belongs_to(OrderRow, foreign_key = order_id))]
pub(super) struct ItemRow {
    pub(super) order_id: Uuid,
    pub(super) product_id: Uuid,
    pub(super) name: String,
    pub(super) quantity: i32,
    pub(super) unit_amount: i64,
}

#[derive(Debug, Queryable, Selectable, Identifiable, Associations)]
#[diesel(table_name = order_events, check_for_backend(diesel::pg::Pg))]
#[diesel(belongs_to(OrderRow, foreign_key = order_id))]
pub(super) struct EventRow {
    pub(super) id: i64,
    pub(super) order_id: Uuid,
    pub(super) to_status: String,
    pub(super) at: DateTime<Utc>,
    pub(super) actor: String,
}

/// Puts an order together. `events` are oldest first.
pub(super) fn assemble(
    row: OrderRow,
    items: Vec<ItemRow>,
    events: Vec<EventRow>,
) -> Result<Order, OrderError> {
    let order = row.id;
    let unreadable = |reason: String| OrderError::Unreadable { order, reason };
    let currency = row
        .currency
        .parse()
        .map_err(|error| unreadable(format!("{error}")))?;
    let items = items
        .into_iter()
        .map(|item| {
            Ok(OrderItem {
                product_id: item.product_id.into(),
                name: item.name,
                quantity: u32::try_from(item.quantity)
                    .map_err(|_| unreadable(format!("quantity {}", item.quantity)))?,
                unit_price: Money::new(item.unit_amount, currency),
            })
        })
        .collect::<Result<_, OrderError>>()?;
    let history = events
        .into_iter()
        .map(|event| {
            let status = event
                .to_status
                .parse()
                .map_err(|error| unreadable(format!("event {}: {error}", event.id)))?;
            let actor = event
                .actor
                .parse()
                .map_err(|error| unreadable(format!("event {}: {error}", event.id)))?;
            Ok(OrderStep {
                status,
                at: event.at,
                actor,
            })
        })
        .collect::<Result<_, OrderError>>()?;
    Ok(Order {
        id: row.id.into(),
        number: OrderNumber(row.number),
        customer_id: row.customer_id.into(),
        reservation_id: row.reservation_id.into(),
        status: row
            .status
            .parse()
            .map_err(|error| unreadable(format!("{error}")))?,
        total: Money::new(row.total_amount, currency),
        items,
        created_at: row.created_at,
        updated_at: row.updated_at,
        history,
    })
}
