//! `POST /products`

use actix_web::HttpResponse;
use actix_web::http::header::LOCATION;
use actix_web::web::{Data, Json};
use diesel::prelude::*;
use shop_api::{Product, ProductDraft, ProductId};
use shop_kit::ApiError;
use shop_kit::extract::Staff;

use super::{Row, draft, reply};
use crate::cache::Scope;
use crate::error::CatalogError;
use crate::schema::products;
use crate::state::State;

/// Puts a new product on sale
#[utoipa::path(
    post, path = "/products", operation_id = "create_product", tag = "products",
    request_body = ProductDraft,
    responses(
        (status = 201, description = "It is on sale.", body = Product, headers(
            ("etag" = String, description = "Its version."),
            ("location" = String, description = "Its address."),
        )),
        (status = 409, description = "Another product has this article number."),
    ),
    security(("staff" = [])),
)]
pub(crate) async fn create(
    state: Data<State>,
    _: Staff,
    draft: Json<ProductDraft>,
) -> Result<HttpResponse, ApiError> {
    let draft = draft.into_inner();
    draft::check(&draft)?;
    let work = move |connection: &mut PgConnection| insert(connection, draft);
    let row = state
        .change("create_product", work, |_| [Scope::Lists])
        .await?;
    let product = row.product()?;
    tracing::info!(product_id = %product.id, sku = product.sku, "A product was created.");
    let mut builder = HttpResponse::Created();
    builder.insert_header((LOCATION, format!("/products/{}", product.id)));
    Ok(reply(builder, &product))
}

fn insert(connection: &mut PgConnection, draft: ProductDraft) -> Result<Row, CatalogError> {
    let stock = draft::pieces(draft.stock.unwrap_or(0));
    let row = diesel::insert_into(products::table)
        .values((
            products::id.eq(ProductId::generate().0),
            products::sku.eq(draft.sku),
            products::name.eq(draft.name),
            products::name_ko.eq(draft.name_ko),
            products::description.eq(draft.description),
            products::description_ko.eq(draft.description_ko),
            products::category.eq(draft.category),
            products::price_amount.eq(draft.price.amount),
            products::currency.eq(draft.price.currency.as_str()),
            products::stock.eq(stock),
            products::received.eq(stock),
        ))
        .on_conflict(products::sku)
        .do_nothing()
        .returning(Row::as_returning())
        .get_result(connection)
        .optional()?;
    row.ok_or(CatalogError::SkuTaken)
}
