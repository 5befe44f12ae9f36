//! `POST /api/staff/orders/{id}/cancel`

use actix_web::web::{Data, Json, Path};
use shop_api::{Actor, Order, OrderId};
use shop_kit::ApiError;
use shop_kit::extract::Staff;

use crate::App;
use crate::peers::{Step, refused};

/// Cancels an order that is not shipped yet
///
/// Its stock goes back to the shop soon after.
#[utoipa::path(
    post, path = "/api/staff/orders/{id}/cancel", operation_id = "staff_cancel_order", tag = "staff",
    params(("id" = OrderId, Path, description = "The order.")),
    responses(
        (status = 200, description = "It is cancelled.", body = Order),
        (status = 409, description = "It is on its way, or its checkout has not ended."),
    ),
    security(("staff" = [])),
)]
pub(crate) async fn cancel_order(
    _: Staff,
    app: Data<App>,
    id: Path<OrderId>,
) -> Result<Json<Order>, ApiError> {
    app.orders
        .step(id.into_inner(), Step::Cancel, Actor::Staff)
        .await
        .map(Json)
        .map_err(refused)
}
