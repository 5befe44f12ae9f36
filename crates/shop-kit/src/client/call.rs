//! One call, with its attempts.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use actix_web::web::Payload;
use futures::FutureExt as _;
use futures::future::FusedFuture as _;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Body, Method, Request, Response, StatusCode, Url};
use serde::Serialize;
use serde::de::DeserializeOwned;
use shop_api::{Problem, header};
use tokio::time::Instant;

use super::body::{Progress, Pump};
use super::{CallError, Inner, SenderFault};
use crate::context;
use crate::error::chain;
use crate::server::{OTHER, method_label};
use crate::spans::Span;

/// The pause before the first repetition is up to this long, and doubles.
const PAUSE: Duration = Duration::from_millis(50);

/// The outcome of a call whose body did not arrive.
const SENDER: &str = "sender";

/// A problem's body is never longer.
const PROBLEM_BYTES: u64 = 64 * 1024;

/// A call that is being put together.
#[must_use = "a call does nothing until it is sent"]
#[derive(Debug)]
pub struct Call {
    inner: Arc<Inner>,
    request: Result<Request, String>,
    upload: Option<Arc<Progress>>,
    idempotent: bool,
    forwarded: bool,
}

impl Call {
    pub(super) fn new(inner: Arc<Inner>, method: Method, path: &str) -> Self {
        let base = inner.base.as_str().trim_end_matches('/');
        let url = Url::parse(&format!("{base}{path}"));
        let idempotent = matches!(
            method,
            Method::GET | Method::HEAD | Method::PUT | Method::DELETE | Method::OPTIONS
        );
        let request = url
            .map(|url| Request::new(method, url))
            .map_err(|error| format!("{path}: {error}"));
        Self {
            inner,
            request,
            upload: None,
            idempotent,
            forwarded: false,
        }
    }

    fn change(mut self, change: impl FnOnce(&mut Request) -> Result<(), String>) -> Self {
        self.request = self
            .request
            .and_then(|mut request| change(&mut request).map(|()| request));
        self
    }

    /// Adds the fields of `query` to the address.
    pub fn query<T: Serialize + ?Sized>(mut self, query: &T) -> Self {
        self.request = self.request.and_then(|request| {
            let builder = reqwest::RequestBuilder::from_parts(self.inner.http.clone(), request);
            builder
                .query(query)
                .build()
                .map_err(|error| error.to_string())
        });
        self
    }

    /// Sets a header.
    pub fn header(self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.change(|request| {
            let name =
                HeaderName::from_bytes(name.as_bytes()).map_err(|error| error.to_string())?;
            let value =
                HeaderValue::from_bytes(value.as_ref()).map_err(|error| error.to_string())?;
            request.headers_mut().insert(name, value);
            Ok(())
        })
    }

    /// Sends `body` as JSON.
    pub fn json<T: Serialize + ?Sized>(self, body: &T) -> Self {
        self.change(|request| {
            let bytes = serde_json::to_vec(body).map_err(|error| error.to_string())?;
            request
                .headers_mut()
                .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            *request.body_mut() = Some(Body::from(bytes));
            Ok(())
        })
    }

    /// The call may be repeated, because the peer knows a repetition by a key.
    pub fn idempotent(mut self) -> Self {
        self.idempotent = true;
        self
    }

    /// The call is made once at most: a repetition would be answered as one, such as that there is nothing left to change.
    pub fn once(mut self) -> Self {
        self.idempotent = false;
        self
    }

    /// The answer is passed on as it is. An error in it is then a matter between the peer and whoever asked: no reason to
    /// repeat the call, or to leave the peer alone.
    pub fn forwarded(mut self) -> Self {
        self.forwarded = true;
        self
    }

    /// Sends the call and waits for the head of the answer, whatever its status is. The body comes as a stream.
    ///
    /// # Errors
    /// No answer: see [`CallError`].
    pub async fn send(self) -> Result<Response, CallError> {
        let deadline = Instant::now() + self.inner.settings.timeout;
        self.send_by(deadline).await
    }

    /// Sends the call with the body of the request that is being served, piece by piece and `limit` bytes at most, and waits
    /// for the head of the answer. It is made once. What the sender of the body does wrong is not the peer's failure.
    ///
    /// # Errors
    /// [`CallError::Sender`] when the body did not arrive; else as [`Call::send`].
    pub async fn pass_on(mut self, payload: Payload, limit: u64) -> Result<Response, CallError> {
        let (pump, body, progress) = Pump::new(payload, limit);
        self.upload = Some(progress);
        let inner = Arc::clone(&self.inner);
        let call = self.change(|request| {
            *request.body_mut() = Some(body);
            Ok(())
        });
        let (mut pump, mut call) = (pin!(pump.run().fuse()), pin!(call.send()));
        loop {
            tokio::select! {
                biased;
                answer = &mut call => return answer,
                // In this task, not in one of its own: Actix closes the connection of a body that breaks off right away, unless
                // there is an answer at once.
                read = &mut pump, if !pump.is_terminated() => if let Err(fault) = read {
                    inner.count(SENDER);
                    return Err(CallError::Sender { peer: inner.peer, fault });
                },
            }
        }
    }

    /// Sends the call and reads the whole answer as JSON.
    ///
    /// # Errors
    /// No answer, one with a status of 400 or more, or one that can't be read: see [`CallError`].
    pub async fn fetch<T: DeserializeOwned>(self) -> Result<T, CallError> {
        let peer = self.inner.peer;
        let bytes = self.read().await?;
        serde_json::from_slice(&bytes).map_err(|error| CallError::Body {
            peer,
            reason: error.to_string(),
        })
    }

    /// Sends the call and ignores the answer's body.
    ///
    /// # Errors
    /// No answer, or one with a status of 400 or more: see [`CallError`].
    pub async fn done(self) -> Result<(), CallError> {
        self.read().await.map(|_| ())
    }

    async fn read(self) -> Result<Vec<u8>, CallError> {
        let (peer, limit) = (self.inner.peer, self.inner.settings.timeout);
        let deadline = Instant::now() + limit;
        let response = self.send_by(deadline).await?;
        let status = response.status();
        if (status.is_client_error() || status.is_server_error())
            && response
                .content_length()
                .is_some_and(|length| length > PROBLEM_BYTES)
        {
            return Err(CallError::Refused {
                peer,
                status: status.as_u16(),
                problem: None,
            });
        }
        let body = tokio::time::timeout_at(deadline, response.bytes())
            .await
            .map_err(|_| CallError::Timeout { peer, limit })?
            .map_err(|error| CallError::Body {
                peer,
                reason: chain(&error),
            })?;
        if status.is_client_error() || status.is_server_error() {
            let problem = serde_json::from_slice::<Problem>(&body).ok().map(Box::new);
            return Err(CallError::Refused {
                peer,
                status: status.as_u16(),
                problem,
            });
        }
        Ok(body.to_vec())
    }

    async fn send_by(self, deadline: Instant) -> Result<Response, CallError> {
        let Self {
            inner,
            request,
            upload,
            idempotent,
            forwarded,
        } = self;
        let upload = upload.as_deref();
        let mut request = request.map_err(|reason| CallError::Request {
            peer: inner.peer,
            reason,
        })?;
        add_headers(&inner, request.headers_mut());
        inner.budget().earn();
        let mut repetitions = 0;
        loop {
            let spare = if idempotent {
                request.try_clone()
            } else {
                None
            };
            let made = Made {
                forwarded,
                repetitions,
                upload,
            };
            let result = attempt(&inner, request, deadline, made).await;
            let repeatable = match &result {
                Ok(response) => {
                    !forwarded
                        && matches!(
                            response.status(),
                            StatusCode::BAD_GATEWAY
                                | StatusCode::SERVICE_UNAVAILABLE
                                | StatusCode::GATEWAY_TIMEOUT
                        )
                }
                Err(CallError::Connection { .. }) => true,
                Err(_) => false,
            };
            let (true, Some(again)) = (repeatable && repetitions < inner.settings.retries, spare)
            else {
                return result;
            };
            let pause = PAUSE
                .saturating_mul(1 << repetitions.min(4))
                .mul_f64(rand::random_range(0.0..=1.0));
            if Instant::now() + pause >= deadline || !inner.budget().spend() {
                return result;
            }
            tokio::time::sleep(pause).await;
            repetitions += 1;
            request = again;
        }
    }
}

/// How an attempt is made.
#[derive(Clone, Copy)]
struct Made<'a> {
    forwarded: bool,
    repetitions: u32,
    upload: Option<&'a Progress>,
}

async fn attempt(
    inner: &Arc<Inner>,
    mut request: Request,
    deadline: Instant,
    made: Made<'_>,
) -> Result<Response, CallError> {
    let peer = inner.peer;
    let attempt = inner.admit()?;
    let mut span = span(inner, &request, made.repetitions);
    add_place(span.as_ref(), request.headers_mut());
    let result = tokio::time::timeout_at(deadline, inner.http.execute(request)).await;
    let error = match result {
        Ok(Ok(response)) => {
            let status = response.status();
            let (outcome, well) = if status.is_server_error() {
                ("server_error", made.forwarded)
            } else if status.is_client_error() {
                ("client_error", true)
            } else {
                ("ok", true)
            };
            if let Some(span) = &mut span {
                span.set("http.response.status_code", i64::from(status.as_u16()));
                if outcome != "ok" {
                    span.fail(status.as_u16().to_string());
                }
            }
            attempt.report(outcome, well);
            return Ok(response);
        }
        Ok(Err(error)) => Some(error),
        Err(_) => None,
    };
    // A connection that can't be opened in time was never used: that is a failed connection, not a slow answer.
    let (failure, outcome) = match error {
        Some(error) if !error.is_timeout() || error.is_connect() => {
            let reason = chain(&error);
            (CallError::Connection { peer, reason }, "connect")
        }
        _ => {
            let limit = inner.settings.timeout;
            (CallError::Timeout { peer, limit }, "timeout")
        }
    };
    if outcome == "timeout" && made.upload.is_some_and(Progress::is_awaited) {
        fail(span, SENDER);
        attempt.excuse(SENDER);
        let fault = SenderFault::TooSlow;
        return Err(CallError::Sender { peer, fault });
    }
    fail(span, outcome);
    attempt.report(outcome, false);
    Err(failure)
}

/// The span of one attempt: each has its own, so that a repetition shows.
fn span(inner: &Inner, request: &Request, repetitions: u32) -> Option<Span> {
    let method = method_label(request.method().as_str());
    let known = method != OTHER;
    let mut span = inner.spans.client(if known { method } else { "HTTP" })?;
    span.set("http.request.method", if known { method } else { "_OTHER" });
    span.set("url.full", request.url().as_str().to_owned());
    span.set(
        "server.address",
        inner.base.host_str().unwrap_or_default().to_owned(),
    );
    if let Some(port) = inner.base.port_or_known_default() {
        span.set("server.port", i64::from(port));
    }
    span.set("service.peer.name", inner.peer);
    if repetitions > 0 {
        span.set("http.request.resend_count", i64::from(repetitions));
    }
    Some(span)
}

fn fail(span: Option<Span>, kind: &'static str) {
    if let Some(mut span) = span {
        span.fail(kind);
    }
}

/// Tells the peer whose work its own is a part of.
fn add_place(span: Option<&Span>, headers: &mut HeaderMap) {
    let place = match (span, context::current()) {
        (Some(span), _) => span.place(),
        (None, Some(context)) => context.trace.child(),
        (None, None) => return,
    };
    if let Ok(value) = HeaderValue::from_str(&place.to_string()) {
        headers.insert(header::TRACEPARENT, value);
    }
}

fn add_headers(inner: &Inner, headers: &mut HeaderMap) {
    let mut add = |name: &'static str, value: &str, secret: bool| {
        if let Ok(mut value) = HeaderValue::from_str(value) {
            value.set_sensitive(secret);
            headers.insert(name, value);
        }
    };
    if let Some(context) = context::current() {
        add(header::REQUEST_ID, &context.request_id, false);
    }
    if let Some(token) = &inner.token {
        add(header::INTERNAL_TOKEN, token.expose(), true);
    }
}
