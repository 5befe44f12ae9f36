//! What operators ask every service, and what it says when a request fits nothing.

use actix_web::error::{JsonPayloadError, PathError, QueryPayloadError};
use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, ContentType, HeaderValue, RETRY_AFTER};
use actix_web::web::{self, Data, JsonConfig, PathConfig, QueryConfig, ServiceConfig};
use actix_web::{Error, HttpRequest, HttpResponse, ResponseError as _};
use shop_api::{ProblemType, Readiness, ReadinessStatus, VersionInfo};
use utoipa::OpenApi;

use crate::error::RETRY_LATER;
use crate::{ApiError, Service, openapi};

/// A JSON body is never longer, unless a route says so.
const JSON_BYTES: usize = 64 * 1024;

/// Adds the routes, and what a request gets that can't be read.
pub(crate) fn configure(config: &mut ServiceConfig) {
    config
        .app_data(
            JsonConfig::default()
                .limit(JSON_BYTES)
                .error_handler(json_error),
        )
        .app_data(QueryConfig::default().error_handler(query_error))
        .app_data(PathConfig::default().error_handler(path_error))
        .route("/livez", web::get().to(livez))
        .route("/readyz", web::get().to(readyz))
        .route("/metrics", web::get().to(metrics))
        .route("/version", web::get().to(version));
}

/// What the document of every service says about these.
#[derive(OpenApi)]
#[openapi(paths(livez, readyz, metrics, version))]
pub(crate) struct Operations;

/// Says that the process runs
#[utoipa::path(get, path = "/livez", tag = "operations", responses(
    (status = 200, description = "It runs.", body = Readiness),
))]
async fn livez() -> HttpResponse {
    HttpResponse::Ok().json(Readiness {
        status: ReadinessStatus::Ok,
        dependencies: Default::default(),
    })
}

/// Says whether the service can serve
#[utoipa::path(get, path = "/readyz", tag = "operations", responses(
    (status = 200, description = "It can.", body = Readiness),
    (status = 503, description = "Something that it can't do without does not answer, or it is shutting down.", body = Readiness),
))]
async fn readyz(service: Data<Service>) -> HttpResponse {
    let readiness = service.health.readiness().await;
    let status = match readiness.status {
        ReadinessStatus::Ok => StatusCode::OK,
        ReadinessStatus::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
    };
    let mut reply = HttpResponse::build(status);
    if status == StatusCode::SERVICE_UNAVAILABLE {
        reply.insert_header((RETRY_AFTER, RETRY_LATER.as_secs()));
    }
    reply.json(readiness)
}

/// Metrics for Prometheus
#[utoipa::path(get, path = "/metrics", tag = "operations", responses(
    (status = 200, description = "The metrics in Prometheus' text format.", body = String, content_type = "text/plain"),
))]
async fn metrics(service: Data<Service>) -> Result<HttpResponse, ApiError> {
    let text = service.metrics.render().map_err(ApiError::internal)?;
    Ok(HttpResponse::Ok()
        .content_type(prometheus::TEXT_FORMAT)
        .body(text))
}

/// What program this is
#[utoipa::path(get, path = "/version", tag = "operations", responses(
    (status = 200, description = "Service, version, replica and commit.", body = VersionInfo),
))]
async fn version(service: Data<Service>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header(ContentType::json())
        .json(service.version())
}

/// Answers what no route knows.
pub(super) async fn nothing_here(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    // A route with this address was found, so it is the method that it does not know.
    if let Some(pattern) = request.match_pattern() {
        let mut reply = ApiError::new(ProblemType::MethodNotAllowed).error_response();
        if let Some(methods) = openapi::methods(&request, &pattern) {
            reply
                .headers_mut()
                .insert(ALLOW, HeaderValue::from_static(methods));
        }
        return Ok(reply);
    }
    Err(ApiError::new(ProblemType::NotFound).detail("There is nothing at this address."))
}

fn json_error(error: JsonPayloadError, _: &HttpRequest) -> Error {
    let kind = match &error {
        JsonPayloadError::OverflowKnownLength { .. } | JsonPayloadError::Overflow { .. } => {
            ProblemType::PayloadTooLarge
        }
        JsonPayloadError::ContentType => ProblemType::UnsupportedMedia,
        _ => ProblemType::MalformedRequest,
    };
    let detail = match &error {
        JsonPayloadError::Deserialize(reason) => format!("The body does not fit: {reason}."),
        JsonPayloadError::ContentType => "The body must be application/json.".to_owned(),
        _ => format!("The body can't be read: {error}."),
    };
    ApiError::new(kind).detail(detail).into()
}

fn query_error(error: QueryPayloadError, _: &HttpRequest) -> Error {
    ApiError::new(ProblemType::MalformedRequest)
        .detail(format!("The query can't be read: {error}."))
        .into()
}

/// An id that is no id names nothing.
fn path_error(_: PathError, _: &HttpRequest) -> Error {
    ApiError::new(ProblemType::NotFound)
        .detail("There is nothing at this address.")
        .into()
}
