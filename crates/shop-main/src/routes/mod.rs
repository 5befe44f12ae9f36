//! One file per route.

mod catalog;
mod check_out;
mod delete_cart_item;
mod get_cart;
mod get_order;
mod list_orders;
mod put_cart_item;

use actix_web::web::{self, ServiceConfig};
use shop_kit::openapi::Document;
use utoipa::OpenApi;

/// The service's OpenAPI document.
pub static DOCUMENT: Document = Document::new(
    "main",
    "What a customer does: browse, cart, checkout.",
    Operations::openapi,
);

#[derive(OpenApi)]
#[openapi(paths(
    catalog::products,
    catalog::product,
    catalog::image,
    catalog::categories,
    get_cart::get_cart,
    put_cart_item::put_cart_item,
    delete_cart_item::delete_cart_item,
    check_out::check_out,
    list_orders::list_orders,
    get_order::get_order,
))]
struct Operations;

pub(crate) fn configure(config: &mut ServiceConfig) {
    config
        .service(web::resource("/api/products").route(web::get().to(catalog::products)))
        .service(web::resource("/api/products/{id}").route(web::get().to(catalog::product)))
        .service(web::resource("/api/products/{id}/image").route(web::get().to(catalog::image)))
        .service(web::resource("/api/categories").route(web::get().to(catalog::categories)))
        .service(web::resource("/api/cart").route(web::get().to(get_cart::get_cart)))
        .service(
            web::resource("/api/cart/items/{product_id}")
                .route(web::put().to(put_cart_item::put_cart_item))
                .route(web::delete().to(delete_cart_item::delete_cart_item)),
        )
        .service(web::resource("/api/checkout").route(web::post().to(check_out::check_out)))
        .service(web::resource("/api/orders").route(web::get().to(list_orders::list_orders)))
        .service(web::resource("/api/orders/{id}").route(web::get().to(get_order::get_order)));
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use shop_kit::testing::openapi;

    use super::*;

    #[actix_web::test]
    async fn every_route_is_documented_and_the_reverse() {
        openapi::documents_every_route(&DOCUMENT, configure)
            .await
            .unwrap();
    }

    #[test]
    fn the_committed_document_is_current() {
        openapi::is_committed(&DOCUMENT).unwrap();
    }
}
