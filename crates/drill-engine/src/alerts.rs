//! Receives the alerts that Alertmanager sends, as a pager would.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use http_body_util::{BodyExt, Empty, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use serde::Deserialize;
use tokio::net::TcpListener;
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;

/// The largest notification that is read, in bytes.
const MAX_BODY: usize = 1024 * 1024;
/// How many alerts a subscriber may be behind.
const BACKLOG: usize = 256;
/// How long a sender may take for its headers.
const HEADER_LIMIT: Duration = Duration::from_secs(5);

/// One alert, as Alertmanager words it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Alert {
    /// Whether it fires or is over.
    pub status: AlertStatus,
    /// What tells it from others; `alertname` and `severity` among them.
    #[serde(default)]
    pub labels: BTreeMap<String, String>,
    /// What people read.
    #[serde(default)]
    pub annotations: BTreeMap<String, String>,
    /// Since when it fires.
    pub starts_at: DateTime<Utc>,
}

/// Whether an alert fires.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AlertStatus {
    /// It fires.
    Firing,
    /// It is over.
    Resolved,
}

impl Alert {
    /// The rule's name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.labels.get("alertname").map_or("", String::as_str)
    }

    /// How urgent it is; `page` wakes somebody up.
    #[must_use]
    pub fn severity(&self) -> &str {
        self.labels.get("severity").map_or("", String::as_str)
    }

    /// An annotation in both languages: `summary` and `summary_ko`. Without a Korean one the English stands.
    #[must_use]
    pub fn annotation(&self, name: &str) -> drill_core::i18n::Text {
        let get = |key: &str| self.annotations.get(key).cloned();
        let en = get(name).unwrap_or_default();
        let ko = get(&format!("{name}_ko")).unwrap_or_else(|| en.clone());
        drill_core::i18n::Text { en, ko }
    }
}

/// The body of Alertmanager's webhook, version 4.
#[derive(Debug, Deserialize)]
struct Notification {
    alerts: Vec<Alert>,
}

/// Passes on what the receiver got.
#[derive(Debug, Clone)]
pub struct Alerts {
    sender: broadcast::Sender<Alert>,
}

impl Default for Alerts {
    fn default() -> Self {
        Self {
            sender: broadcast::Sender::new(BACKLOG),
        }
    }
}

impl Alerts {
    /// Every alert from now on.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<Alert> {
        self.sender.subscribe()
    }

    /// Passes an alert on. Nobody need listen.
    pub fn publish(&self, alert: Alert) {
        let _ = self.sender.send(alert);
    }
}

/// The webhook's server.
pub struct Receiver {
    listener: TcpListener,
    path: Arc<str>,
    alerts: Alerts,
}

impl Receiver {
    /// Binds the port on loopback. Only a request that knows the token is listened to: a page must come from
    /// the lab's own Alertmanager.
    ///
    /// # Errors
    /// When the port is taken.
    pub async fn bind(port: u16, token: &str, alerts: Alerts) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        Ok(Self {
            listener,
            path: format!("/alerts/{token}").into(),
            alerts,
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
            let (path, alerts, stop) = (Arc::clone(&self.path), self.alerts.clone(), stop.clone());
            tokio::spawn(async move {
                let service =
                    service_fn(move |request| receive(request, Arc::clone(&path), alerts.clone()));
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

async fn receive(
    request: Request<Incoming>,
    path: Arc<str>,
    alerts: Alerts,
) -> Result<Response<Empty<Bytes>>, Infallible> {
    let status = if request.uri().path() != &*path {
        StatusCode::NOT_FOUND
    } else if request.method() != Method::POST {
        StatusCode::METHOD_NOT_ALLOWED
    } else {
        match read(request).await {
            Ok(notification) => {
                for alert in notification.alerts {
                    tracing::info!(alert = alert.name(), status = ?alert.status, "An alert arrived.");
                    alerts.publish(alert);
                }
                StatusCode::OK
            }
            Err(error) => {
                tracing::warn!(%error, "A notification could not be read.");
                StatusCode::BAD_REQUEST
            }
        }
    };
    let mut response = Response::new(Empty::new());
    *response.status_mut() = status;
    Ok(response)
}

async fn read(
    request: Request<Incoming>,
) -> Result<Notification, Box<dyn std::error::Error + Send + Sync>> {
    let body = Limited::new(request.into_body(), MAX_BODY)
        .collect()
        .await?
        .to_bytes();
    Ok(serde_json::from_slice(&body)?)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    /// As Alertmanager 0.25 sends it, shortened.
    const BODY: &str = r#"{"receiver":"pager","status":"firing","alerts":[{"status":"firing",
        "labels":{"alertname":"ShopErrorRate","severity":"page"},
        "annotations":{"summary":"5xx","summary_ko":"오류","impact":"customers"},
        "startsAt":"2026-11-24T10:00:00.5Z","endsAt":"0001-01-01T00:00:00Z",
        "generatorURL":"http://localhost","fingerprint":"a1"}],"groupLabels":{},"commonLabels":{},
        "commonAnnotations":{},"externalURL":"http://localhost","version":"4","groupKey":"{}","truncatedAlerts":0}"#;

    async fn post(address: SocketAddr, path: &str, body: &'static str) -> u16 {
        let url = format!("http://{address}{path}");
        let response = reqwest::Client::new().post(url).body(body).send().await;
        response.unwrap().status().as_u16()
    }

    #[tokio::test]
    async fn an_alert_reaches_its_subscriber_and_only_by_the_right_token() {
        let alerts = Alerts::default();
        let mut inbox = alerts.subscribe();
        let receiver = Receiver::bind(0, "secret", alerts).await.unwrap();
        let address = receiver.address().unwrap();
        let stop = CancellationToken::new();
        let server = tokio::spawn(receiver.run(stop.clone()));

        assert_eq!(post(address, "/alerts/guess", BODY).await, 404);
        assert_eq!(post(address, "/alerts/secret", "{").await, 400);
        assert_eq!(post(address, "/alerts/secret", BODY).await, 200);
        let alert = inbox.recv().await.unwrap();
        assert_eq!(alert.name(), "ShopErrorRate");
        assert_eq!(alert.severity(), "page");
        assert_eq!(alert.annotation("summary").ko, "오류");
        assert_eq!(alert.annotation("impact").ko, "customers");
        assert_eq!(alert.status, AlertStatus::Firing);
        assert!(inbox.try_recv().is_err(), "the guess was listened to");

        stop.cancel();
        server.await.unwrap();
    }
}
