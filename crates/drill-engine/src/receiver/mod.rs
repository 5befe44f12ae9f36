//! Where the lab's monitoring talks to its supervisor: Alertmanager's alerts as to a pager, its Slack messages and AWS'
//! notifications as to the channel, and Prometheus' questions for the state of replicas.

mod alert;
mod inbox;
mod metrics;
mod sns;

use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use lab_managed::Compute;
use serde::de::DeserializeOwned;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use alert::Notification;
pub(crate) use alert::annotation;
pub use alert::{Alert, AlertStatus, Alerts};
pub use inbox::{Attachment, Field, Inbox, Message, Received};

/// The largest body that is read, in bytes.
const MAX_BODY: usize = 1024 * 1024;
/// How long a sender may take for its headers.
const HEADER_LIMIT: Duration = Duration::from_secs(5);

/// The server.
pub struct Receiver {
    listener: TcpListener,
    desk: Arc<Desk>,
}

/// What the receiver knows and passes on.
struct Desk {
    token: String,
    alerts: Alerts,
    inbox: Inbox,
    compute: Arc<dyn Compute>,
}

impl Receiver {
    /// Binds the port on loopback. Only a message that knows the token is listened to: a page must come from the lab's own
    /// Alertmanager. Metrics are nobody's secret.
    ///
    /// # Errors
    /// When the port is taken.
    pub async fn bind(
        port: u16,
        token: &str,
        alerts: Alerts,
        inbox: Inbox,
        compute: Arc<dyn Compute>,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        Ok(Self {
            listener,
            desk: Arc::new(Desk {
                token: token.to_owned(),
                alerts,
                inbox,
                compute,
            }),
        })
    }

    /// Where it listens.
    ///
    /// # Errors
    /// When the system does not say.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Receives until `stop` is cancelled.
    pub async fn run(self, stop: CancellationToken) {
        loop {
            let stream = tokio::select! {
                () = stop.cancelled() => return,
                accepted = self.listener.accept() => match accepted {
                    Ok((stream, _)) => stream,
                    Err(error) => {
                        tracing::warn!(%error, "The alert receiver could not take a connection.");
                        tokio::time::sleep(Duration::from_millis(200)).await;
                        continue;
                    }
                },
            };
            let (desk, stop) = (Arc::clone(&self.desk), stop.clone());
            tokio::spawn(async move {
                let service = service_fn(move |request| {
                    let desk = Arc::clone(&desk);
                    async move { Ok::<_, Infallible>(desk.answer(request).await) }
                });
                let connection = hyper::server::conn::http1::Builder::new()
                    .timer(TokioTimer::new())
                    .header_read_timeout(HEADER_LIMIT)
                    .serve_connection(TokioIo::new(stream), service);
                tokio::select! {
                    () = stop.cancelled() => {}
                    result = connection => if let Err(error) = result {
                        tracing::debug!(%error, "A connection to the alert receiver ended.");
                    }
                }
            });
        }
    }
}

type Answer = (StatusCode, String);

fn answer(status: StatusCode, text: &str) -> Answer {
    (status, text.to_owned())
}

impl Desk {
    async fn answer(&self, request: Request<Incoming>) -> Response<Full<Bytes>> {
        let path = request.uri().path().to_owned();
        let (status, text) = if path == "/metrics" {
            (StatusCode::OK, metrics::text(&self.compute.status().await))
        } else {
            match path[1..].split_once('/') {
                Some((kind, token)) if token == self.token => self.take(kind, request).await,
                _ => answer(StatusCode::NOT_FOUND, "not_found"),
            }
        };
        let mut response = Response::new(Full::new(text.into()));
        *response.status_mut() = status;
        response
    }

    async fn take(&self, kind: &str, request: Request<Incoming>) -> Answer {
        if request.method() != Method::POST {
            return answer(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed");
        }
        match kind {
            "alerts" => read(request).await.map(|body| self.page(body)),
            "slack" => read(request).await.map(|body| self.post("slack", body)),
            "sns" => read(request)
                .await
                .map(|body| self.post("sns", sns::message(body))),
            _ => Ok(answer(StatusCode::NOT_FOUND, "not_found")),
        }
        .unwrap_or_else(|error| {
            tracing::warn!(%error, kind, "A message could not be read.");
            answer(StatusCode::BAD_REQUEST, "invalid_payload")
        })
    }

    fn page(&self, notification: Notification) -> Answer {
        for alert in notification.alerts {
            tracing::info!(alert = alert.name(), status = ?alert.status, "An alert arrived.");
            self.alerts.publish(alert);
        }
        answer(StatusCode::OK, "ok")
    }

    /// Answers as [Slack's webhooks](https://api.slack.com/messaging/webhooks#handling_errors) do.
    fn post(&self, from: &str, message: Message) -> Answer {
        if message.is_empty() {
            return answer(StatusCode::BAD_REQUEST, "no_text");
        }
        match self.inbox.keep(from, message) {
            Ok(()) => answer(StatusCode::OK, "ok"),
            Err(error) => {
                tracing::error!(%error, "A message to the channel was not kept.");
                answer(StatusCode::INTERNAL_SERVER_ERROR, "rollup_error")
            }
        }
    }
}

async fn read<T: DeserializeOwned>(
    request: Request<Incoming>,
) -> Result<T, Box<dyn std::error::Error + Send + Sync>> {
    let body = Limited::new(request.into_body(), MAX_BODY)
        .collect()
        .await?
        .to_bytes();
    Ok(serde_json::from_slice(&body)?)
}
