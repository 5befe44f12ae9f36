//! One file per route.

mod api;
mod headers;
mod ui;

use actix_web::middleware::{Compress, from_fn};
use actix_web::web::{self, ServiceConfig};
use shop_kit::openapi::Document;
use utoipa::OpenApi;

/// The service's OpenAPI document.
pub static DOCUMENT: Document = Document::new(
    "frontend",
    "The web UI. What is under /api is passed on to the service main: its document says what is there.",
    Operations::openapi,
);

#[derive(OpenApi)]
#[openapi(paths(api::forward, ui::file,))]
struct Operations;

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
