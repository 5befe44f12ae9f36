//! Which address does what.

use actix_web::web::{self, Data, ServiceConfig};

use crate::state::State;
use crate::{category, product, reservation};

/// The routes of the catalog.
pub fn routes(state: State) -> impl Fn(&mut ServiceConfig) + Clone + Send + 'static {
    let state = Data::new(state);
    move |config| {
        config
            .app_data(state.clone())
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
            );
    }
}
