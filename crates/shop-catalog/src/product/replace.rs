//! `PUT /products/{id}`

use actix_web::web::{Data, Json, Path};
use actix_web::{HttpRequest, HttpResponse};
use diesel::dsl::now;
use diesel::prelude::*;
use shop_api::{Product, ProductDraft, ProductId};
use shop_kit::ApiError;
use shop_kit::db::DbError;
use shop_kit::extract::Staff;

use super::{Row, draft, lock_version, reply};
use crate::cache::Scope;
use crate::error::CatalogError;
use crate::schema::products;
use crate::state::State;

/// Changes a product
///
/// Only if it still has the version that `If-Match` names.
#[utoipa::path(
    put, path = "/products/{id}", operation_id = "replace_product", tag = "products",
    params(
        ("id" = ProductId, Path, description = "The product."),
        ("if-match" = String, Header, description = "The version that is to be changed.", pattern = "^\"[0-9]{1,9}\"$", example = "\"3\""),
    ),
    request_body = ProductDraft,
    responses(
        (status = 200, description = "It was changed.", body = Product, headers(("etag" = String, description = "Its new version."))),
        (status = 409, description = "Another product has this article number."),
        (status = 412, description = "Somebody changed it meanwhile."),
        (status = 428, description = "If-Match is missing."),
    ),
    security(("staff" = [])),
)]
pub(crate) async fn replace(
    state: Data<State>,
    _: Staff,
    request: HttpRequest,
    id: Path<ProductId>,
    draft: Json<ProductDraft>,
) -> Result<HttpResponse, ApiError> {
    let (id, draft) = (id.into_inner(), draft.into_inner());
    let expected = draft::expected_version(&request)?;
    draft::check(&draft)?;
    let work = move |connection: &mut PgConnection| {
        connection.transaction(|connection| update(connection, id, expected, draft))
    };
    let product = state
        .change("replace_product", work, move |_| {
            [Scope::Product(id), Scope::Lists]
        })
        .await?
        .product()?;
    tracing::info!(product_id = %id, version = product.version, "A product was changed.");
    Ok(reply(HttpResponse::Ok(), &product))
}

fn update(
    connection: &mut PgConnection,
    id: ProductId,
    expected: u32,
    draft: ProductDraft,
) -> Result<Row, CatalogError> {
    let before = lock_version(connection, id, expected)?;
    // What reservations hold stays theirs: only what was taken in or out moves.
    let stock = draft.stock.map_or(before.stock, draft::pieces);
    diesel::update(products::table.find(id.0))
        .set((
            products::sku.eq(draft.sku),
            products::name.eq(draft.name),
            products::name_ko.eq(draft.name_ko),
            products::description.eq(draft.description),
            products::description_ko.eq(draft.description_ko),
            products::category.eq(draft.category),
            products::price_amount.eq(draft.price.amount),
            products::currency.eq(draft.price.currency.as_str()),
            products::stock.eq(stock),
            products::received.eq(products::received + (stock - before.stock)),
            products::version.eq(products::version + 1),
            products::updated_at.eq(now),
        ))
        .returning(Row::as_returning())
        .get_result(connection)
        .map_err(|error| match DbError::from(error) {
            error if error.is_unique_violation() => CatalogError::SkuTaken,
            error => error.into(),
        })
}
