//! `POST /orders/{id}/cancel`

use actix_web::web::{Data, Json, Path};
use shop_api::{Order, OrderId, OrderStatus};
use shop_kit::ApiError;
use shop_kit::extract::Internal;

use crate::App;
use crate::store;

/// Cancels a pending order.
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
