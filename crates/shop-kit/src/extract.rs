//! What handlers take from a request's headers.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::AUTHORIZATION;
use actix_web::{FromRequest, HttpRequest, web};
use shop_api::{IdempotencyKey, ProblemType, header};

use crate::ApiError;
use crate::settings::Secret;

/// The tokens that this service accepts.
#[derive(Clone, Debug)]
pub struct Tokens {
    /// What other services send.
    pub internal: Secret,
    /// What staff send. Without it nobody is staff.
    pub staff: Option<Secret>,
}

/// The call comes from another service of the shop.
#[derive(Clone, Copy, Debug)]
pub struct Internal;

impl FromRequest for Internal {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let given = request
            .headers()
            .get(header::INTERNAL_TOKEN)
            .map(|value| value.as_bytes());
        let known = tokens(request).map(|tokens| &tokens.internal);
        ready(check(given, known, "an internal token").map(|()| Self))
    }
}

/// The call comes from staff.
#[derive(Clone, Copy, Debug)]
pub struct Staff;

impl FromRequest for Staff {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let given = request
            .headers()
            .get(AUTHORIZATION)
            .and_then(|value| value.as_bytes().strip_prefix(b"Bearer "));
        let known = tokens(request).and_then(|tokens| tokens.staff.as_ref());
        ready(check(given, known, "a staff token").map(|()| Self))
    }
}

fn tokens(request: &HttpRequest) -> Option<&Tokens> {
    request
        .app_data::<web::Data<Tokens>>()
        .map(|tokens| tokens.get_ref())
}

fn check(given: Option<&[u8]>, known: Option<&Secret>, what: &str) -> Result<(), ApiError> {
    match (given, known) {
        (Some(given), Some(known)) if known.matches(given) => Ok(()),
        _ => {
            Err(ApiError::new(ProblemType::Unauthorized).detail(format!("This call needs {what}.")))
        }
    }
}

/// The header `Idempotency-Key`.
#[derive(Clone, Copy, Debug)]
pub struct IdempotencyKeyHeader(pub IdempotencyKey);

impl FromRequest for IdempotencyKeyHeader {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let key = request
            .headers()
            .get(header::IDEMPOTENCY_KEY)
            .and_then(|value| value.to_str().ok());
        ready(match key.map(str::parse) {
            Some(Ok(key)) => Ok(Self(key)),
            Some(Err(_)) => {
                Err(ApiError::new(ProblemType::Validation)
                    .field("Idempotency-Key", "must be a UUID"))
            }
            None => Err(ApiError::new(ProblemType::Validation)
                .field("Idempotency-Key", "is required: a UUID")),
        })
    }
}
