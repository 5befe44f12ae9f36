//! `POST /orders/{id}/confirm`

use actix_web::web::{Data, Json, Path};
use shop_api::{Order, OrderId, OrderStatus};
use shop_kit::ApiError;
use shop_kit::extract::Internal;

use crate::App;
use crate::store;

/// Confirms a pending order
///
/// From now on it can't be cancelled.
#[utoipa::path(
    post, path = "/orders/{id}/confirm", tag = "orders",
    params(("id" = OrderId, Path, description = "The order.")),
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
) -> Result<Json<Order>, ApiError> {
    let id = id.into_inner();
    let done = app
        .database
        .run("confirm_order", move |connection| {
            store::transition(connection, id, OrderStatus::Confirmed)
        })
        .await?;
    if done.moved {
        app.confirmed.inc();
        tracing::info!(order_id = %id, number = %done.order.number, "Confirmed order {}.", done.order.number);
    }
    Ok(Json(done.order))
}
