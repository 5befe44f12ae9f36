//! Moving an order on.

use diesel::dsl::now;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use shop_api::{Actor, Order, OrderId, OrderStatus};

use super::read::complete_one;
use super::rows::OrderRow;
use crate::error::OrderError;
use crate::outbox;
use crate::schema::{order_events, orders};

/// An order that is where it should be.
#[derive(Debug)]
pub(crate) struct Transition {
    /// The order.
    pub(crate) order: Order,
    /// Whether this call moved it.
    pub(crate) moved: bool,
}

/// Moves an order to `to` because `actor` says so, with an entry in its history and in the outbox. When it is there already
/// nothing changes.
pub(crate) fn transition(
    connection: &mut PgConnection,
    id: OrderId,
    to: OrderStatus,
    actor: Actor,
) -> Result<Transition, OrderError> {
    connection.transaction(|connection| {
        // The lock makes "confirm" and "cancel" of two callers take turns: the second sees what the first did.
        let row = orders::table
            .find(id.0)
            .select(OrderRow::as_select())
            .for_update()
            .first(connection)
            .optional()?
            .ok_or(OrderError::NotFound)?;
        let from: OrderStatus = row.status.parse().map_err(|error| OrderError::Unreadable {
            order: id.0,
            reason: format!("{error}"),
        })?;
        let moved = from.step_to(to, actor)?;
        let row = if moved {
            let event: i64 = diesel::insert_into(order_events::table)
                .values((
                    order_events::order_id.eq(id.0),
                    order_events::from_status.eq(from.as_str()),
                    order_events::to_status.eq(to.as_str()),
                    order_events::at.eq(now),
                    order_events::actor.eq(actor.as_str()),
                ))
                .returning(order_events::id)
                .get_result(connection)?;
            outbox::write(connection, event, to)?;
            diesel::update(orders::table.find(id.0))
                .set((orders::status.eq(to.as_str()), orders::updated_at.eq(now)))
                .returning(OrderRow::as_returning())
                .get_result(connection)?
        } else {
            row
        };
        Ok(Transition {
            order: complete_one(connection, row)?,
            moved,
        })
    })
}
