//! What of a request's head is too much, or of no use to anybody. Actix refuses the extremes itself, without a problem as the body: more than 96
//! headers or 128 KiB of head with 431, and an address of more than 64 KiB with 400.

use actix_web::dev::ServiceRequest;
use shop_api::ProblemType;

use crate::ApiError;

/// Bytes of an address with its query.
const ADDRESS_BYTES: usize = 8 * 1024;

/// Bytes of all headers, names and values. Room for a full jar of cookies.
const HEADER_BYTES: usize = 16 * 1024;

/// Headers, at most.
const HEADERS: usize = 64;

/// What is wrong with the head of a request.
pub(super) fn exceeded(request: &ServiceRequest) -> Option<ApiError> {
    let address = request
        .uri()
        .path_and_query()
        .map_or(0, |address| address.as_str().len());
    if address > ADDRESS_BYTES {
        return Some(
            ApiError::new(ProblemType::UriTooLong)
                .detail(format!("An address has at most {ADDRESS_BYTES} bytes.")),
        );
    }
    // PostgreSQL's texts can't hold it, so it would look like a failure of the database.
    if request.query_string().contains("%00") {
        return Some(
            ApiError::new(ProblemType::MalformedRequest).detail("A query has no NUL character."),
        );
    }
    let headers = request.headers();
    let bytes: usize = headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len())
        .sum();
    (headers.len() > HEADERS || bytes > HEADER_BYTES).then(|| {
        ApiError::new(ProblemType::HeadersTooLarge).detail(format!(
            "A request has at most {HEADERS} headers and {HEADER_BYTES} bytes in them."
        ))
    })
}
