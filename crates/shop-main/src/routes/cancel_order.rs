//! `POST /api/orders/{id}/cancel`

use actix_web::web::{Data, Json, Path};
use shop_api::{Actor, Order, OrderId};
use shop_kit::ApiError;

use crate::App;
use crate::own::own_order;
use crate::peers::{Step, refused};
use crate::visitor::Visitor;

/// Cancels an own order that is not shipped yet
///
/// Its stock goes back to the shop soon after. A repeated call changes nothing.
#[utoipa::path(
    post, path = "/api/orders/{id}/cancel", tag = "orders",
    params(("id" = OrderId, Path, description = "The order.")),
    responses(
        (status = 200, description = "It is cancelled.", body = Order),
        (status = 409, description = "It is on its way, or its checkout has not ended."),
    ),
    security((), ("session" = [])),
)]
pub(super) async fn cancel_order(
    app: Data<App>,
    visitor: Visitor,
    id: Path<OrderId>,
) -> Result<Json<Order>, ApiError> {
    let order = own_order(&app, visitor, id.into_inner()).await?;
    let cancelled = app
        .orders
        .step(order.id, Step::Cancel, Actor::Customer)
        .await
        .map_err(refused)?;
    Ok(Json(cancelled))
}
