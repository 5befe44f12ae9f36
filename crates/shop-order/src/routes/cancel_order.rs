//! `POST /orders/{id}/cancel`

use actix_web::web::{Data, Json, Path};
use shop_api::{Order, OrderId, OrderStatus};
use shop_kit::ApiError;
use shop_kit::extract::Internal;

use crate::App;
use crate::store;

/// Cancels a pending order
#[utoipa::path(
    post, path = "/orders/{id}/cancel", tag = "orders",
    params(("id" = OrderId, Path, description = "The order.")),
    responses(
        (status = 200, description = "It is cancelled.", body = Order),
        (status = 409, description = "It was confirmed and can't be cancelled."),
    ),
    security(("internal" = [])),
)]
pub(super) async fn cancel_order(
    _: Internal,
    app: Data<App>,
    id: Path<OrderId>,
) -> Result<Json<Order>, ApiError> {
    let id = id.into_inner();
    let done = app
        .database
        .run("cancel_order", move |connection| {
            store::transition(connection, id, OrderStatus::Cancelled)
        })
        .await?;
    if done.moved {
        tracing::info!(order_id = %id, number = %done.order.number, "Cancelled order {}.", done.order.number);
    }
    Ok(Json(done.order))
}
