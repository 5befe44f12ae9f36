//! Passes requests on to `catalog`, and answers back.

use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::body::SizedStream;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    ACCEPT, ACCEPT_LANGUAGE, AUTHORIZATION, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, ETAG,
    HeaderName, IF_MATCH, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, LOCATION, VARY,
};
use actix_web::web::Payload;
use futures::TryStreamExt as _;
use reqwest::Method;
use shop_api::ProblemType;
use shop_kit::ApiError;
use shop_kit::client::{CallError, Client, Response, SenderFault};

use crate::peers::Catalog;

/// What of a request changes the answer.
const ASKED: [HeaderName; 4] = [ACCEPT, ACCEPT_LANGUAGE, IF_NONE_MATCH, IF_MODIFIED_SINCE];
/// What of a request a change needs. The catalog checks who it comes from.
const CHANGED: [HeaderName; 3] = [AUTHORIZATION, CONTENT_TYPE, IF_MATCH];
/// What of an answer is for the customer.
const ANSWERED: [HeaderName; 5] = [CONTENT_TYPE, CACHE_CONTROL, ETAG, LAST_MODIFIED, VARY];

/// Who answers what is forwarded.
const PEER: &str = "catalog";

/// What this service's addresses begin with, and the catalog's don't.
const PREFIX: &str = "/api";

/// Asks the catalog for `path_and_query` and streams its answer. What it refuses is the customer's business, what
/// it fails at is not: that becomes a 503.
pub(crate) async fn forward(
    catalog: &Catalog,
    request: &HttpRequest,
    path_and_query: &str,
) -> Result<HttpResponse, ApiError> {
    let mut call = catalog.get(path_and_query);
    for name in ASKED {
        if let Some(value) = request.headers().get(&name) {
            call = call.header(name.as_str(), value.as_bytes());
        }
    }
    pass_on(PEER, call.send().await?, &ANSWERED)
}

/// Passes a change of staff on, with its body as a stream of at most `limit` bytes. Who may change what is the catalog's
/// to decide. Never repeated: the second of two equal changes gets another answer.
pub(crate) async fn forward_change(
    catalog: &Client,
    request: &HttpRequest,
    payload: Payload,
    limit: u64,
) -> Result<HttpResponse, ApiError> {
    let path = request.path();
    let path = path.strip_prefix(PREFIX).unwrap_or(path);
    let method = Method::from_bytes(request.method().as_str().as_bytes());
    let mut call = catalog
        .request(method.map_err(ApiError::internal)?, path)
        .once()
        .forwarded();
    for name in CHANGED {
        if let Some(value) = request.headers().get(&name) {
            call = call.header(name.as_str(), value.as_bytes());
        }
    }
    let length = request.headers().get(CONTENT_LENGTH);
    let announced = length.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| length > limit) {
        return Err(ApiError::new(ProblemType::PayloadTooLarge)
            .detail(SenderFault::TooLarge { limit }.to_string()));
    }
    let has_body = announced != Some(0) && request.method() != actix_web::http::Method::DELETE;
    let answer = if has_body {
        if let Some(length) = announced {
            // Without it the body would be sent in chunks.
            call = call.header(CONTENT_LENGTH.as_str(), length.to_string());
        }
        call.pass_on(payload, limit).await?
    } else {
        call.send().await?
    };
    pass_on(PEER, answer, &ANSWERED)
}

/// Passes an answer of `peer` on as a stream, with those of its headers that are for the customer.
pub(crate) fn pass_on(
    peer: &'static str,
    answer: Response,
    headers: &[HeaderName],
) -> Result<HttpResponse, ApiError> {
    let status = answer.status().as_u16();
    if status >= 500 {
        return Err(CallError::Refused {
            peer,
            status,
            problem: None,
        }
        .into());
    }
    let status = StatusCode::from_u16(status).map_err(ApiError::internal)?;
    let mut reply = HttpResponse::build(status);
    for name in headers {
        if let Some(value) = answer.headers().get(name.as_str()) {
            reply.insert_header((name, value.as_bytes()));
        }
    }
    if let Some(place) = answer.headers().get(LOCATION.as_str()) {
        // The catalog knows its own addresses, the caller those of this service.
        reply.insert_header((LOCATION, [PREFIX.as_bytes(), place.as_bytes()].concat()));
    }
    // Known before the stream begins: a picture then has a length, and a broken stream shows as one.
    let length = answer.content_length();
    let body = answer.bytes_stream().map_err(std::io::Error::other);
    Ok(match length {
        Some(length) => reply.body(SizedStream::new(length, body)),
        None => reply.streaming(body),
    })
}
