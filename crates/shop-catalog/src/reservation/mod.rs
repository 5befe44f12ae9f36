//! Reservations.

pub(crate) mod confirm;
pub(crate) mod create;
mod expire;
pub(crate) mod release;
pub(crate) mod restore;

use chrono::{DateTime, Utc};
use diesel::dsl::now;
use diesel::prelude::*;
use diesel::sql_types::{Array, Uuid as SqlUuid};
use shop_api::{
    IdempotencyKey, ProductId, Reservation, ReservationId, ReservationStatus, ReservedItem,
};
use uuid::Uuid;

pub(crate) use confirm::confirm;
pub(crate) use create::create;
pub use expire::{expire_pass, keep_expiring};
pub(crate) use release::release;
pub(crate) use restore::restore;

use crate::cache::Scope;
use crate::error::CatalogError;
use crate::product::{count, money};
use crate::schema::{products, reservation_items, reservations};

/// A row of `reservations`.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = reservations, check_for_backend(diesel::pg::Pg))]
struct Row {
    id: Uuid,
    key: Uuid,
    status: String,
    expires_at: DateTime<Utc>,
}

impl Row {
    fn status(&self) -> Result<ReservationStatus, CatalogError> {
        self.status
            .parse()
            .map_err(|error| CatalogError::Corrupt(format!("{error}")))
    }
}

/// A row of `reservation_items`.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = reservation_items, check_for_backend(diesel::pg::Pg))]
struct ItemRow {
    reservation_id: Uuid,
    product_id: Uuid,
    quantity: i32,
    name: String,
    unit_amount: i64,
    currency: String,
}

/// Locks a reservation: whoever changes its status first decides.
fn lock(connection: &mut PgConnection, id: ReservationId) -> Result<Row, CatalogError> {
    reservations::table
        .find(id.0)
        .select(Row::as_select())
        .for_update()
        .first(connection)
        .optional()?
        .ok_or(CatalogError::NoSuchReservation)
}

/// The reservation with its items.
fn whole(connection: &mut PgConnection, row: Row) -> Result<Reservation, CatalogError> {
    let items: Vec<ItemRow> = reservation_items::table
        .filter(reservation_items::reservation_id.eq(row.id))
        .order(reservation_items::product_id)
        .select(ItemRow::as_select())
        .load(connection)?;
    let items = items
        .into_iter()
        .map(|item| {
            Ok(ReservedItem {
                product_id: ProductId(item.product_id),
                quantity: count(item.quantity),
                unit_price: money(item.unit_amount, &item.currency)?,
                name: item.name,
            })
        })
        .collect::<Result<_, CatalogError>>()?;
    Ok(Reservation {
        id: ReservationId(row.id),
        key: IdempotencyKey(row.key),
        status: row.status()?,
        expires_at: row.expires_at,
        items,
    })
}

fn set_status(
    connection: &mut PgConnection,
    ids: &[Uuid],
    status: ReservationStatus,
) -> Result<(), CatalogError> {
    diesel::update(reservations::table.filter(reservations::id.eq_any(ids)))
        .set((
            reservations::status.eq(status.as_str()),
            reservations::updated_at.eq(now),
        ))
        .execute(connection)?;
    Ok(())
}

/// Gives the stock of locked reservations back and says of which products. Products are locked in the order of their ids,
/// like everywhere.
fn give_back(
    connection: &mut PgConnection,
    ids: &[Uuid],
    status: ReservationStatus,
) -> Result<Vec<Uuid>, CatalogError> {
    let held = reservation_items::table
        .filter(reservation_items::reservation_id.eq_any(ids))
        .select(reservation_items::product_id);
    let products: Vec<Uuid> = products::table
        .filter(products::id.eq_any(held))
        .order(products::id)
        .select(products::id)
        .for_update()
        .load(connection)?;
    diesel::sql_query(
        "UPDATE products SET stock = stock + held.quantity FROM (\
         SELECT product_id, sum(quantity)::integer AS quantity FROM reservation_items \
         WHERE reservation_id = ANY($1) GROUP BY product_id) AS held WHERE products.id = held.product_id",
    )
    .bind::<Array<SqlUuid>, _>(ids)
    .execute(connection)?;
    set_status(connection, ids, status)?;
    Ok(products)
}

/// What the cache has to forget when the stock of these products changed. Lists show a stock that is as old as a list may
/// be: else every sale would throw every list away.
fn scopes(products: &[Uuid]) -> Vec<Scope> {
    products
        .iter()
        .map(|id| Scope::Product(ProductId(*id)))
        .collect()
}
