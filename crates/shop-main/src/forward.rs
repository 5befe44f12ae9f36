//! Passes an answer of `catalog` on.

use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::body::SizedStream;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    ACCEPT, ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderName, IF_MODIFIED_SINCE,
    IF_NONE_MATCH, LAST_MODIFIED, VARY,
};
use futures::TryStreamExt as _;
use shop_kit::ApiError;
use shop_kit::client::CallError;

use crate::peers::Catalog;

/// What of a request changes the answer.
const ASKED: [HeaderName; 4] = [ACCEPT, ACCEPT_LANGUAGE, IF_NONE_MATCH, IF_MODIFIED_SINCE];
/// What of an answer is for the customer.
const ANSWERED: [HeaderName; 5] = [CONTENT_TYPE, CACHE_CONTROL, ETAG, LAST_MODIFIED, VARY];

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
    let answer = call.send().await?;
    let status = answer.status().as_u16();
    if status >= 500 {
        return Err(CallError::Refused {
            peer: "catalog",
            status,
            problem: None,
        }
        .into());
    }
    let status = StatusCode::from_u16(status).map_err(ApiError::internal)?;
    let mut reply = HttpResponse::build(status);
    for name in ANSWERED {
        if let Some(value) = answer.headers().get(name.as_str()) {
            reply.insert_header((name, value.as_bytes()));
        }
    }
    // Known before the stream begins: a picture then has a length, and a broken stream shows as one.
    let length = answer.content_length();
    let body = answer.bytes_stream().map_err(std::io::Error::other);
    Ok(match length {
        Some(length) => reply.body(SizedStream::new(length, body)),
        None => reply.streaming(body),
    })
}
