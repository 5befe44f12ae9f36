//! The categories. They change with the shop's assortment, so they are code and not data.

use actix_web::HttpResponse;
use actix_web::web::Data;
use diesel::dsl::count_star;
use diesel::prelude::*;
use shop_api::Category;
use shop_kit::ApiError;
use shop_kit::db::Database;

use crate::cache::{Entry, Key};
use crate::error::CatalogError;
use crate::schema::products;
use crate::state::State;

/// Slug, English name, Korean name, in the order of the shop's menu.
pub(crate) const CATEGORIES: [(&str, &str, &str); 6] = [
    ("kitchen", "Kitchen", "주방"),
    ("lighting", "Lighting", "조명"),
    ("stationery", "Stationery", "문구"),
    ("bags", "Bags", "가방"),
    ("plants", "Plants", "식물"),
    ("audio", "Audio", "오디오"),
];

pub(crate) fn exists(slug: &str) -> bool {
    known(slug).is_some()
}

/// The slug as the shop knows it.
pub(crate) fn known(slug: &str) -> Option<&'static str> {
    CATEGORIES
        .iter()
        .map(|(known, ..)| *known)
        .find(|known| *known == slug)
}

/// The categories, in the order of the shop's menu
#[utoipa::path(get, path = "/categories", operation_id = "list_categories", tag = "products", responses(
    (status = 200, description = "All categories with the number of their products.", body = Vec<Category>),
))]
pub(crate) async fn list(state: Data<State>) -> Result<HttpResponse, ApiError> {
    let entry = state.read(Key::Categories, count);
    Ok(entry.await?.reply())
}

async fn count(database: Database) -> Result<Entry, CatalogError> {
    let counts: Vec<(String, i64)> = database
        .run("categories", |connection| {
            let counts = products::table
                .filter(products::deleted_at.is_null())
                .group_by(products::category)
                .select((products::category, count_star()))
                .load(connection)?;
            Ok::<_, CatalogError>(counts)
        })
        .await?;
    let count = |slug: &str| {
        counts
            .iter()
            .find(|(known, _)| known == slug)
            .map_or(0, |(_, count)| *count)
    };
    let categories = CATEGORIES.iter().map(|(slug, name, name_ko)| Category {
        slug: (*slug).to_owned(),
        name: (*name).to_owned(),
        name_ko: (*name_ko).to_owned(),
        count: u64::try_from(count(slug)).unwrap_or(0),
    });
    Entry::new(String::new(), &categories.collect::<Vec<_>>())
}
