//! `POST /orders`

use actix_web::HttpResponse;
use actix_web::web::{Data, Json};
use shop_api::NewOrder;
use shop_kit::ApiError;
use shop_kit::extract::{IdempotencyKeyHeader, Internal};

use crate::App;
use crate::error::OrderError;
use crate::new_order;
use crate::store::{self, Creation};

/// Makes a pending order: 201, or 200 when the same call made it before.
pub(super) async fn create_order(
    _: Internal,
    app: Data<App>,
    IdempotencyKeyHeader(key): IdempotencyKeyHeader,
    request: Json<NewOrder>,
) -> Result<HttpResponse, ApiError> {
    let new = new_order::check(request.into_inner()).map_err(OrderError::Invalid)?;
    let creation = app
        .database
        .run("create_order", move |connection| {
            store::create(connection, key, &new)
        })
        .await?;
    Ok(match creation {
        Creation::Made(order) => {
            tracing::info!(order_id = %order.id, number = %order.number, total = order.total.amount, "Made order {}.", order.number);
            HttpResponse::Created().json(order)
        }
        Creation::Known(order) => HttpResponse::Ok().json(order),
    })
}
