//! Around every request: its ids, the load limit, metrics, and one log line.

use std::time::{Duration, Instant};

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::ConnectionType;
use actix_web::http::header::HeaderName;
use actix_web::http::{StatusCode, header::HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, ResponseError, web};
use shop_api::{ProblemType, header};

use super::connections::Connection;
use super::limits;
use super::load::Load;
use crate::context::{self, RequestContext};
use crate::spans::Span;
use crate::{ApiError, Service};

/// From the head of a request to the head of its reply. A client that sends its body too slowly is given up.
#[derive(Clone, Copy)]
pub(super) struct Longest(pub(super) Duration);

/// What nginx logs for a request whose client went away.
const CLIENT_GONE: u16 = 499;

/// The label of a method that no route knows.
pub(crate) const OTHER: &str = "OTHER";

/// Reports a request exactly once, also when its client goes away before the reply.
struct Report {
    service: web::Data<Service>,
    method: &'static str,
    route: String,
    start: Instant,
    sent: bool,
    span: Option<Span>,
}

impl Report {
    fn send(&mut self, status: u16, cause: Option<String>) {
        self.sent = true;
        if let Some(mut span) = self.span.take() {
            span.set("http.response.status_code", i64::from(status));
            if status >= 500 || status == CLIENT_GONE {
                span.fail(status.to_string());
            }
        }
        let (method, route, elapsed) = (self.method, self.route.as_str(), self.start.elapsed());
        self.service
            .metrics
            .request(route, method, status, elapsed.as_secs_f64());
        let duration_ms = (elapsed.as_secs_f64() * 100_000.0).round() / 100.0;
        let error = cause.as_deref();
        if is_operational(route) {
            tracing::debug!(
                method,
                route,
                status,
                duration_ms,
                error,
                "Answered {method} {route} with {status}."
            );
        } else if status >= 500 {
            tracing::error!(
                method,
                route,
                status,
                duration_ms,
                error,
                "Answered {method} {route} with {status}."
            );
        } else {
            tracing::info!(
                method,
                route,
                status,
                duration_ms,
                error,
                "Answered {method} {route} with {status}."
            );
        }
    }
}

impl Drop for Report {
    fn drop(&mut self) {
        if !self.sent {
            self.send(CLIENT_GONE, None);
        }
    }
}

/// The middleware.
pub(super) async fn observe<B: MessageBody + 'static>(
    service: web::Data<Service>,
    load: web::Data<Load>,
    longest: web::Data<Longest>,
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let connection = Connection::of(&request);
    if let Some(connection) = &connection {
        connection.serve(&mut request);
    }
    let text = |name: &str| {
        request
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    let context = RequestContext::from_headers(text(header::REQUEST_ID), text(header::TRACEPARENT));
    request.extensions_mut().insert(context.clone());
    context::scope(context.clone(), async move {
        let route = request
            .match_pattern()
            .unwrap_or_else(|| "unmatched".to_owned());
        let method = method_label(request.method().as_str());
        let span = span(&service, &context, &request, method, &route);
        let mut report = Report {
            service,
            method,
            route,
            start: Instant::now(),
            sent: false,
            span,
        };
        // Clients that keep connections open would only find out by losing one.
        let is_old = connection.as_ref().is_some_and(|known| known.is_over());
        let last = is_old || report.service.health.is_draining();
        let place = load.enter();
        if let Some(place) = &place {
            place.follow(&mut request);
        }
        let result = if let Some(error) = limits::exceeded(&request) {
            Ok(request.into_response(error.error_response()))
        } else if place.is_some() || is_operational(&report.route) {
            answer(request, next, longest.0).await
        } else {
            let error = ApiError::new(ProblemType::Overloaded)
                .detail("The service has more to do than it can; try again soon.");
            Ok(request.into_response(error.error_response()))
        };
        if let Some(connection) = &connection {
            connection.wait();
        }
        let mut response = match result {
            Ok(response) => response,
            Err(error) => {
                let status = error.as_response_error().status_code();
                report.send(status.as_u16(), cause(&error));
                return Err(error);
            }
        };
        report.send(
            response.status().as_u16(),
            response.response().error().and_then(cause),
        );
        if last {
            response
                .response_mut()
                .head_mut()
                .set_connection_type(ConnectionType::Close);
        }
        if let Ok(id) = HeaderValue::from_str(&context.request_id) {
            response
                .headers_mut()
                .insert(HeaderName::from_static(header::REQUEST_ID), id);
        }
        Ok(response)
    })
    .await
}

/// The span of a request, named by its route and never by what was asked for.
fn span(
    service: &Service,
    context: &RequestContext,
    request: &ServiceRequest,
    method: &'static str,
    route: &str,
) -> Option<Span> {
    let known = method != OTHER;
    let mut span = service.spans.server(context, || {
        format!("{} {route}", if known { method } else { "HTTP" })
    })?;
    span.set("http.request.method", if known { method } else { "_OTHER" });
    span.set("http.route", route.to_owned());
    span.set("url.scheme", "http");
    span.set("url.path", request.path().to_owned());
    Some(span)
}

/// The reply of the handler, or a problem where there is none.
async fn answer<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
    longest: Duration,
) -> Result<ServiceResponse<BoxBody>, Error> {
    match tokio::time::timeout(longest, next.call(request)).await {
        Ok(result) => result.map(ServiceResponse::map_into_boxed_body),
        Err(_) => Err(ApiError::new(ProblemType::RequestTimeout).into()),
    }
}

/// Always answered, and not worth a line each second.
pub(crate) fn is_operational(route: &str) -> bool {
    matches!(route, "/livez" | "/readyz" | "/metrics" | "/version")
}

fn cause(error: &Error) -> Option<String> {
    match error.as_error::<ApiError>() {
        Some(error) => error.cause(),
        None if error.as_response_error().status_code() >= StatusCode::INTERNAL_SERVER_ERROR => {
            Some(error.to_string())
        }
        None => None,
    }
}

/// Anybody can send any method, so only known ones become a label.
pub(crate) fn method_label(method: &str) -> &'static str {
    match method {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => OTHER,
    }
}
