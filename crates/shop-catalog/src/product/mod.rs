//! Products.

pub(crate) mod create;
mod draft;
pub(crate) mod image;
pub(crate) mod list;
pub(crate) mod remove;
pub(crate) mod replace;
pub(crate) mod show;

use actix_web::HttpResponse;
use actix_web::http::header::{ETAG, EntityTag};
use diesel::prelude::*;
use shop_api::{Money, Product, ProductId};
use uuid::Uuid;

pub(crate) use create::create;
pub(crate) use image::{get_image, put_image, store as store_image};
pub(crate) use list::list;
pub(crate) use remove::remove;
pub(crate) use replace::replace;
pub(crate) use show::show;

use crate::error::CatalogError;
use crate::schema::products;

/// A row of `products`.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = products, check_for_backend(diesel::pg::Pg))]
pub(crate) struct Row {
    pub(crate) id: Uuid,
    sku: String,
    pub(crate) name: String,
    name_ko: String,
    description: String,
    description_ko: String,
    category: String,
    price_amount: i64,
    currency: String,
    pub(crate) stock: i32,
    version: i32,
    image_key: Option<String>,
}

impl Row {
    pub(crate) fn price(&self) -> Result<Money, CatalogError> {
        money(self.price_amount, &self.currency)
    }

    fn product(self) -> Result<Product, CatalogError> {
        Ok(Product {
            id: ProductId(self.id),
            price: self.price()?,
            sku: self.sku,
            name: self.name,
            name_ko: self.name_ko,
            description: self.description,
            description_ko: self.description_ko,
            category: self.category,
            stock: count(self.stock),
            version: count(self.version),
            image_path: format!("/products/{}/image", self.id),
        })
    }
}

pub(crate) fn money(amount: i64, currency: &str) -> Result<Money, CatalogError> {
    let currency = currency
        .parse()
        .map_err(|error| CatalogError::Corrupt(format!("{error}")))?;
    Ok(Money::new(amount, currency))
}

/// The database refuses negative numbers here.
pub(crate) fn count(number: i32) -> u32 {
    u32::try_from(number).unwrap_or(0)
}

/// Locks the product for a change of the version that `If-Match` named.
fn lock_version(
    connection: &mut PgConnection,
    id: ProductId,
    expected: u32,
) -> Result<Row, CatalogError> {
    version_of(lock(connection, id)?, expected)
}

/// The product, if it has the version that `If-Match` named.
fn version_of(row: Row, expected: u32) -> Result<Row, CatalogError> {
    let current = count(row.version);
    if current == expected {
        Ok(row)
    } else {
        Err(CatalogError::VersionMismatch { current })
    }
}

/// Locks the product for a change, if it is on sale.
fn lock(connection: &mut PgConnection, id: ProductId) -> Result<Row, CatalogError> {
    products::table
        .find(id.0)
        .filter(products::deleted_at.is_null())
        .select(Row::as_select())
        .for_update()
        .first(connection)
        .optional()?
        .ok_or(CatalogError::NoSuchProduct)
}

/// A product's version as `ETag`, which a later `If-Match` names.
fn tag(product: &Product) -> String {
    EntityTag::new_strong(product.version.to_string()).to_string()
}

/// A product with its `ETag`.
fn reply(mut builder: actix_web::HttpResponseBuilder, product: &Product) -> HttpResponse {
    builder.insert_header((ETAG, tag(product))).json(product)
}
