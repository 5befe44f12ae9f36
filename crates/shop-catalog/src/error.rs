//! What can go wrong, and what a client hears of it.

use std::sync::Arc;

use shop_api::{FieldError, ProblemType, ReservationStatus};
use shop_kit::ApiError;
use shop_kit::db::DbError;
use shop_kit::s3::S3Error;

/// What can go wrong in the catalog.
#[derive(Debug, thiserror::Error)]
pub enum CatalogError {
    /// The database did not do what it was asked.
    #[error(transparent)]
    Database(#[from] DbError),
    /// The object store did not do what it was asked.
    #[error(transparent)]
    Store(#[from] S3Error),
    /// There is no such product, or it is not sold any more.
    #[error("there is no such product")]
    NoSuchProduct,
    /// There is no such reservation.
    #[error("there is no such reservation")]
    NoSuchReservation,
    /// The product has no picture.
    #[error("the product has no picture")]
    NoPicture,
    /// Not enough pieces of these: what is wrong with each of them.
    #[error("not enough in stock")]
    OutOfStock(Vec<FieldError>),
    /// The reservation was given back.
    #[error("the reservation is {0}")]
    ReservationGone(ReservationStatus),
    /// The key belongs to a reservation of other things.
    #[error("the key was used for another reservation")]
    KeyReused,
    /// Another product has the article number.
    #[error("another product has this article number")]
    SkuTaken,
    /// Somebody changed the product meanwhile.
    #[error("the product was changed meanwhile: its version is {current}")]
    VersionMismatch {
        /// Its version now.
        current: u32,
    },
    /// Values that are not allowed.
    #[error("the request has {} values that are not allowed", .0.len())]
    Invalid(Vec<FieldError>),
    /// A row holds what it should never hold.
    #[error("the database holds a row that can't be read: {0}")]
    Corrupt(String),
    /// The query that several requests waited for failed.
    #[error(transparent)]
    Shared(Arc<CatalogError>),
}

impl From<diesel::result::Error> for CatalogError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(error.into())
    }
}

impl From<CatalogError> for ApiError {
    fn from(error: CatalogError) -> Self {
        match error {
            CatalogError::Database(error) => error.into(),
            CatalogError::Store(error) => error.into(),
            CatalogError::NoSuchProduct => Self::not_found("product"),
            CatalogError::NoSuchReservation => Self::not_found("reservation"),
            CatalogError::NoPicture => Self::not_found("picture"),
            CatalogError::OutOfStock(short) => short
                .into_iter()
                .fold(Self::new(ProblemType::OutOfStock), |error, short| {
                    error.field(short.field, short.message)
                }),
            CatalogError::ReservationGone(status) => Self::new(ProblemType::ReservationGone)
                .detail(format!("The reservation is {status}.")),
            CatalogError::KeyReused => Self::new(ProblemType::IdempotencyMismatch)
                .field("key", "belongs to a reservation of other things"),
            CatalogError::SkuTaken => {
                Self::new(ProblemType::SkuTaken).field("sku", "belongs to another product")
            }
            CatalogError::VersionMismatch { current } => Self::new(ProblemType::VersionMismatch)
                .detail(format!(
                    "The product has version {current} now: read it again, then repeat the change."
                )),
            CatalogError::Invalid(errors) => Self::validation(errors),
            CatalogError::Corrupt(_) => Self::internal(error),
            CatalogError::Shared(error) => match error.as_ref() {
                CatalogError::NoSuchProduct => CatalogError::NoSuchProduct.into(),
                CatalogError::Database(cause) if cause.is_outage() => {
                    Self::unavailable("database", error)
                }
                _ => Self::internal(error),
            },
        }
    }
}
