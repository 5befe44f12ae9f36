//! `GET /products`

use actix_web::web::{Data, Json, Query};
use diesel::prelude::*;
use serde::Deserialize;
use shop_api::{FieldError, Page, Product, ProductId};
use shop_kit::ApiError;
use utoipa::IntoParams;

use super::Row;
use crate::error::CatalogError;
use crate::schema::products;
use crate::state::State;

/// Longer search terms find nothing and cost much.
const LONGEST_TERM: usize = 100;

/// The query of the address.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filter {
    /// Words to look for, anywhere in names, texts and article numbers.
    #[param(value_type = String, required = false, max_length = 100, pattern = r"^[^\x00]*$")]
    q: Option<String>,
    /// The slug of a category.
    #[param(value_type = String, required = false, pattern = r"^[^\x00]*$")]
    category: Option<String>,
    /// `next` of the page before.
    #[param(value_type = String, required = false, format = Uuid)]
    after: Option<String>,
    /// Entries of a page; 20 when left out.
    #[param(value_type = u32, required = false, minimum = 1, maximum = 100)]
    limit: Option<u32>,
}

/// Products on sale, oldest first
#[utoipa::path(get, path = "/products", operation_id = "list_products", tag = "products", params(Filter), responses(
    (status = 200, description = "One page.", body = Page<Product>),
))]
pub(crate) async fn list(
    state: Data<State>,
    filter: Query<Filter>,
) -> Result<Json<Page<Product>>, ApiError> {
    let Filter {
        q,
        category,
        after,
        limit,
    } = filter.into_inner();
    let limit = limit.unwrap_or(20);
    let mut errors = Vec::new();
    if !(1..=100).contains(&limit) {
        errors.push(FieldError::new("limit", "must be from 1 to 100"));
    }
    let term = q.as_deref().map(str::trim).filter(|term| !term.is_empty());
    if term.is_some_and(|term| term.chars().count() > LONGEST_TERM || term.contains('\0')) {
        errors.push(FieldError::new("q", "must have at most 100 characters"));
    }
    let after = after
        .map(|after| after.parse::<ProductId>())
        .transpose()
        .unwrap_or_else(|_| {
            errors.push(FieldError::new(
                "after",
                "must be the value of next of the page before",
            ));
            None
        });
    if !errors.is_empty() {
        return Err(ApiError::validation(errors));
    }
    let pattern = term.map(pattern);
    let rows = state
        .database
        .run("list_products", move |connection| {
            let mut query = products::table
                .filter(products::deleted_at.is_null())
                .select(Row::as_select())
                .into_boxed();
            if let Some(category) = category {
                query = query.filter(products::category.eq(category));
            }
            if let Some(pattern) = pattern {
                query = query.filter(
                    products::name
                        .ilike(pattern.clone())
                        .or(products::name_ko.ilike(pattern.clone()))
                        .or(products::description.ilike(pattern.clone()))
                        .or(products::description_ko.ilike(pattern.clone()))
                        .or(products::sku.ilike(pattern)),
                );
            }
            if let Some(after) = after {
                query = query.filter(products::id.gt(after.0));
            }
            // One more than asked for tells whether a next page exists.
            let rows = query
                .order(products::id)
                .limit(i64::from(limit) + 1)
                .load(connection)?;
            Ok::<_, CatalogError>(rows)
        })
        .await?;
    let products = rows
        .into_iter()
        .map(Row::product)
        .collect::<Result<Vec<_>, _>>()?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    Ok(Json(Page::cut(products, limit, |last| last.id.to_string())))
}

/// Anywhere in the text; what the customer typed has no special meaning.
fn pattern(term: &str) -> String {
    let mut pattern = String::with_capacity(term.len() + 2);
    pattern.push('%');
    for letter in term.chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}
