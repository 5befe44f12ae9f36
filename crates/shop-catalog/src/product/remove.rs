//! `DELETE /products/{id}`

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use diesel::dsl::now;
use diesel::prelude::*;
use shop_api::ProductId;
use shop_kit::ApiError;
use shop_kit::extract::Staff;

use crate::cache::Scope;
use crate::error::CatalogError;
use crate::schema::products;
use crate::state::State;

/// Takes a product off sale
///
/// Its row stays: orders and reservations refer to it.
#[utoipa::path(
    delete, path = "/products/{id}", operation_id = "remove_product", tag = "products",
    params(("id" = ProductId, Path, description = "The product.")),
    responses((status = 204, description = "It is off sale.")),
    security(("staff" = [])),
)]
pub(crate) async fn remove(
    state: Data<State>,
    _: Staff,
    id: Path<ProductId>,
) -> Result<HttpResponse, ApiError> {
    let id = id.into_inner();
    let work = move |connection: &mut PgConnection| {
        let product = products::table
            .find(id.0)
            .filter(products::deleted_at.is_null());
        let change = (
            products::deleted_at.eq(now),
            products::updated_at.eq(now),
            products::version.eq(products::version + 1),
        );
        Ok(diesel::update(product).set(change).execute(connection)?)
    };
    let removed = state
        .change("remove_product", work, move |_| {
            [Scope::Product(id), Scope::Lists]
        })
        .await?;
    if removed == 0 {
        return Err(CatalogError::NoSuchProduct.into());
    }
    tracing::info!(product_id = %id, "A product was taken off sale.");
    Ok(HttpResponse::NoContent().finish())
}
