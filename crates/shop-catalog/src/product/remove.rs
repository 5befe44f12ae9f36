//! `DELETE /products/{id}`

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use diesel::dsl::now;
use diesel::prelude::*;
use shop_api::ProductId;
use shop_kit::ApiError;
use shop_kit::extract::Staff;

use super::{draft, lock_version};
use crate::cache::Scope;
use crate::schema::products;
use crate::state::State;

/// Takes a product off sale
///
/// Only if it still has the version that `If-Match` names. Its row stays: orders and reservations refer to it.
#[utoipa::path(
    delete, path = "/products/{id}", operation_id = "remove_product", tag = "products",
    params(
        ("id" = ProductId, Path, description = "The product."),
        ("if-match" = String, Header, description = "The version that is to be removed.", pattern = "^\"[0-9]{1,9}\"$", example = "\"3\""),
    ),
    responses(
        (status = 204, description = "It is off sale."),
        (status = 412, description = "Somebody changed it meanwhile."),
        (status = 428, description = "If-Match is missing."),
    ),
    security(("staff" = [])),
)]
pub(crate) async fn remove(
    state: Data<State>,
    _: Staff,
    request: HttpRequest,
    id: Path<ProductId>,
) -> Result<HttpResponse, ApiError> {
    let id = id.into_inner();
    let expected = draft::expected_version(&request)?;
    let work = move |connection: &mut PgConnection| {
        connection.transaction(|connection| {
            lock_version(connection, id, expected)?;
            let change = (
                products::deleted_at.eq(now),
                products::updated_at.eq(now),
                products::version.eq(products::version + 1),
            );
            diesel::update(products::table.find(id.0))
                .set(change)
                .execute(connection)?;
            Ok(())
        })
    };
    state
        .change("remove_product", work, move |_| {
            [Scope::Product(id), Scope::Lists]
        })
        .await?;
    tracing::info!(product_id = %id, "A product was taken off sale.");
    Ok(HttpResponse::NoContent().finish())
}
