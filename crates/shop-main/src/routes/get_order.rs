//! `GET /api/orders/{id}`

use actix_web::web::{Data, Json, Path};
use shop_api::{Order, OrderId};
use shop_kit::ApiError;

use crate::App;
use crate::own::own_order;
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
    own_order(&app, visitor, id.into_inner()).await.map(Json)
}
