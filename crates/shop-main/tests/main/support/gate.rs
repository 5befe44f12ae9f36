//! Stands between two services and breaks calls.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use actix_web::web::{self, Bytes, Data};
use actix_web::{HttpRequest, HttpResponse};
use anyhow::Result;
use reqwest::Client;
use shop_kit::Service;
use shop_kit::testing::{TestServer, server_settings};

/// What becomes of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It does not arrive.
    Refused,
    /// It does its work, and the answer is lost.
    AnswerLost,
    /// It does not arrive, and nobody answers.
    Swallowed,
    /// It does its work, and nobody answers.
    AnswerSwallowed,
}

#[derive(Debug)]
struct Rule {
    method: &'static str,
    path_end: &'static str,
    fault: Fault,
    hits: usize,
    done: usize,
}

#[derive(Debug)]
struct State {
    target: String,
    http: Client,
    rule: Mutex<Option<Rule>>,
    calls: AtomicUsize,
}

/// A proxy that a test can break.
pub(crate) struct Gate {
    server: TestServer,
    state: Arc<State>,
}

impl Gate {
    pub(crate) fn before(target: &TestServer) -> Result<Self> {
        let state = Arc::new(State {
            target: target.url(""),
            http: Client::builder().timeout(Duration::from_secs(10)).build()?,
            rule: Mutex::default(),
            calls: AtomicUsize::new(0),
        });
        let shared = Data::from(Arc::clone(&state));
        let server = TestServer::start(
            Service::new("gate", "test")?,
            server_settings(),
            move |config| {
                // `/readyz` and the like stay the gate's own; nobody asks for them through it.
                config
                    .app_data(shared.clone())
                    .route("/{path:.*}", web::route().to(pass));
            },
        )?;
        Ok(Self { server, state })
    }

    pub(crate) fn url(&self) -> String {
        self.server.url("")
    }

    /// From now on calls with this method whose path ends like this fail.
    pub(crate) fn break_calls(&self, method: &'static str, path_end: &'static str, fault: Fault) {
        *self.rule() = Some(Rule {
            method,
            path_end,
            fault,
            hits: 0,
            done: 0,
        });
    }

    /// Calls pass again.
    pub(crate) fn heal(&self) {
        *self.rule() = None;
    }

    /// How many calls were broken.
    pub(crate) fn hits(&self) -> usize {
        self.rule().as_ref().map_or(0, |rule| rule.hits)
    }

    /// How many broken calls did their work all the same.
    pub(crate) fn done(&self) -> usize {
        self.rule().as_ref().map_or(0, |rule| rule.done)
    }

    /// How many calls came, broken or not.
    pub(crate) fn calls(&self) -> usize {
        self.state.calls.load(Ordering::Relaxed)
    }

    fn rule(&self) -> std::sync::MutexGuard<'_, Option<Rule>> {
        self.state
            .rule
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

async fn pass(state: Data<State>, request: HttpRequest, body: Bytes) -> HttpResponse {
    state.calls.fetch_add(1, Ordering::Relaxed);
    let fault = state
        .rule
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .as_mut()
        .and_then(|rule| {
            let hit =
                request.method().as_str() == rule.method && request.path().ends_with(rule.path_end);
            rule.hits += usize::from(hit);
            hit.then_some(rule.fault)
        });
    match fault {
        Some(Fault::Refused) => return HttpResponse::ServiceUnavailable().finish(),
        Some(Fault::Swallowed) => std::future::pending::<()>().await,
        Some(Fault::AnswerLost | Fault::AnswerSwallowed) | None => {}
    }
    let answer = forward(&state, &request, body).await;
    if fault.is_some()
        && let Some(rule) = state
            .rule
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .as_mut()
    {
        rule.done += 1;
    }
    match fault {
        Some(Fault::AnswerLost) => HttpResponse::BadGateway().finish(),
        Some(Fault::AnswerSwallowed) => std::future::pending().await,
        _ => answer.unwrap_or_else(|_| HttpResponse::BadGateway().finish()),
    }
}

async fn forward(state: &State, request: &HttpRequest, body: Bytes) -> Result<HttpResponse> {
    let method = reqwest::Method::from_bytes(request.method().as_str().as_bytes())?;
    let mut call = state
        .http
        .request(method, format!("{}{}", state.target, request.uri()))
        .body(body);
    for (name, value) in request.headers() {
        if !["host", "content-length", "transfer-encoding"].contains(&name.as_str()) {
            call = call.header(name.as_str(), value.as_bytes());
        }
    }
    let answer = call.send().await?;
    let mut reply = HttpResponse::build(actix_web::http::StatusCode::from_u16(
        answer.status().as_u16(),
    )?);
    for (name, value) in answer.headers() {
        if !["content-length", "transfer-encoding", "connection"].contains(&name.as_str()) {
            reply.append_header((name.as_str(), value.as_bytes()));
        }
    }
    Ok(reply.body(answer.bytes().await?))
}
