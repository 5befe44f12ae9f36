//! `POST /reservations/{id}/confirm`

use actix_web::web::{Data, Json, Path};
use diesel::prelude::*;
use shop_api::{Reservation, ReservationId, ReservationStatus};
use shop_kit::ApiError;
use shop_kit::extract::Internal;

use super::{Row, lock, set_status, whole};
use crate::error::CatalogError;
use crate::state::State;

/// Sells what was set aside
///
/// A second call changes nothing.
#[utoipa::path(
    post, path = "/reservations/{id}/confirm", operation_id = "confirm_reservation", tag = "reservations",
    params(("id" = ReservationId, Path, description = "The reservation.")),
    responses(
        (status = 200, description = "It is sold.", body = Reservation),
        (status = 409, description = "The reservation was given back."),
    ),
    security(("internal" = [])),
)]
pub(crate) async fn confirm(
    state: Data<State>,
    _: Internal,
    id: Path<ReservationId>,
) -> Result<Json<Reservation>, ApiError> {
    let id = id.into_inner();
    let work = move |connection: &mut PgConnection| {
        connection.transaction(|connection| sell(connection, id))
    };
    match state.database.run("confirm_reservation", work).await {
        Ok((reservation, changed)) => {
            if changed {
                state.count("confirmed", 1);
                tracing::info!(reservation_id = %id, "A reservation was confirmed.");
            }
            Ok(Json(reservation))
        }
        Err(error) => {
            if matches!(error, CatalogError::ReservationGone(_)) {
                state.count("gone", 1);
            }
            Err(error.into())
        }
    }
}

fn sell(
    connection: &mut PgConnection,
    id: ReservationId,
) -> Result<(Reservation, bool), CatalogError> {
    let row = lock(connection, id)?;
    let changed = match row.status()? {
        // Also after its time, as long as no pass has taken it: its stock is still there.
        ReservationStatus::Active => true,
        ReservationStatus::Confirmed => false,
        gone @ (ReservationStatus::Released
        | ReservationStatus::Expired
        | ReservationStatus::Returned) => {
            return Err(CatalogError::ReservationGone(gone));
        }
    };
    if changed {
        set_status(connection, &[row.id], ReservationStatus::Confirmed)?;
    }
    let row = Row {
        status: ReservationStatus::Confirmed.as_str().to_owned(),
        ..row
    };
    Ok((whole(connection, row)?, changed))
}
