//! One file per route.

mod cancel_order;
mod confirm_order;
mod create_order;
mod get_order;
mod list_orders;

use actix_web::web::{self, ServiceConfig};
use shop_kit::openapi::Document;
use utoipa::OpenApi;

/// The service's OpenAPI document.
pub static DOCUMENT: Document =
    Document::new("order", "Orders and their states.", Operations::openapi);

#[derive(OpenApi)]
#[openapi(paths(
    create_order::create_order,
    list_orders::list_orders,
    get_order::get_order,
    confirm_order::confirm_order,
    cancel_order::cancel_order,
))]
struct Operations;

pub(crate) fn configure(config: &mut ServiceConfig) {
    config
        .service(
            web::resource("/orders")
                .route(web::post().to(create_order::create_order))
                .route(web::get().to(list_orders::list_orders)),
        )
        .service(web::resource("/orders/{id}").route(web::get().to(get_order::get_order)))
        .service(
            web::resource("/orders/{id}/confirm")
                .route(web::post().to(confirm_order::confirm_order)),
        )
        .service(
            web::resource("/orders/{id}/cancel").route(web::post().to(cancel_order::cancel_order)),
        );
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
