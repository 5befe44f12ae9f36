//! Errors as problem details (RFC 9457). The reply says what a client may know; the log has the cause.

use std::fmt;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, RETRY_AFTER};
use actix_web::{HttpResponse, ResponseError};
use shop_api::{FieldError, Problem, ProblemType, header};

use crate::client::{CallError, SenderFault};
use crate::context;
use crate::db::DbError;
use crate::redis::RedisError;
use crate::s3::S3Error;

/// An error with its causes: most clients' own texts name only the outermost.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let more = inner.to_string();
        // Some repeat their cause in their own text.
        if !text.contains(&more) {
            text.push_str(": ");
            text.push_str(&more);
        }
        cause = inner.source();
    }
    text
}

/// What a client that got 503 should wait at least.
pub(crate) const RETRY_LATER: Duration = Duration::from_secs(1);

/// The error of every handler.
#[derive(Debug)]
pub struct ApiError {
    kind: ProblemType,
    detail: Option<String>,
    errors: Vec<FieldError>,
    source: Option<anyhow::Error>,
}

impl ApiError {
    /// A problem of this kind, with nothing more to say.
    #[must_use]
    pub fn new(kind: ProblemType) -> Self {
        Self {
            kind,
            detail: None,
            errors: Vec::new(),
            source: None,
        }
    }

    /// Says what is wrong this time. A client reads it.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Names a wrong field.
    #[must_use]
    pub fn field(mut self, field: impl Into<String>, message: impl Into<String>) -> Self {
        self.errors.push(FieldError::new(field, message));
        self
    }

    /// Keeps the cause for the log. No client sees it.
    #[must_use]
    pub fn because(mut self, source: impl Into<anyhow::Error>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Fields with values that are not allowed.
    #[must_use]
    pub fn validation(errors: Vec<FieldError>) -> Self {
        Self {
            errors,
            ..Self::new(ProblemType::Validation)
        }
    }

    /// There is no such `what`.
    #[must_use]
    pub fn not_found(what: &str) -> Self {
        Self::new(ProblemType::NotFound).detail(format!("There is no such {what}."))
    }

    /// Something that this service needs does not answer.
    #[must_use]
    pub fn unavailable(dependency: &str, source: impl Into<anyhow::Error>) -> Self {
        Self::new(ProblemType::DependencyUnavailable)
            .detail(format!(
                "The service can't reach its {dependency} right now."
            ))
            .because(source)
    }

    /// A defect of this service.
    #[must_use]
    pub fn internal(source: impl Into<anyhow::Error>) -> Self {
        Self::new(ProblemType::Internal).because(source)
    }

    /// What kind of problem it is.
    #[must_use]
    pub fn kind(&self) -> ProblemType {
        self.kind
    }

    /// The cause with its own causes, for the log.
    #[must_use]
    pub fn cause(&self) -> Option<String> {
        self.source.as_ref().map(|source| format!("{source:#}"))
    }

    fn problem(&self) -> Problem {
        Problem {
            kind: self.kind.uri().to_owned(),
            title: self.kind.title().to_owned(),
            status: self.kind.status(),
            detail: self.detail.clone(),
            request_id: context::current().map(|context| context.request_id),
            errors: self.errors.clone(),
        }
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.detail.as_deref().unwrap_or_else(|| self.kind.title()))
    }
}

impl std::error::Error for ApiError {}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.kind.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let mut reply = HttpResponse::build(self.status_code());
        if self.status_code() == StatusCode::SERVICE_UNAVAILABLE {
            reply.insert_header((RETRY_AFTER, RETRY_LATER.as_secs()));
        }
        reply
            .insert_header((CONTENT_TYPE, header::PROBLEM_JSON))
            .json(self.problem())
    }
}

impl From<DbError> for ApiError {
    fn from(error: DbError) -> Self {
        if error.is_outage() {
            Self::unavailable("database", error)
        } else {
            Self::internal(error)
        }
    }
}

impl From<RedisError> for ApiError {
    fn from(error: RedisError) -> Self {
        match error {
            // A fault of the program: it would fail again.
            RedisError::Scattered => Self::internal(error),
            _ => Self::unavailable("cache", error),
        }
    }
}

impl From<S3Error> for ApiError {
    fn from(error: S3Error) -> Self {
        match error {
            S3Error::NotFound { .. } => Self::not_found("object").because(error),
            S3Error::Unavailable { .. } => Self::unavailable("object store", error),
        }
    }
}

/// A call's failure that the caller did not handle itself.
impl From<CallError> for ApiError {
    fn from(error: CallError) -> Self {
        match &error {
            CallError::Timeout { peer, .. }
            | CallError::Connection { peer, .. }
            | CallError::BreakerOpen { peer }
            | CallError::Body { peer, .. } => {
                let peer = *peer;
                Self::unavailable(peer, error)
            }
            CallError::Refused { peer, status, .. } if *status >= 500 => {
                let peer = *peer;
                Self::unavailable(peer, error)
            }
            CallError::Sender { fault, .. } => {
                let kind = match fault {
                    SenderFault::TooLarge { .. } => ProblemType::PayloadTooLarge,
                    SenderFault::TooSlow => ProblemType::RequestTimeout,
                    SenderFault::BrokenOff => ProblemType::MalformedRequest,
                };
                Self::new(kind).detail(fault.to_string())
            }
            CallError::Refused { .. } | CallError::Request { .. } => Self::internal(error),
        }
    }
}
