//! Making an order, once per key.

use diesel::dsl::now;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use shop_api::{IdempotencyKey, Order, OrderId, OrderStatus};
use uuid::Uuid;

use super::read::complete_one;
use super::rows::{ItemRow, OrderRow};
use crate::error::OrderError;
use crate::new_order::CheckedOrder;
use crate::schema::{order_events, order_items, orders};

/// The order of a key.
#[derive(Debug)]
pub(crate) enum Creation {
    /// It was made now.
    Made(Order),
    /// An earlier call with the same request made it.
    Known(Order),
}

/// Makes the order, or finds the one that the same request made before.
pub(crate) fn create(
    connection: &mut PgConnection,
    key: IdempotencyKey,
    new: &CheckedOrder,
) -> Result<Creation, OrderError> {
    connection.transaction(|connection| {
        // A repetition is found here and draws no number. What comes in between is caught below.
        if let Some(row) = by_key(connection, key)? {
            return known(connection, row, new);
        }
        match insert(connection, key, new)? {
            Some(row) => complete_one(connection, row).map(Creation::Made),
            // The insert waited until the other transaction had committed, so its row shows now.
            None => match by_key(connection, key)? {
                Some(row) => known(connection, row, new),
                None => Err(OrderError::ReservationTaken),
            },
        }
    })
}

fn by_key(
    connection: &mut PgConnection,
    key: IdempotencyKey,
) -> Result<Option<OrderRow>, OrderError> {
    Ok(orders::table
        .filter(orders::idempotency_key.eq(key.0))
        .select(OrderRow::as_select())
        .first(connection)
        .optional()?)
}

fn known(
    connection: &mut PgConnection,
    row: OrderRow,
    new: &CheckedOrder,
) -> Result<Creation, OrderError> {
    if row.request_hash == new.hash {
        complete_one(connection, row).map(Creation::Known)
    } else {
        Err(OrderError::KeyTaken)
    }
}

/// Nothing when another order has the key or the reservation.
fn insert(
    connection: &mut PgConnection,
    key: IdempotencyKey,
    new: &CheckedOrder,
) -> Result<Option<OrderRow>, OrderError> {
    let id = Uuid::from(OrderId::generate());
    let pending = OrderStatus::Pending.as_str();
    let row = diesel::insert_into(orders::table)
        .values((
            orders::id.eq(id),
            orders::idempotency_key.eq(key.0),
            orders::request_hash.eq(&new.hash),
            orders::customer_id.eq(new.request.customer_id.0),
            orders::reservation_id.eq(new.request.reservation_id.0),
            orders::status.eq(pending),
            orders::total_amount.eq(new.total.amount),
            orders::currency.eq(new.total.currency.as_str()),
            // The database's clock, so that "older than" means the same on every replica.
            orders::created_at.eq(now),
            orders::updated_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .returning(OrderRow::as_returning())
        .get_result(connection)
        .optional()?;
    let Some(row) = row else {
        return Ok(None);
    };
    let items: Vec<ItemRow> = new
        .request
        .items
        .iter()
        .map(|item| {
            Ok(ItemRow {
                order_id: id,
                product_id: item.product_id.0,
                name: item.name.clone(),
                // `new_order` holds quantities far below this.
                quantity: i32::try_from(item.quantity).map_err(|_| OrderError::Unreadable {
                    order: id,
                    reason: format!("quantity {}", item.quantity),
                })?,
                unit_amount: item.unit_price.amount,
            })
        })
        .collect::<Result<_, OrderError>>()?;
    diesel::insert_into(order_items::table)
        .values(items)
        .execute(connection)?;
    diesel::insert_into(order_events::table)
        .values((
            order_events::order_id.eq(id),
            order_events::to_status.eq(pending),
            order_events::at.eq(now),
        ))
        .execute(connection)?;
    Ok(Some(row))
}
