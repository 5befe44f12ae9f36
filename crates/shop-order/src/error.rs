//! What can go wrong with an order, and what a caller is told.

use shop_api::order::InvalidTransition;
use shop_api::{FieldError, ProblemType};
use shop_kit::ApiError;
use shop_kit::db::DbError;

use crate::invoice::SharedError;

/// What can go wrong with an order.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OrderError {
    /// The request has fields that are not allowed.
    #[error("the request has {} wrong fields", .0.len())]
    Invalid(Vec<FieldError>),
    /// No order has this id.
    #[error("there is no such order")]
    NotFound,
    /// The key made an order from another request.
    #[error("the key made an order from another request")]
    KeyTaken,
    /// Another order has this reservation.
    #[error("another order has this reservation")]
    ReservationTaken,
    /// The status may not follow.
    #[error(transparent)]
    Transition(#[from] InvalidTransition),
    /// The order was never confirmed, so there is nothing to pay for.
    #[error("the order has no invoice")]
    NoInvoice,
    /// The shared storage failed.
    #[error(transparent)]
    Shared(#[from] SharedError),
    /// A row holds what no code of ours writes.
    #[error("the order {order} can't be read: {reason}")]
    Unreadable {
        /// Which order.
        order: uuid::Uuid,
        /// What is wrong with it.
        reason: String,
    },
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbError),
}

impl From<diesel::result::Error> for OrderError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(error.into())
    }
}

impl From<OrderError> for ApiError {
    fn from(error: OrderError) -> Self {
        match error {
            OrderError::Invalid(faults) => Self::validation(faults),
            OrderError::NotFound => Self::not_found("order"),
            OrderError::KeyTaken => Self::new(ProblemType::IdempotencyMismatch)
                .detail("An order was made with this key from another request."),
            OrderError::ReservationTaken => Self::new(ProblemType::IdempotencyMismatch)
                .detail("Another order has this reservation."),
            OrderError::Transition(forbidden) => Self::new(ProblemType::InvalidTransition)
                .detail(format!("Not possible: {forbidden}.")),
            OrderError::NoInvoice => Self::not_found("invoice"),
            OrderError::Shared(error) => Self::unavailable("shared storage", error),
            OrderError::Unreadable { .. } => Self::internal(error),
            OrderError::Database(error) => error.into(),
        }
    }
}
