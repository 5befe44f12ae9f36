//! `POST /api/staff/orders/{id}/ship`

use actix_web::web::{Data, Json, Path};
use shop_api::{Actor, Order, OrderId};
use shop_kit::ApiError;
use shop_kit::extract::Staff;

use crate::App;
use crate::peers::{Step, refused};

/// Notes that the order is on its way
///
/// From now on it can't be cancelled.
#[utoipa::path(
    post, path = "/api/staff/orders/{id}/ship", operation_id = "staff_ship_order", tag = "staff",
    params(("id" = OrderId, Path, description = "The order.")),
    responses(
        (status = 200, description = "It is shipped.", body = Order),
        (status = 409, description = "It can't be shipped where it stands."),
    ),
    security(("staff" = [])),
)]
pub(crate) async fn ship_order(
    _: Staff,
    app: Data<App>,
    id: Path<OrderId>,
) -> Result<Json<Order>, ApiError> {
    app.orders
        .step(id.into_inner(), Step::Ship, Actor::Staff)
        .await
        .map(Json)
        .map_err(refused)
}
