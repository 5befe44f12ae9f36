//! `PUT /api/cart/items/{productId}`

use actix_web::HttpResponse;
use actix_web::web::{Data, Json, Path};
use shop_api::cart::MAX_QUANTITY;
use shop_api::{Cart, ProblemType, ProductId, SetQuantity};
use shop_kit::ApiError;

use crate::App;
use crate::cart::{self, Line, MAX_PRODUCTS, Put};
use crate::visitor::Visitor;

/// Sets how many pieces of a product are in the cart
///
/// The first time this makes the customer.
#[utoipa::path(
    put, path = "/api/cart/items/{product_id}", tag = "cart",
    params(("product_id" = ProductId, Path, description = "The product.")),
    request_body = SetQuantity,
    responses(
        (status = 200, description = "The cart.", body = Cart, headers(
            ("set-cookie" = String, description = "The session, when the customer is new."),
        )),
        (status = 409, description = "Not enough in stock."),
    ),
    security((), ("session" = [])),
)]
pub(super) async fn put_cart_item(
    app: Data<App>,
    visitor: Visitor,
    product: Path<ProductId>,
    wanted: Json<SetQuantity>,
) -> Result<HttpResponse, ApiError> {
    let (id, quantity) = (product.into_inner(), wanted.quantity);
    if !(1..=MAX_QUANTITY).contains(&quantity) {
        return Err(ApiError::new(ProblemType::Validation)
            .field("quantity", format!("must be 1 to {MAX_QUANTITY}")));
    }
    let Some(product) = app.catalog.product(id).await? else {
        return Err(ApiError::not_found("product"));
    };
    if product.stock < quantity {
        return Err(ApiError::new(ProblemType::OutOfStock)
            .detail(format!("Only {} are left.", product.stock))
            .field("quantity", format!("must be at most {}", product.stock)));
    }
    let (customer, cookie) = visitor.or_new(&app.sessions);
    let line = Line {
        quantity,
        seen: product.price,
    };
    match app.carts.put(customer, id, line).await? {
        Put::Done => {}
        Put::Full => {
            return Err(ApiError::new(ProblemType::Validation).field(
                "productId",
                format!("the cart holds {MAX_PRODUCTS} different products at most"),
            ));
        }
    }
    let mut reply = HttpResponse::Ok();
    if let Some(cookie) = cookie {
        reply.cookie(cookie);
    }
    Ok(reply.json(cart::view(&app.carts, &app.catalog, customer).await?))
}
