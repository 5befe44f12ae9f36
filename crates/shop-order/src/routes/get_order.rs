//! `GET /orders/{id}`

use actix_web::web::{Data, Json, Path};
use shop_api::{Order, OrderId};
use shop_kit::ApiError;
use shop_kit::extract::Internal;

use crate::App;
use crate::store;

/// One order
#[utoipa::path(
    get, path = "/orders/{id}", tag = "orders",
    params(("id" = OrderId, Path, description = "The order.")),
    responses((status = 200, description = "The order.", body = Order)),
    security(("internal" = [])),
)]
pub(super) async fn get_order(
    _: Internal,
    app: Data<App>,
    id: Path<OrderId>,
) -> Result<Json<Order>, ApiError> {
    let id = id.into_inner();
    let order = app
        .database
        .run("get_order", move |connection| store::get(connection, id))
        .await?;
    Ok(Json(order))
}
