//! One file per route.

mod api;
mod headers;
mod ui;

use actix_web::middleware::{Compress, from_fn};
use actix_web::web::{self, ServiceConfig};

pub(crate) fn configure(config: &mut ServiceConfig) {
    config
        .service(
            web::resource("/api/{path:.*}")
                .wrap(from_fn(headers::protect))
                .route(web::route().to(api::forward)),
        )
        .service(
            web::resource("/{path:.*}")
                .wrap(from_fn(headers::protect))
                .wrap(Compress::default())
                .route(web::get().to(ui::file))
                .route(web::head().to(ui::file))
                .route(web::route().to(ui::wrong_method)),
        );
}
