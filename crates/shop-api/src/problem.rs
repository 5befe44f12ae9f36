//! Errors as RFC 9457 problem details.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Body of every error reply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// What kind of problem: one of [`ProblemType::uri`], or another program's.
    #[serde(rename = "type", default = "about_blank")]
    #[schema(required)]
    pub kind: String,
    /// The kind in words.
    #[serde(default)]
    #[schema(required)]
    pub title: String,
    /// The HTTP status.
    #[serde(default)]
    #[schema(required, minimum = 400, maximum = 599)]
    pub status: u16,
    /// What is wrong this time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub detail: Option<String>,
    /// Finds the request in the logs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub request_id: Option<String>,
    /// Which fields of the request are wrong.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
}

fn about_blank() -> String {
    "about:blank".to_owned()
}

impl Problem {
    /// The kind, when it is one of the shop's.
    #[must_use]
    pub fn problem_type(&self) -> Option<ProblemType> {
        ProblemType::from_uri(&self.kind)
    }
}

/// One wrong field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FieldError {
    /// Where: `items[0].quantity`.
    pub field: String,
    /// What is wrong with it.
    pub message: String,
}

impl FieldError {
    /// `message` about `field`.
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            message: message.into(),
        }
    }
}

/// Every kind of problem that a service of the shop reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProblemType {
    /// The request can't be read.
    MalformedRequest,
    /// Fields have values that are not allowed.
    Validation,
    /// No or a wrong token.
    Unauthorized,
    /// There is no such thing, or it belongs to somebody else.
    NotFound,
    /// The address does not know this method.
    MethodNotAllowed,
    /// The request did not arrive or was not answered in time.
    RequestTimeout,
    /// Not enough pieces of a product.
    OutOfStock,
    /// The reservation was given back.
    ReservationGone,
    /// The key was used for something else.
    IdempotencyMismatch,
    /// The order's status forbids it.
    InvalidTransition,
    /// There is nothing to check out.
    EmptyCart,
    /// A price is not the one that the customer was shown.
    PriceChanged,
    /// Another product has this article number.
    SkuTaken,
    /// Somebody changed it meanwhile.
    VersionMismatch,
    /// `If-Match` is missing.
    PreconditionRequired,
    /// The body is larger than allowed.
    PayloadTooLarge,
    /// The address is longer than allowed.
    UriTooLong,
    /// There are more headers, or longer ones, than allowed.
    HeadersTooLarge,
    /// The body is of a kind that is not accepted.
    UnsupportedMedia,
    /// Something that this service needs does not answer.
    DependencyUnavailable,
    /// This service has more to do than it can.
    Overloaded,
    /// A defect of this service.
    Internal,
}

impl ProblemType {
    /// Every kind.
    pub const ALL: [Self; 22] = [
        Self::MalformedRequest,
        Self::Validation,
        Self::Unauthorized,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::RequestTimeout,
        Self::OutOfStock,
        Self::ReservationGone,
        Self::IdempotencyMismatch,
        Self::InvalidTransition,
        Self::EmptyCart,
        Self::PriceChanged,
        Self::SkuTaken,
        Self::VersionMismatch,
        Self::PreconditionRequired,
        Self::PayloadTooLarge,
        Self::UriTooLong,
        Self::HeadersTooLarge,
        Self::UnsupportedMedia,
        Self::DependencyUnavailable,
        Self::Overloaded,
        Self::Internal,
    ];

    /// What `type` holds.
    #[must_use]
    pub const fn uri(self) -> &'static str {
        match self {
            Self::MalformedRequest => "/problems/malformed-request",
            Self::Validation => "/problems/validation",
            Self::Unauthorized => "/problems/unauthorized",
            Self::NotFound => "/problems/not-found",
            Self::MethodNotAllowed => "/problems/method-not-allowed",
            Self::RequestTimeout => "/problems/request-timeout",
            Self::OutOfStock => "/problems/out-of-stock",
            Self::ReservationGone => "/problems/reservation-gone",
            Self::IdempotencyMismatch => "/problems/idempotency-mismatch",
            Self::InvalidTransition => "/problems/invalid-transition",
            Self::EmptyCart => "/problems/empty-cart",
            Self::PriceChanged => "/problems/price-changed",
            Self::SkuTaken => "/problems/sku-taken",
            Self::VersionMismatch => "/problems/version-mismatch",
            Self::PreconditionRequired => "/problems/precondition-required",
            Self::PayloadTooLarge => "/problems/payload-too-large",
            Self::UriTooLong => "/problems/uri-too-long",
            Self::HeadersTooLarge => "/problems/headers-too-large",
            Self::UnsupportedMedia => "/problems/unsupported-media",
            Self::DependencyUnavailable => "/problems/dependency-unavailable",
            Self::Overloaded => "/problems/overloaded",
            Self::Internal => "/problems/internal",
        }
    }

    /// The kind in words.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::MalformedRequest => "The request can't be read",
            Self::Validation => "The request has fields that are not allowed",
            Self::Unauthorized => "The request needs a valid token",
            Self::NotFound => "There is no such thing",
            Self::MethodNotAllowed => "The method is not allowed here",
            Self::RequestTimeout => "The request took too long",
            Self::OutOfStock => "Not enough in stock",
            Self::ReservationGone => "The reservation was given back",
            Self::IdempotencyMismatch => "The idempotency key was used for something else",
            Self::InvalidTransition => "The order's status does not allow it",
            Self::EmptyCart => "The cart is empty",
            Self::PriceChanged => "A price has changed",
            Self::SkuTaken => "Another product has this article number",
            Self::VersionMismatch => "It was changed meanwhile",
            Self::PreconditionRequired => "The header If-Match is required",
            Self::PayloadTooLarge => "The body is too large",
            Self::UriTooLong => "The address is too long",
            Self::HeadersTooLarge => "The headers are too large",
            Self::UnsupportedMedia => "The body's type is not accepted",
            Self::DependencyUnavailable => "A dependency is unavailable",
            Self::Overloaded => "The service is overloaded",
            Self::Internal => "The service failed",
        }
    }

    /// The HTTP status.
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::MalformedRequest | Self::Validation => 400,
            Self::Unauthorized => 401,
            Self::NotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::RequestTimeout => 408,
            Self::OutOfStock
            | Self::ReservationGone
            | Self::InvalidTransition
            | Self::EmptyCart
            | Self::PriceChanged
            | Self::SkuTaken => 409,
            Self::VersionMismatch => 412,
            Self::PayloadTooLarge => 413,
            Self::UriTooLong => 414,
            Self::UnsupportedMedia => 415,
            Self::IdempotencyMismatch => 422,
            Self::PreconditionRequired => 428,
            Self::HeadersTooLarge => 431,
            Self::Internal => 500,
            Self::DependencyUnavailable | Self::Overloaded => 503,
        }
    }

    /// The kind that `uri` names.
    #[must_use]
    pub fn from_uri(uri: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.uri() == uri)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn every_kind_reads_back_from_its_uri() {
        for kind in ProblemType::ALL {
            assert_eq!(ProblemType::from_uri(kind.uri()), Some(kind));
        }
        assert_eq!(ProblemType::from_uri("about:blank"), None);
    }

    #[test]
    fn a_problem_of_another_program_is_still_read() {
        let problem: Problem = serde_json::from_str(r#"{"title":"Bad gateway"}"#).unwrap();
        assert_eq!((problem.kind.as_str(), problem.status), ("about:blank", 0));
    }

    #[test]
    fn a_problem_says_only_what_it_knows() {
        let problem = Problem {
            kind: ProblemType::NotFound.uri().to_owned(),
            title: ProblemType::NotFound.title().to_owned(),
            status: 404,
            detail: None,
            request_id: None,
            errors: vec![],
        };
        assert_eq!(
            serde_json::to_string(&problem).unwrap(),
            r#"{"type":"/problems/not-found","title":"There is no such thing","status":404}"#
        );
    }
}
