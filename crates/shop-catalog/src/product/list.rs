//! `GET /products`

use actix_web::HttpResponse;
use actix_web::web::{Data, Query};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use serde::Deserialize;
use shop_api::{FieldError, Page, Product, ProductId};
use shop_kit::ApiError;
use shop_kit::db::Database;
use utoipa::IntoParams;

use super::Row;
use crate::cache::{Entry, Key};
use crate::category;
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
) -> Result<HttpResponse, ApiError> {
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
    let wanted = Wanted {
        term: term.map(str::to_owned),
        category,
        after,
        limit,
    };
    let entry = match wanted.key() {
        Some(key) => state.read(key, |database| wanted.find(database)).await?,
        None => wanted.find(state.database.clone()).await?,
    };
    Ok(entry.reply())
}

/// A page that can be looked for.
struct Wanted {
    term: Option<String>,
    category: Option<String>,
    after: Option<ProductId>,
    limit: u32,
}

impl Wanted {
    /// What everybody looks at first is worth a place in the cache; what was typed, and how far somebody turned, is not.
    fn key(&self) -> Option<Key> {
        if self.term.is_some() || self.after.is_some() {
            return None;
        }
        let category = match &self.category {
            Some(category) => Some(category::known(category)?),
            None => None,
        };
        Some(Key::Page {
            category,
            limit: self.limit,
        })
    }

    async fn find(self, database: Database) -> Result<Entry, CatalogError> {
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let rows = database
            .run("list_products", move |connection| self.rows(connection))
            .await?;
        let products = rows
            .into_iter()
            .map(Row::product)
            .collect::<Result<Vec<_>, _>>()?;
        let page: Page<Product> = Page::cut(products, limit, |last| last.id.to_string());
        Entry::new(String::new(), &page)
    }

    fn rows(self, connection: &mut PgConnection) -> Result<Vec<Row>, CatalogError> {
        let mut query = products::table
            .filter(products::deleted_at.is_null())
            .select(Row::as_select())
            .into_boxed();
        if let Some(category) = self.category {
            query = query.filter(products::category.eq(category));
        }
        if let Some(term) = self.term {
            // The pairs of letters are what the index knows; that they are in the right order, the pattern says.
            let pattern = sql::<Bool>("search LIKE lower(").bind::<Text, _>(pattern(&term));
            query = query.filter(pattern.sql(")"));
            let grams = if term.chars().nth(1).is_some() {
                sql::<Bool>("search_grams(search) @> search_pairs(lower(")
                    .bind::<Text, _>(term)
                    .sql("))")
            } else {
                sql::<Bool>("search_grams(search) @> ARRAY[lower(")
                    .bind::<Text, _>(term)
                    .sql(")]")
            };
            query = query.filter(grams);
        }
        if let Some(after) = self.after {
            query = query.filter(products::id.gt(after.0));
        }
        // One more than asked for tells whether a next page exists.
        Ok(query
            .order(products::id)
            .limit(i64::from(self.limit) + 1)
            .load(connection)?)
    }
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
