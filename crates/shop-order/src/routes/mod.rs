//! One file per route.

mod ack_outbox;
mod cancel_order;
mod claim_outbox;
mod confirm_order;
mod create_order;
mod deliver_order;
mod get_invoice;
mod get_order;
mod list_orders;
mod pay_order;
mod ship_order;
mod step;

use actix_web::web::{self, ServiceConfig};
use shop_api::{CustomerId, IdempotencyKey, OrderId, OrderStatus};
use shop_kit::openapi::Document;
use utoipa::OpenApi;

/// The service's OpenAPI document.
pub static DOCUMENT: Document = Document::new(
    "order",
    "Orders, their states and their invoices.",
    Operations::openapi,
);

#[derive(OpenApi)]
#[openapi(
    paths(
    create_order::create_order,
    list_orders::list_orders,
    get_order::get_order,
    confirm_order::confirm_order,
    pay_order::pay_order,
    ship_order::ship_order,
    deliver_order::deliver_order,
    cancel_order::cancel_order,
    get_invoice::get_invoice,
    claim_outbox::claim_outbox,
    ack_outbox::ack_outbox,
),
    // What parameters refer to; bodies bring theirs along.
    components(schemas(CustomerId, IdempotencyKey, OrderId, OrderStatus)),
)]
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
            web::resource("/orders/{id}/invoice").route(web::get().to(get_invoice::get_invoice)),
        )
        .service(
            web::resource("/orders/{id}/confirm")
                .route(web::post().to(confirm_order::confirm_order)),
        )
        .service(
            web::resource("/orders/{id}/cancel").route(web::post().to(cancel_order::cancel_order)),
        )
        .service(web::resource("/orders/{id}/pay").route(web::post().to(pay_order::pay_order)))
        .service(web::resource("/orders/{id}/ship").route(web::post().to(ship_order::ship_order)))
        .service(
            web::resource("/orders/{id}/deliver")
                .route(web::post().to(deliver_order::deliver_order)),
        )
        .service(web::resource("/outbox/claim").route(web::post().to(claim_outbox::claim_outbox)))
        .service(web::resource("/outbox/ack").route(web::post().to(ack_outbox::ack_outbox)));
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
