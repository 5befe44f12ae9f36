//! `GET /api/cart`

use actix_web::web::{Data, Json};
use shop_api::{Cart, Money};
use shop_kit::ApiError;

use crate::visitor::Visitor;
use crate::{App, cart};

/// The cart with today's prices
///
/// Nobody becomes a customer by looking at an empty one.
#[utoipa::path(
    get, path = "/api/cart", tag = "cart",
    responses((status = 200, description = "The cart.", body = Cart)),
    security((), ("session" = [])),
)]
pub(super) async fn get_cart(app: Data<App>, visitor: Visitor) -> Result<Json<Cart>, ApiError> {
    let Some(customer) = visitor.0 else {
        return Ok(Json(empty()));
    };
    Ok(Json(cart::view(&app.carts, &app.catalog, customer).await?))
}

pub(super) fn empty() -> Cart {
    Cart {
        items: Vec::new(),
        total: Money::usd(0),
        partial: false,
    }
}
