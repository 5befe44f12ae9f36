//! What operators ask every service, and what it says when a request fits nothing.

use actix_web::error::{JsonPayloadError, PathError, QueryPayloadError};
use actix_web::http::StatusCode;
use actix_web::http::header::ContentType;
use actix_web::web::{self, Data, JsonConfig, PathConfig, QueryConfig, ServiceConfig};
use actix_web::{Error, HttpRequest, HttpResponse};
use shop_api::{ProblemType, Readiness, ReadinessStatus};

use crate::{ApiError, Service};

/// A JSON body is never longer, unless a route says so.
const JSON_BYTES: usize = 64 * 1024;

pub(super) fn configure(config: &mut ServiceConfig) {
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

async fn livez() -> HttpResponse {
    HttpResponse::Ok().json(Readiness {
        status: ReadinessStatus::Ok,
        dependencies: Default::default(),
    })
}

async fn readyz(service: Data<Service>) -> HttpResponse {
    let readiness = service.health.readiness().await;
    let status = match readiness.status {
        ReadinessStatus::Ok => StatusCode::OK,
        ReadinessStatus::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
    };
    HttpResponse::build(status).json(readiness)
}

async fn metrics(service: Data<Service>) -> Result<HttpResponse, ApiError> {
    let text = service.metrics.render().map_err(ApiError::internal)?;
    Ok(HttpResponse::Ok()
        .content_type(prometheus::TEXT_FORMAT)
        .body(text))
}

async fn version(service: Data<Service>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header(ContentType::json())
        .json(service.version())
}

/// Answers what no route knows.
pub(super) async fn nothing_here(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    // A route with this address was found, so it is the method that it does not know.
    if request.match_pattern().is_some() {
        return Err(ApiError::new(ProblemType::MethodNotAllowed));
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
