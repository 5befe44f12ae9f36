//! `/api`: passes a request on to `main` and its answer back, both as streams.

use actix_web::body::SizedStream;
use actix_web::http::header::{self as names, HeaderMap, HeaderName};
use actix_web::http::{Method, StatusCode};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use futures::TryStreamExt as _;
use shop_api::header;
use shop_kit::ApiError;
use shop_kit::client::Response;
use shop_kit::server::BODY_BYTES;

use crate::App;

/// They belong to one connection (RFC 9110, 7.6.1), or are set anew for the next one.
const OF_A_CONNECTION: [&str; 11] = [
    "connection",
    "content-length",
    "expect",
    "host",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Passes a request on
#[utoipa::path(
    method(get, post, put, patch, delete), path = "/api/{path}", tag = "api",
    params(("path" = String, Path, description = "An address of main below /api.")),
    responses((status = "default", description = "What main answers.")),
)]
pub(super) async fn forward(
    app: Data<App>,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, ApiError> {
    let target = request
        .uri()
        .path_and_query()
        .map_or("/api", |target| target.as_str());
    let method = reqwest::Method::from_bytes(request.method().as_str().as_bytes())
        .map_err(ApiError::internal)?;
    let mut call = app.main.request(method, target).forwarded();
    for (name, value) in passed(request.headers()) {
        call = call.header(name.as_str(), value);
    }
    call = call.header("x-forwarded-for", forwarded_for(&request));
    if let Some(host) = request.headers().get(names::HOST) {
        call = call.header("x-forwarded-host", host.as_bytes());
    }
    let answer = match body_length(request.headers()) {
        None => call.send().await?,
        Some(length) => {
            if let Some(length) = length {
                // Without it the body would be sent in chunks.
                call = call.header(names::CONTENT_LENGTH.as_str(), length);
            }
            call.pass_on(payload, BODY_BYTES).await?
        }
    };
    reply(request.method(), answer)
}

/// Headers that a request or an answer keeps on its way. The internal token is for the services among themselves.
fn passed(headers: &HeaderMap) -> Vec<(HeaderName, Vec<u8>)> {
    let listed: Vec<String> = headers
        .get_all(names::CONNECTION)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|name| name.trim().to_ascii_lowercase())
        .collect();
    let stays = |name: &str| {
        OF_A_CONNECTION.contains(&name)
            || name == header::INTERNAL_TOKEN
            || listed.iter().any(|listed| listed == name)
    };
    let mut kept: Vec<(HeaderName, Vec<u8>)> = Vec::new();
    for (name, value) in headers.iter().filter(|(name, _)| !stays(name.as_str())) {
        match kept.iter_mut().find(|(known, _)| known == name) {
            // A browser sends one cookie header, HTTP/2 may split it; all others are lists with commas.
            Some((known, list)) => {
                let separator: &[u8] = if *known == names::COOKIE {
                    b"; "
                } else {
                    b", "
                };
                list.extend_from_slice(separator);
                list.extend_from_slice(value.as_bytes());
            }
            None => kept.push((name.clone(), value.as_bytes().to_vec())),
        }
    }
    kept
}

fn forwarded_for(request: &HttpRequest) -> String {
    let peer = request
        .peer_addr()
        .map_or_else(|| "unknown".to_owned(), |address| address.ip().to_string());
    let before = request
        .headers()
        .get("x-forwarded-for")
        .and_then(|value| value.to_str().ok());
    match before {
        Some(before) => format!("{before}, {peer}"),
        None => peer,
    }
}

/// Whether there is a body, and how long it is when the client said so.
fn body_length(headers: &HeaderMap) -> Option<Option<String>> {
    if headers.contains_key(names::TRANSFER_ENCODING) {
        return Some(None);
    }
    let length = headers.get(names::CONTENT_LENGTH)?.to_str().ok()?;
    if length == "0" {
        None
    } else {
        Some(Some(length.to_owned()))
    }
}

/// An answer on its way back.
fn reply(method: &Method, answer: Response) -> Result<HttpResponse, ApiError> {
    let status = StatusCode::from_u16(answer.status().as_u16()).map_err(ApiError::internal)?;
    let mut reply = HttpResponse::build(status);
    let listed: Vec<String> = answer
        .headers()
        .get_all("connection")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|name| name.trim().to_ascii_lowercase())
        .collect();
    for (name, value) in answer.headers() {
        let name = name.as_str();
        if !OF_A_CONNECTION.contains(&name) && !listed.iter().any(|listed| listed == name) {
            // Appended: there can be several cookies.
            reply.append_header((name, value.as_bytes()));
        }
    }
    let length = answer.content_length();
    if method == Method::HEAD {
        return Ok(reply.finish());
    }
    let body = answer.bytes_stream().map_err(std::io::Error::other);
    Ok(match length {
        Some(length) => reply.body(SizedStream::new(length, body)),
        None => reply.streaming(body),
    })
}
