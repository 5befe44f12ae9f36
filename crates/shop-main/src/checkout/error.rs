//! Why a checkout ended without an order, and what the customer is told.

use shop_api::{Problem, ProblemType};
use shop_kit::ApiError;
use shop_kit::client::CallError;
use shop_kit::redis::RedisError;

/// Why a checkout ended without an order.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CheckoutError {
    /// There is nothing in the cart.
    #[error("the cart is empty")]
    EmptyCart,
    /// A product is not there in the wanted number, or is not sold any more.
    #[error("not enough in stock")]
    OutOfStock(Option<Box<Problem>>),
    /// A price is not the one that the customer was shown.
    #[error("a price has changed")]
    PriceChanged,
    /// The key belongs to another checkout.
    #[error("the key belongs to another checkout")]
    KeyTaken,
    /// The order was made and cancelled, because its stock was given back.
    #[error("the order was cancelled")]
    Cancelled,
    /// Every reservation of the key was given back.
    #[error("every reservation of the key was given back")]
    KeySpent,
    /// Another service failed, or refused what it should not.
    #[error(transparent)]
    Call(#[from] CallError),
    /// The cart can't be read.
    #[error(transparent)]
    Cart(#[from] RedisError),
}

impl CheckoutError {
    /// As a metric's label.
    pub(crate) fn outcome(&self) -> &'static str {
        match self {
            Self::EmptyCart => "empty_cart",
            Self::OutOfStock(_) => "out_of_stock",
            Self::PriceChanged => "price_changed",
            Self::Cancelled | Self::KeySpent => "lapsed",
            Self::KeyTaken => "key_refused",
            Self::Call(_) | Self::Cart(_) => "failed",
        }
    }
}

impl From<CheckoutError> for ApiError {
    fn from(error: CheckoutError) -> Self {
        match error {
            CheckoutError::EmptyCart => {
                Self::new(ProblemType::EmptyCart).detail("There is nothing to check out.")
            }
            CheckoutError::OutOfStock(problem) => {
                let (detail, errors) =
                    problem.map_or((None, Vec::new()), |problem| (problem.detail, problem.errors));
                errors.into_iter().fold(
                    Self::new(ProblemType::OutOfStock).detail(detail.unwrap_or_else(|| {
                        "Something in the cart is not there in this number.".to_owned()
                    })),
                    |error, field| error.field(field.field, field.message),
                )
            }
            CheckoutError::PriceChanged => Self::new(ProblemType::PriceChanged)
                .detail("A price has changed. Look at the cart again; nothing was ordered."),
            CheckoutError::KeyTaken => Self::new(ProblemType::IdempotencyMismatch)
                .detail("This key belongs to another checkout."),
            CheckoutError::Cancelled | CheckoutError::KeySpent => {
                Self::new(ProblemType::ReservationGone).detail(
                    "This checkout failed and was taken back; nothing was ordered. Begin again with a new key.",
                )
            }
            CheckoutError::Call(error) => error.into(),
            CheckoutError::Cart(error) => error.into(),
        }
    }
}
