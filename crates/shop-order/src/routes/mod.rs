//! One file per route.

mod cancel_order;
mod confirm_order;
mod create_order;
mod get_order;
mod list_orders;

use actix_web::web::{self, ServiceConfig};

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
