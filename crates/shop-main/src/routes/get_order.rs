//! `GET /api/orders/{id}`

use actix_web::web::{Data, Json, Path};
use shop_api::{Order, OrderId};
use shop_kit::ApiError;

use crate::App;
use crate::visitor::Visitor;

/// An own order
///
/// Another customer's does not exist, so that nobody learns which ids do.
#[utoipa::path(
    get, path = "/api/orders/{id}", tag = "orders",
    params(("id" = OrderId, Path, description = "The order.")),
    responses((status = 200, description = "The order.", body = Order)),
    security((), ("session" = [])),
)]
pub(super) async fn get_order(
    app: Data<App>,
    visitor: Visitor,
    id: Path<OrderId>,
) -> Result<Json<Order>, ApiError> {
    let order = match visitor.0 {
        Some(_) => app.orders.get(id.into_inner()).await?,
        None => None,
    };
    order
        .filter(|order| Some(order.customer_id) == visitor.0)
        .map(Json)
        .ok_or_else(|| ApiError::not_found("order"))
}
