//! The document and its page over HTTP.

use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS,
};
use actix_web::web::{self, Bytes, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use utoipa::OpenApi;

use super::{Document, page};
use crate::ApiError;

/// The page loads its style and nothing else, and runs no script.
const POLICY: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const STYLE: &str = include_str!("style.css");

/// What the document says about these routes.
#[derive(OpenApi)]
#[openapi(paths(json, html, style))]
pub(super) struct Pages;

/// What the handlers share.
#[derive(Clone, Copy)]
struct Served(&'static Document);

impl Document {
    /// Adds `/openapi.json` and, for people, `/docs`.
    pub fn serve(&'static self) -> impl Fn(&mut ServiceConfig) + Clone + Send + 'static {
        move |config| {
            config
                .app_data(Data::new(Served(self)))
                .route("/openapi.json", web::get().to(json))
                .route("/docs", web::get().to(html))
                .route("/docs/style.css", web::get().to(style));
        }
    }

    fn json(&self) -> Result<Bytes, ApiError> {
        if let Some(known) = self.json.get() {
            return Ok(known.clone());
        }
        let text = self.text().map_err(ApiError::internal)?;
        Ok(self.json.get_or_init(|| text.into()).clone())
    }

    fn page(&self) -> Result<Bytes, ApiError> {
        if let Some(known) = self.page.get() {
            return Ok(known.clone());
        }
        let document = serde_json::to_value(self.build()).map_err(ApiError::internal)?;
        Ok(self
            .page
            .get_or_init(|| page::html(&document).into())
            .clone())
    }
}

/// The methods of a route, if its service has a document.
pub(crate) fn methods(request: &HttpRequest, pattern: &str) -> Option<&'static str> {
    let document = request.app_data::<Data<Served>>()?.0;
    document.methods(pattern)
}

/// This document
#[utoipa::path(get, path = "/openapi.json", operation_id = "openapi", tag = "documentation", responses(
    (status = 200, description = "The OpenAPI document.", body = serde_json::Value, content_type = "application/json"),
))]
async fn json(served: Data<Served>) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/json"))
        .insert_header((CACHE_CONTROL, "no-cache"))
        .body(served.0.json()?))
}

/// This document for people
#[utoipa::path(get, path = "/docs", operation_id = "docs", tag = "documentation", responses(
    (status = 200, description = "A page to browse the document.", body = String, content_type = "text/html"),
))]
async fn html(served: Data<Served>) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((CACHE_CONTROL, "no-cache"))
        .body(served.0.page()?))
}

/// The style of the page
#[utoipa::path(get, path = "/docs/style.css", operation_id = "docs_style", tag = "documentation", responses(
    (status = 200, description = "A style sheet.", body = String, content_type = "text/css"),
))]
async fn style() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/css; charset=utf-8"))
        .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((CACHE_CONTROL, "public, max-age=3600"))
        .body(STYLE)
}
