//! `POST /api/staff/orders/{id}/deliver`

use actix_web::web::{Data, Json, Path};
use shop_api::{Actor, Order, OrderId};
use shop_kit::ApiError;
use shop_kit::extract::Staff;

use crate::App;
use crate::peers::{Step, refused};

/// Notes that the order has arrived
#[utoipa::path(
    post, path = "/api/staff/orders/{id}/deliver", operation_id = "staff_deliver_order", tag = "staff",
    params(("id" = OrderId, Path, description = "The order.")),
    responses(
        (status = 200, description = "It is delivered.", body = Order),
        (status = 409, description = "It can't be delivered where it stands."),
    ),
    security(("staff" = [])),
)]
pub(crate) async fn deliver_order(
    _: Staff,
    app: Data<App>,
    id: Path<OrderId>,
) -> Result<Json<Order>, ApiError> {
    app.orders
        .step(id.into_inner(), Step::Deliver, Actor::Staff)
        .await
        .map(Json)
        .map_err(refused)
}
