//! `POST /api/staff/orders/{id}/pay`

use actix_web::web::{Data, Json, Path};
use shop_api::{Actor, Order, OrderId};
use shop_kit::ApiError;
use shop_kit::extract::Staff;

use crate::App;
use crate::peers::{Step, refused};

/// Notes that the money is there
#[utoipa::path(
    post, path = "/api/staff/orders/{id}/pay", operation_id = "staff_pay_order", tag = "staff",
    params(("id" = OrderId, Path, description = "The order.")),
    responses(
        (status = 200, description = "It is paid.", body = Order),
        (status = 409, description = "It can't be paid where it stands."),
    ),
    security(("staff" = [])),
)]
pub(crate) async fn pay_order(
    _: Staff,
    app: Data<App>,
    id: Path<OrderId>,
) -> Result<Json<Order>, ApiError> {
    app.orders
        .step(id.into_inner(), Step::Pay, Actor::Staff)
        .await
        .map(Json)
        .map_err(refused)
}
