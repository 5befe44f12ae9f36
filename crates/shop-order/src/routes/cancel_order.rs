//! `POST /orders/{id}/cancel`

use actix_web::web::{Data, Json, Path, Query};
use shop_api::{Order, OrderId, OrderStatus};
use shop_kit::ApiError;
use shop_kit::extract::Internal;

use super::step::{By, step};
use crate::App;

/// Cancels an order
///
/// The checkout (`system`) cancels a pending one, its customer or staff one that is not shipped yet.
#[utoipa::path(
    post, path = "/orders/{id}/cancel", tag = "orders",
    params(("id" = OrderId, Path, description = "The order."), By),
    responses(
        (status = 200, description = "It is cancelled.", body = Order),
        (status = 409, description = "The actor can't cancel it where it stands."),
    ),
    security(("internal" = [])),
)]
pub(super) async fn cancel_order(
    _: Internal,
    app: Data<App>,
    id: Path<OrderId>,
    by: Query<By>,
) -> Result<Json<Order>, ApiError> {
    step(&app, id.into_inner(), OrderStatus::Cancelled, by.actor).await
}
