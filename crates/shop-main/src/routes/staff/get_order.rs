//! `GET /api/staff/orders/{id}`

use actix_web::web::{Data, Json, Path};
use shop_api::{Order, OrderId};
use shop_kit::ApiError;
use shop_kit::extract::Staff;

use crate::App;

/// Anybody's order
#[utoipa::path(
    get, path = "/api/staff/orders/{id}", operation_id = "staff_get_order", tag = "staff",
    params(("id" = OrderId, Path, description = "The order.")),
    responses((status = 200, description = "The order.", body = Order)),
    security(("staff" = [])),
)]
pub(crate) async fn get_order(
    _: Staff,
    app: Data<App>,
    id: Path<OrderId>,
) -> Result<Json<Order>, ApiError> {
    app.orders
        .get(id.into_inner())
        .await?
        .map(Json)
        .ok_or_else(|| ApiError::not_found("order"))
}
