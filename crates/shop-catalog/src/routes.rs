//! Which address does what, and the document of it.

use actix_web::web::{self, Data, ServiceConfig};

use shop_api::{ProductId, ReservationId};
use shop_kit::openapi::Document;
use utoipa::OpenApi;

use crate::state::State;
use crate::{category, product, reservation};

/// The catalog's OpenAPI document.
pub static DOCUMENT: Document = Document::new(
    "catalog",
    "Products, their pictures, and stock that is set aside for a checkout.",
    Operations::openapi,
);

#[derive(OpenApi)]
#[openapi(
    paths(
    category::list,
    product::list::list,
    product::create::create,
    product::show::show,
    product::replace::replace,
    product::remove::remove,
    product::image::get_image,
    product::image::put_image,
    reservation::create::create,
    reservation::release::release,
    reservation::confirm::confirm,
    reservation::restore::restore,
),
    // What parameters refer to; bodies bring theirs along.
    components(schemas(ProductId, ReservationId)),
)]
struct Operations;

/// The routes of the catalog.
pub fn routes(state: State) -> impl Fn(&mut ServiceConfig) + Clone + Send + 'static {
    let state = Data::new(state);
    move |config| {
        config
            .app_data(state.clone())
            .configure(DOCUMENT.serve())
            .configure(table);
    }
}

fn table(config: &mut ServiceConfig) {
    config
        .route("/categories", web::get().to(category::list))
        .service(
            web::resource("/products")
                .route(web::get().to(product::list))
                .route(web::post().to(product::create)),
        )
        .service(
            web::resource("/products/{id}")
                .route(web::get().to(product::show))
                .route(web::put().to(product::replace))
                .route(web::delete().to(product::remove)),
        )
        .service(
            web::resource("/products/{id}/image")
                .route(web::get().to(product::get_image))
                .route(web::put().to(product::put_image)),
        )
        .route("/reservations", web::post().to(reservation::create))
        .route("/reservations/{id}", web::delete().to(reservation::release))
        .route(
            "/reservations/{id}/confirm",
            web::post().to(reservation::confirm),
        )
        .route(
            "/reservations/{id}/return",
            web::post().to(reservation::restore),
        );
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use shop_kit::testing::openapi;

    use super::*;

    #[actix_web::test]
    async fn every_route_is_documented_and_the_reverse() {
        openapi::documents_every_route(&DOCUMENT, table)
            .await
            .unwrap();
    }

    #[test]
    fn the_committed_document_is_current() {
        openapi::is_committed(&DOCUMENT).unwrap();
    }
}
