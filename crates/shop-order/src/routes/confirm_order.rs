//! `POST /orders/{id}/confirm`

use actix_web::web::{Data, Json, Path, Query};
use shop_api::{Order, OrderId, OrderStatus};
use shop_kit::ApiError;
use shop_kit::extract::Internal;

use super::step::{By, step};
use crate::App;

/// Confirms a pending order
///
/// From now on it is its customer's.
#[utoipa::path(
    post, path = "/orders/{id}/confirm", tag = "orders",
    params(("id" = OrderId, Path, description = "The order."), By),
    responses(
        (status = 200, description = "It is confirmed.", body = Order),
        (status = 409, description = "It was cancelled and can't be confirmed."),
    ),
    security(("internal" = [])),
)]
pub(super) async fn confirm_order(
    _: Internal,
    app: Data<App>,
    id: Path<OrderId>,
    by: Query<By>,
) -> Result<Json<Order>, ApiError> {
    step(&app, id.into_inner(), OrderStatus::Confirmed, by.actor).await
}
