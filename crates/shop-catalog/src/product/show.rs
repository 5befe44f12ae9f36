//! `GET /products/{id}`

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use diesel::prelude::*;
use shop_api::{Product, ProductId};
use shop_kit::ApiError;

use super::{Row, tag};
use crate::cache::{Entry, Key};
use crate::error::CatalogError;
use crate::schema::products;
use crate::state::State;

/// One product on sale
#[utoipa::path(
    get, path = "/products/{id}", operation_id = "show_product", tag = "products",
    params(("id" = ProductId, Path, description = "The product.")),
    responses(
        (status = 200, description = "The product.", body = Product, headers(("etag" = String, description = "Its version."))),
    ),
)]
pub(crate) async fn show(
    state: Data<State>,
    id: Path<ProductId>,
) -> Result<HttpResponse, ApiError> {
    let id = id.into_inner();
    let entry = state.read(Key::Product(id), move |database| async move {
        let row = database.run("show_product", move |connection| find(connection, id));
        let product = row.await?.product()?;
        Entry::new(tag(&product), &product)
    });
    Ok(entry.await?.reply())
}

pub(super) fn find(connection: &mut PgConnection, id: ProductId) -> Result<Row, CatalogError> {
    products::table
        .find(id.0)
        .filter(products::deleted_at.is_null())
        .select(Row::as_select())
        .first(connection)
        .optional()?
        .ok_or(CatalogError::NoSuchProduct)
}
