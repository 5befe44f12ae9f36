//! `POST /api/checkout`

use actix_web::HttpResponse;
use actix_web::web::Data;
use shop_api::{IdempotencyKey, Order};
use shop_kit::ApiError;
use shop_kit::context::{self, RequestContext};
use shop_kit::extract::IdempotencyKeyHeader;

use crate::App;
use crate::checkout::CheckoutError;
use crate::visitor::Visitor;

/// Turns the cart into an order
#[utoipa::path(
    post, path = "/api/checkout", tag = "checkout",
    params(("idempotency-key" = IdempotencyKey, Header, description = "Made by the caller, one for each checkout.")),
    responses(
        (status = 201, description = "The order, confirmed.", body = Order),
        (status = 200, description = "An earlier call with the key made it.", body = Order),
        (status = 409, description = "The cart is empty, something is out of stock, a price has changed, or the checkout was taken back. Nothing was ordered."),
        (status = 422, description = "The key belongs to another checkout."),
    ),
    security((), ("session" = [])),
)]
pub(super) async fn check_out(
    app: Data<App>,
    visitor: Visitor,
    IdempotencyKeyHeader(key): IdempotencyKeyHeader,
) -> Result<HttpResponse, ApiError> {
    let customer = visitor.0.ok_or(CheckoutError::EmptyCart)?;
    // A task of its own: Actix drops a handler whose client hangs up, and a checkout should not end half-way for that.
    let checkout = app.checkout.clone();
    let context = context::current().unwrap_or_else(RequestContext::root);
    let work = context::scope(
        context,
        async move { checkout.check_out(customer, key).await },
    );
    let done = tokio::spawn(work).await.map_err(ApiError::internal)??;
    let mut reply = if done.new {
        HttpResponse::Created()
    } else {
        HttpResponse::Ok()
    };
    Ok(reply.json(done.order))
}
