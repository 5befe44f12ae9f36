//! `POST /orders`

use actix_web::HttpResponse;
use actix_web::web::{Data, Json};
use shop_api::{IdempotencyKey, NewOrder, Order};
use shop_kit::ApiError;
use shop_kit::extract::{IdempotencyKeyHeader, Internal};

use crate::App;
use crate::error::OrderError;
use crate::new_order;
use crate::store::{self, Creation};

/// Makes a pending order
#[utoipa::path(
    post, path = "/orders", tag = "orders",
    params(("idempotency-key" = IdempotencyKey, Header, description = "Made by the caller, one for each order.")),
    request_body = NewOrder,
    responses(
        (status = 201, description = "It is pending.", body = Order),
        (status = 200, description = "The same call made it before.", body = Order),
        (status = 422, description = "The key or the reservation belongs to another order."),
    ),
    security(("internal" = [])),
)]
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
