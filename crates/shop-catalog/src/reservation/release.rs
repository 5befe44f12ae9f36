//! `DELETE /reservations/{id}`

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use diesel::prelude::*;
use shop_api::{ReservationId, ReservationStatus};
use shop_kit::ApiError;
use shop_kit::extract::Internal;
use uuid::Uuid;

use super::{give_back, lock, scopes};
use crate::state::State;

/// Gives the stock back
///
/// What is sold stays sold: a confirmation is the point at which a checkout is decided, and the late
/// clean-up of one call must not take back what another call with the same key has promised. A second call changes
/// nothing.
#[utoipa::path(
    delete, path = "/reservations/{id}", operation_id = "release_reservation", tag = "reservations",
    params(("id" = ReservationId, Path, description = "The reservation.")),
    responses((status = 204, description = "It holds no stock, or is sold.")),
    security(("internal" = [])),
)]
pub(crate) async fn release(
    state: Data<State>,
    _: Internal,
    id: Path<ReservationId>,
) -> Result<HttpResponse, ApiError> {
    let id = id.into_inner();
    let work = move |connection: &mut PgConnection| {
        connection.transaction(|connection| {
            let row = lock(connection, id)?;
            Ok(match row.status()? {
                ReservationStatus::Active => Some(give_back(
                    connection,
                    &[row.id],
                    ReservationStatus::Released,
                )?),
                ReservationStatus::Confirmed
                | ReservationStatus::Released
                | ReservationStatus::Expired
                | ReservationStatus::Returned => None,
            })
        })
    };
    let changed = |products: Option<&Option<Vec<Uuid>>>| match products {
        Some(Some(products)) => scopes(products),
        _ => Vec::new(),
    };
    let released = state.change("release_reservation", work, changed).await?;
    if released.is_some() {
        state.count("released", 1);
        tracing::info!(reservation_id = %id, "A reservation was released.");
    }
    Ok(HttpResponse::NoContent().finish())
}
