//! The UI's files.

use actix_web::http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderValue, IF_NONE_MATCH,
};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, ResponseError as _};
use shop_api::ProblemType;
use shop_kit::ApiError;

use crate::App;

/// A file, or the start page for a client route
#[utoipa::path(
    get, path = "/{path}", tag = "ui",
    params(
        ("path" = String, Path, description = "A file of the UI, or an address that the UI itself knows."),
        ("if-none-match" = Option<String>, Header, description = "The ETag that the browser has."),
    ),
    responses(
        (status = 200, description = "The file.", content_type = "text/html", body = String, headers(
            ("etag" = String, description = "Its digest."),
            ("cache-control" = String, description = "How long it may be kept."),
        )),
        (status = 304, description = "The browser has it already."),
    ),
)]
pub(super) async fn file(
    app: Data<App>,
    request: HttpRequest,
    path: Path<String>,
) -> Result<HttpResponse, ApiError> {
    let asset = app
        .bundle
        .find(&path)
        .ok_or_else(|| ApiError::not_found("file"))?;
    let known = request
        .headers()
        .get(IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|tags| tags.split(',').any(|tag| tag.trim() == asset.etag));
    let mut reply = if known {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    reply
        .insert_header((CACHE_CONTROL, asset.cache_control))
        .insert_header((ETAG, asset.etag.as_str()));
    if known {
        return Ok(reply.finish());
    }
    Ok(reply
        .insert_header((CONTENT_TYPE, asset.content_type))
        .body(asset.body.clone()))
}

/// Files are only read.
pub(super) async fn wrong_method() -> HttpResponse {
    let mut reply = ApiError::new(ProblemType::MethodNotAllowed).error_response();
    let methods = HeaderValue::from_static("GET, HEAD");
    reply.headers_mut().insert(ALLOW, methods);
    reply
}
