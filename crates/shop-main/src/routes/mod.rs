//! One file per route.

mod cancel_order;
mod catalog;
mod check_out;
mod delete_cart_item;
mod get_cart;
mod get_invoice;
mod get_order;
mod get_topology;
mod list_orders;
mod put_cart_item;
mod staff;

use actix_web::web::{self, ServiceConfig};
use shop_api::{IdempotencyKey, OrderId, ProductId};
use shop_kit::openapi::Document;
use utoipa::OpenApi;

/// The service's OpenAPI document.
pub static DOCUMENT: Document = Document::new(
    "main",
    "What a customer does: browse, cart, checkout, orders. What staff do with orders.",
    Operations::openapi,
);

#[derive(OpenApi)]
#[openapi(
    paths(
    catalog::products,
    catalog::product,
    catalog::image,
    catalog::categories,
    catalog::create,
    catalog::replace,
    catalog::remove,
    catalog::put_image,
    get_cart::get_cart,
    put_cart_item::put_cart_item,
    delete_cart_item::delete_cart_item,
    check_out::check_out,
    list_orders::list_orders,
    get_order::get_order,
    cancel_order::cancel_order,
    get_invoice::get_invoice,
    staff::list_orders::list_orders,
    staff::get_order::get_order,
    staff::pay_order::pay_order,
    staff::ship_order::ship_order,
    staff::deliver_order::deliver_order,
    staff::cancel_order::cancel_order,
    get_topology::get_topology,
),
    // What parameters refer to; bodies bring theirs along.
    components(schemas(IdempotencyKey, OrderId, ProductId)),
)]
struct Operations;

pub(crate) fn configure(config: &mut ServiceConfig) {
    config
        .service(
            web::resource("/api/products")
                .route(web::get().to(catalog::products))
                .route(web::post().to(catalog::create)),
        )
        .service(
            web::resource("/api/products/{id}")
                .route(web::get().to(catalog::product))
                .route(web::put().to(catalog::replace))
                .route(web::delete().to(catalog::remove)),
        )
        .service(
            web::resource("/api/products/{id}/image")
                .route(web::get().to(catalog::image))
                .route(web::put().to(catalog::put_image)),
        )
        .service(web::resource("/api/categories").route(web::get().to(catalog::categories)))
        .service(web::resource("/api/cart").route(web::get().to(get_cart::get_cart)))
        .service(
            web::resource("/api/cart/items/{product_id}")
                .route(web::put().to(put_cart_item::put_cart_item))
                .route(web::delete().to(delete_cart_item::delete_cart_item)),
        )
        .service(web::resource("/api/checkout").route(web::post().to(check_out::check_out)))
        .service(web::resource("/api/orders").route(web::get().to(list_orders::list_orders)))
        .service(web::resource("/api/orders/{id}").route(web::get().to(get_order::get_order)))
        .service(
            web::resource("/api/orders/{id}/cancel")
                .route(web::post().to(cancel_order::cancel_order)),
        )
        .service(
            web::resource("/api/orders/{id}/invoice")
                .route(web::get().to(get_invoice::get_invoice)),
        )
        .service(
            web::resource("/api/staff/orders")
                .route(web::get().to(staff::list_orders::list_orders)),
        )
        .service(
            web::resource("/api/staff/orders/{id}")
                .route(web::get().to(staff::get_order::get_order)),
        )
        .service(
            web::resource("/api/staff/orders/{id}/pay")
                .route(web::post().to(staff::pay_order::pay_order)),
        )
        .service(
            web::resource("/api/staff/orders/{id}/ship")
                .route(web::post().to(staff::ship_order::ship_order)),
        )
        .service(
            web::resource("/api/staff/orders/{id}/deliver")
                .route(web::post().to(staff::deliver_order::deliver_order)),
        )
        .service(
            web::resource("/api/staff/orders/{id}/cancel")
                .route(web::post().to(staff::cancel_order::cancel_order)),
        )
        .service(web::resource("/api/topology").route(web::get().to(get_topology::get_topology)));
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
