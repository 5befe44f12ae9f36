//! Calls to other services: one deadline over all attempts, repetitions within a budget and for idempotent calls only,
//! a circuit breaker, and the ids of the request on every call.

mod body;
mod breaker;
mod budget;
mod call;
mod error;
mod settings;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use prometheus::{HistogramVec, IntCounterVec, IntGauge};
use reqwest::{Method, Url};

pub use body::SenderFault;
pub use call::Call;
pub use error::CallError;
pub use reqwest::{Response, StatusCode};
pub use settings::ClientSettings;

use crate::metrics::Metrics;
use crate::service::Service;
use crate::settings::Secret;
use crate::spans::Spans;
use breaker::Breaker;
use budget::Budget;

/// Shorter than the 30 s after which our servers close an idle connection, so that a call never meets a closing one.
const IDLE: Duration = Duration::from_secs(15);

/// Calls one other service. Copies share connections, breaker and budget.
#[derive(Clone, Debug)]
pub struct Client {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    peer: &'static str,
    base: Url,
    token: Option<Secret>,
    settings: ClientSettings,
    spans: Spans,
    http: reqwest::Client,
    breaker: Mutex<Breaker>,
    budget: Mutex<Budget>,
    measures: Measures,
}

/// The metrics of all clients of a service.
#[derive(Clone, Debug)]
struct Measures {
    requests: IntCounterVec,
    seconds: HistogramVec,
    breaker_open: IntGauge,
    in_flight: IntGauge,
}

/// Makes the clients of a service, which share their metrics.
#[derive(Clone, Debug)]
pub struct Clients {
    requests: IntCounterVec,
    seconds: HistogramVec,
    breaker_open: prometheus::IntGaugeVec,
    in_flight: prometheus::IntGaugeVec,
    settings: ClientSettings,
    spans: Spans,
    token: Option<Secret>,
}

impl Clients {
    /// Clients for `service` that send `token` as proof of who they are.
    ///
    /// # Errors
    /// The metrics of clients exist already.
    pub fn new(
        settings: ClientSettings,
        token: Option<Secret>,
        service: &Service,
    ) -> Result<Self, prometheus::Error> {
        let metrics: &Metrics = &service.metrics;
        Ok(Self {
            requests: metrics.counters(
                "http_client_requests_total",
                "Attempts to call a peer.",
                &["peer", "outcome"],
            )?,
            seconds: metrics.seconds(
                "http_client_request_duration_seconds",
                "Attempts to call a peer.",
                &["peer"],
            )?,
            breaker_open: metrics.gauges(
                "breaker_open",
                "1 while calls to a peer are held back.",
                &["peer"],
            )?,
            in_flight: metrics.gauges(
                "http_client_in_flight",
                "Calls to a peer that wait for an answer.",
                &["peer"],
            )?,
            settings,
            spans: service.spans.clone(),
            token,
        })
    }

    /// Makes clients that wait for an answer as long as `timeout`, such as for one to a large body.
    #[must_use]
    pub fn patient(&self, timeout: Duration) -> Self {
        let mut patient = self.clone();
        patient.settings.timeout = timeout;
        patient
    }

    /// A client for the peer at `base`.
    ///
    /// # Errors
    /// The HTTP client can't be set up.
    pub fn client(&self, peer: &'static str, base: Url) -> Result<Client, CallError> {
        let http = reqwest::Client::builder()
            .connect_timeout(self.settings.connect_timeout)
            // Between two pieces of a body; the head has the call's deadline.
            .read_timeout(self.settings.timeout)
            .pool_idle_timeout(IDLE)
            .redirect(reqwest::redirect::Policy::none())
            .tcp_nodelay(true)
            .no_proxy()
            .build()
            .map_err(|error| CallError::Request {
                peer,
                reason: error.to_string(),
            })?;
        let measures = Measures {
            requests: self.requests.clone(),
            seconds: self.seconds.clone(),
            breaker_open: self.breaker_open.with_label_values(&[peer]),
            in_flight: self.in_flight.with_label_values(&[peer]),
        };
        Ok(Client {
            inner: Arc::new(Inner {
                peer,
                base,
                token: self.token.clone(),
                settings: self.settings,
                spans: self.spans.clone(),
                http,
                breaker: Mutex::new(Breaker::new(
                    self.settings.breaker_failures,
                    self.settings.breaker_open,
                )),
                budget: Mutex::new(Budget::new(self.settings.retry_budget)),
                measures,
            }),
        })
    }
}

impl Client {
    /// A call with `method` to `path`, which begins with `/` and may have a query.
    pub fn request(&self, method: Method, path: &str) -> Call {
        Call::new(Arc::clone(&self.inner), method, path)
    }

    /// `GET path`
    pub fn get(&self, path: &str) -> Call {
        self.request(Method::GET, path)
    }

    /// `POST path`: not repeated unless [`Call::idempotent`] says that it may be.
    pub fn post(&self, path: &str) -> Call {
        self.request(Method::POST, path)
    }

    /// `PUT path`
    pub fn put(&self, path: &str) -> Call {
        self.request(Method::PUT, path)
    }

    /// `DELETE path`
    pub fn delete(&self, path: &str) -> Call {
        self.request(Method::DELETE, path)
    }
}

impl Inner {
    fn breaker(&self) -> MutexGuard<'_, Breaker> {
        self.breaker.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn budget(&self) -> MutexGuard<'_, Budget> {
        self.budget.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn count(&self, outcome: &str) {
        self.measures
            .requests
            .with_label_values(&[self.peer, outcome])
            .inc();
    }

    fn show_breaker(&self, breaker: &Breaker) {
        self.measures.breaker_open.set(i64::from(breaker.is_open()));
    }

    /// Asks the breaker for one attempt.
    fn admit(self: &Arc<Self>) -> Result<Attempt, CallError> {
        let mut breaker = self.breaker();
        let admitted = breaker.admit(Instant::now());
        self.show_breaker(&breaker);
        drop(breaker);
        if admitted {
            self.measures.in_flight.inc();
            Ok(Attempt {
                inner: Arc::clone(self),
                start: Instant::now(),
                reported: false,
            })
        } else {
            self.count("breaker_open");
            Err(CallError::BreakerOpen { peer: self.peer })
        }
    }
}

/// One attempt that the breaker admitted. It reports back even when the caller goes away.
struct Attempt {
    inner: Arc<Inner>,
    start: Instant,
    reported: bool,
}

impl Attempt {
    /// `well`: the peer can go on being called.
    fn report(mut self, outcome: &'static str, well: bool) {
        self.reported = true;
        self.measure(outcome);
        let mut breaker = self.inner.breaker();
        if well {
            breaker.succeeded();
        } else {
            breaker.failed(Instant::now());
        }
        self.inner.show_breaker(&breaker);
    }

    /// It ended for a reason that tells nothing about the peer.
    fn excuse(self, outcome: &'static str) {
        self.measure(outcome);
    }

    fn measure(&self, outcome: &'static str) {
        self.inner.count(outcome);
        self.inner
            .measures
            .seconds
            .with_label_values(&[self.inner.peer])
            .observe(self.start.elapsed().as_secs_f64());
    }
}

impl Drop for Attempt {
    fn drop(&mut self) {
        self.inner.measures.in_flight.dec();
        if !self.reported {
            self.inner.breaker().abandoned(Instant::now());
        }
    }
}
