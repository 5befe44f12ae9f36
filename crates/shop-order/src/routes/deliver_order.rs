//! `POST /orders/{id}/deliver`

use actix_web::web::{Data, Json, Path, Query};
use shop_api::{Order, OrderId, OrderStatus};
use shop_kit::ApiError;
use shop_kit::extract::Internal;

use super::step::{By, step};
use crate::App;

/// Notes that the order has arrived
#[utoipa::path(
    post, path = "/orders/{id}/deliver", tag = "orders",
    params(("id" = OrderId, Path, description = "The order."), By),
    responses(
        (status = 200, description = "It is delivered.", body = Order),
        (status = 409, description = "It can't be delivered where it stands."),
    ),
    security(("internal" = [])),
)]
pub(super) async fn deliver_order(
    _: Internal,
    app: Data<App>,
    id: Path<OrderId>,
    by: Query<By>,
) -> Result<Json<Order>, ApiError> {
    step(&app, id.into_inner(), OrderStatus::Delivered, by.actor).await
}
