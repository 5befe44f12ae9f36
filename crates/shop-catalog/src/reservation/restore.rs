//! `POST /reservations/{id}/return`

use actix_web::web::{Data, Json, Path};
use diesel::prelude::*;
use shop_api::{Reservation, ReservationId, ReservationStatus};
use shop_kit::ApiError;
use shop_kit::extract::Internal;
use uuid::Uuid;

use super::{Row, give_back, lock, scopes, whole};
use crate::error::CatalogError;
use crate::state::State;

/// Gives the stock of a cancelled order back
///
/// Also what is sold: the caller has decided that the order ends. The stock comes back once, however often this is called.
#[utoipa::path(
    post, path = "/reservations/{id}/return", operation_id = "return_reservation", tag = "reservations",
    params(("id" = ReservationId, Path, description = "The reservation.")),
    responses((status = 200, description = "It holds no stock.", body = Reservation)),
    security(("internal" = [])),
)]
pub(crate) async fn restore(
    state: Data<State>,
    _: Internal,
    id: Path<ReservationId>,
) -> Result<Json<Reservation>, ApiError> {
    let id = id.into_inner();
    let work = move |connection: &mut PgConnection| {
        connection.transaction(|connection| take_back(connection, id))
    };
    let changed = |done: Option<&(Reservation, Vec<Uuid>)>| {
        done.map(|(_, products)| scopes(products))
            .unwrap_or_default()
    };
    let (reservation, products) = state.change("return_reservation", work, changed).await?;
    if !products.is_empty() {
        state.count(reservation.status.as_str(), 1);
        tracing::info!(reservation_id = %id, status = %reservation.status, "A reservation gave its stock back.");
    }
    Ok(Json(reservation))
}

/// The reservation afterwards, and the products whose stock changed.
fn take_back(
    connection: &mut PgConnection,
    id: ReservationId,
) -> Result<(Reservation, Vec<Uuid>), CatalogError> {
    let row = lock(connection, id)?;
    let status = match row.status()? {
        ReservationStatus::Active => ReservationStatus::Released,
        ReservationStatus::Confirmed => ReservationStatus::Returned,
        ReservationStatus::Released | ReservationStatus::Expired | ReservationStatus::Returned => {
            return Ok((whole(connection, row)?, Vec::new()));
        }
    };
    let products = give_back(connection, &[row.id], status)?;
    let row = Row {
        status: status.as_str().to_owned(),
        ..row
    };
    Ok((whole(connection, row)?, products))
}
