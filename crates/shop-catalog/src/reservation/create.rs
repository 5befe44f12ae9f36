//! `POST /reservations`

use std::collections::{BTreeMap, BTreeSet};

use actix_web::HttpResponse;
use actix_web::web::{Data, Json};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Array, Integer, Timestamptz, Uuid as SqlUuid};
use shop_api::{FieldError, NewReservation, Reservation, ReservationId, ReservationStatus};
use shop_kit::ApiError;
use shop_kit::extract::Internal;
use uuid::Uuid;

use super::{ItemRow, Row, scopes, whole};
use crate::error::CatalogError;
use crate::product::{self, count};
use crate::schema::{products, reservation_items, reservations};
use crate::state::State;

/// Sets stock aside
///
/// All of it or nothing, once per key.
#[utoipa::path(
    post, path = "/reservations", operation_id = "create_reservation", tag = "reservations",
    request_body = NewReservation,
    responses(
        (status = 201, description = "The stock is set aside.", body = Reservation),
        (status = 200, description = "An earlier call with the key did it.", body = Reservation),
        (status = 409, description = "Not enough in stock; nothing was set aside."),
        (status = 422, description = "The key belongs to a reservation of other things."),
    ),
    security(("internal" = [])),
)]
pub(crate) async fn create(
    state: Data<State>,
    _: Internal,
    wanted: Json<NewReservation>,
) -> Result<HttpResponse, ApiError> {
    let wanted = wanted.into_inner();
    check(&wanted)?;
    let products: Vec<Uuid> = wanted.items.iter().map(|item| item.product_id.0).collect();
    let work = move |connection: &mut PgConnection| {
        connection.transaction(|connection| reserve(connection, &wanted))
    };
    match state
        .change("reserve", work, move |_| scopes(&products))
        .await
    {
        Ok((reservation, true)) => {
            state.count("created", 1);
            tracing::info!(reservation_id = %reservation.id, key = %reservation.key, "Stock was set aside.");
            Ok(HttpResponse::Created().json(reservation))
        }
        Ok((reservation, false)) => {
            state.count("replayed", 1);
            Ok(HttpResponse::Ok().json(reservation))
        }
        Err(error) => {
            if matches!(error, CatalogError::OutOfStock(_)) {
                state.count("out_of_stock", 1);
            }
            Err(error.into())
        }
    }
}

/// Names every wrong field at once.
fn check(wanted: &NewReservation) -> Result<(), CatalogError> {
    let mut errors = Vec::new();
    if !(1..=100).contains(&wanted.items.len()) {
        errors.push(FieldError::new("items", "must have 1 to 100 entries"));
    }
    if !(1..=3600).contains(&wanted.ttl_seconds) {
        errors.push(FieldError::new("ttlSeconds", "must be from 1 to 3600"));
    }
    let mut seen = BTreeSet::new();
    for (index, item) in wanted.items.iter().enumerate() {
        if !(1..=10_000).contains(&item.quantity) {
            errors.push(FieldError::new(
                format!("items[{index}].quantity"),
                "must be from 1 to 10000",
            ));
        }
        if !seen.insert(item.product_id) {
            errors.push(FieldError::new(
                format!("items[{index}].productId"),
                "must not be there twice",
            ));
        }
    }
    if errors.is_empty() {
        Ok(())
    } else {
        Err(CatalogError::Invalid(errors))
    }
}

/// Gives the reservation, and whether it is new.
fn reserve(
    connection: &mut PgConnection,
    wanted: &NewReservation,
) -> Result<(Reservation, bool), CatalogError> {
    // The database's clock alone decides when a reservation ends: replicas may disagree about the time.
    let expires_at = sql::<Timestamptz>("now() + make_interval(secs => ")
        .bind::<diesel::sql_types::Double, _>(f64::from(wanted.ttl_seconds))
        .sql(")");
    let new: Option<Row> = diesel::insert_into(reservations::table)
        .values((
            reservations::id.eq(ReservationId::generate().0),
            reservations::key.eq(wanted.key.0),
            reservations::status.eq(ReservationStatus::Active.as_str()),
            reservations::expires_at.eq(expires_at),
        ))
        // Waits for another call with the same key that is still running.
        .on_conflict(reservations::key)
        .do_nothing()
        .returning(Row::as_returning())
        .get_result(connection)
        .optional()?;
    let Some(row) = new else {
        return Ok((replay(connection, wanted)?, false));
    };
    let items = take(connection, row.id, wanted)?;
    diesel::insert_into(reservation_items::table)
        .values(&items)
        .execute(connection)?;
    Ok((whole(connection, row)?, true))
}

/// The reservation that has the key already.
fn replay(
    connection: &mut PgConnection,
    wanted: &NewReservation,
) -> Result<Reservation, CatalogError> {
    let row = reservations::table
        .filter(reservations::key.eq(wanted.key.0))
        .select(Row::as_select())
        .first(connection)?;
    let reservation = whole(connection, row)?;
    let before: BTreeMap<_, _> = reservation
        .items
        .iter()
        .map(|item| (item.product_id, item.quantity))
        .collect();
    let again: BTreeMap<_, _> = wanted
        .items
        .iter()
        .map(|item| (item.product_id, item.quantity))
        .collect();
    if before == again {
        Ok(reservation)
    } else {
        Err(CatalogError::KeyReused)
    }
}

/// Takes the pieces out of the products' stock.
fn take(
    connection: &mut PgConnection,
    id: Uuid,
    wanted: &NewReservation,
) -> Result<Vec<ItemRow>, CatalogError> {
    let ids: Vec<Uuid> = wanted.items.iter().map(|item| item.product_id.0).collect();
    let quantities: Vec<i32> = wanted
        .items
        .iter()
        .map(|item| i32::try_from(item.quantity).unwrap_or(i32::MAX))
        .collect();
    let found: Vec<product::Row> = products::table
        .filter(
            products::id
                .eq_any(&ids)
                .and(products::deleted_at.is_null()),
        )
        .order(products::id)
        .select(product::Row::as_select())
        .for_update()
        .load(connection)?;
    let mut items = Vec::with_capacity(ids.len());
    let mut short = Vec::new();
    for (index, (product_id, quantity)) in ids.iter().zip(&quantities).enumerate() {
        let field = |name: &str| format!("items[{index}].{name}");
        match found.iter().find(|product| product.id == *product_id) {
            None => short.push(FieldError::new(field("productId"), "is not on sale")),
            Some(product) if product.stock < *quantity => {
                let message = format!("only {} of {} left", count(product.stock), product.name);
                short.push(FieldError::new(field("quantity"), message));
            }
            Some(product) => {
                let price = product.price()?;
                items.push(ItemRow {
                    reservation_id: id,
                    product_id: *product_id,
                    quantity: *quantity,
                    name: product.name.clone(),
                    unit_amount: price.amount,
                    currency: price.currency.to_string(),
                });
            }
        }
    }
    if !short.is_empty() {
        return Err(CatalogError::OutOfStock(short));
    }
    diesel::sql_query(
        "UPDATE products SET stock = stock - wanted.quantity \
         FROM unnest($1, $2) AS wanted (id, quantity) WHERE products.id = wanted.id",
    )
    .bind::<Array<SqlUuid>, _>(&ids)
    .bind::<Array<Integer>, _>(&quantities)
    .execute(connection)?;
    Ok(items)
}
