//! `DELETE /api/cart/items/{productId}`

use actix_web::web::{Data, Json, Path};
use shop_api::{Cart, ProductId};
use shop_kit::ApiError;

use super::get_cart::empty;
use crate::visitor::Visitor;
use crate::{App, cart};

/// Takes a product out of the cart
#[utoipa::path(
    delete, path = "/api/cart/items/{product_id}", tag = "cart",
    params(("product_id" = ProductId, Path, description = "The product.")),
    responses((status = 200, description = "What is left in it.", body = Cart)),
    security((), ("session" = [])),
)]
pub(super) async fn delete_cart_item(
    app: Data<App>,
    visitor: Visitor,
    product: Path<ProductId>,
) -> Result<Json<Cart>, ApiError> {
    let Some(customer) = visitor.0 else {
        return Ok(Json(empty()));
    };
    app.carts.remove(customer, &[product.into_inner()]).await?;
    Ok(Json(cart::view(&app.carts, &app.catalog, customer).await?))
}
