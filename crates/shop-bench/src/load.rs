//! An open-loop generator of HTTP requests.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context as _, ensure};
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::Request;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::sync::{Mutex, Semaphore, mpsc};
use tokio::time::{Instant, sleep_until};

/// Connections at most: a service in good health needs far fewer.
const CONNECTIONS: usize = 64;

/// What is later than this is late for good.
const PATIENCE: Duration = Duration::from_secs(5);

/// What is asked for: the request of each turn.
pub(crate) type Ask = Arc<dyn Fn(u64) -> Request<Full<Bytes>> + Send + Sync>;

/// A server, and connections to it that are free.
pub(crate) struct Target {
    address: String,
    idle: Mutex<Vec<SendRequest<Full<Bytes>>>>,
    places: Semaphore,
}

/// What a stretch of requests was like.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seen {
    pub(crate) p50: Duration,
    pub(crate) p99: Duration,
    pub(crate) failed: u64,
}

impl Target {
    /// `address` is host and port.
    pub(crate) fn new(address: impl Into<String>) -> Arc<Self> {
        Arc::new(Self {
            address: address.into(),
            idle: Mutex::default(),
            places: Semaphore::new(CONNECTIONS),
        })
    }

    /// One request; gives the status, the cookie that was set, and the body of its answer.
    async fn exchange(
        &self,
        request: Request<Full<Bytes>>,
    ) -> anyhow::Result<(u16, Option<String>, Bytes)> {
        let _place = self.places.acquire().await?;
        let free = self.idle.lock().await.pop();
        let mut sender = match free {
            Some(sender) if !sender.is_closed() => sender,
            _ => self.connect().await?,
        };
        sender.ready().await?;
        let reply = sender.send_request(request).await?;
        let status = reply.status().as_u16();
        let cookie = reply
            .headers()
            .get("set-cookie")
            .and_then(|cookie| cookie.to_str().ok()?.split(';').next())
            .map(str::to_owned);
        let body = reply.into_body().collect().await?.to_bytes();
        if !sender.is_closed() {
            self.idle.lock().await.push(sender);
        }
        Ok((status, cookie, body))
    }

    /// A request that must succeed and make a customer: gives the session's cookie.
    pub(crate) async fn session(&self, request: Request<Full<Bytes>>) -> anyhow::Result<String> {
        let (status, cookie, body) = self.exchange(request).await?;
        ensure!(
            status < 300,
            "no session: {status} {}",
            String::from_utf8_lossy(&body)
        );
        cookie.context("the shop made no session")
    }

    /// A request that must succeed.
    pub(crate) async fn fetch(&self, request: Request<Full<Bytes>>) -> anyhow::Result<Bytes> {
        let what = format!("{} {}{}", request.method(), self.address, request.uri());
        let (status, _, body) = self.exchange(request).await.with_context(|| what.clone())?;
        ensure!(
            status < 300,
            "{what}: {status} {}",
            String::from_utf8_lossy(&body)
        );
        Ok(body)
    }

    async fn connect(&self) -> anyhow::Result<SendRequest<Full<Bytes>>> {
        let stream = TcpStream::connect(&self.address).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(sender)
    }

    /// Sends `rate` requests a second for `time`, each when it is due.
    pub(crate) async fn drive(self: &Arc<Self>, ask: &Ask, rate: u64, time: Duration) -> Seen {
        let count = rate * time.as_millis() as u64 / 1000;
        let start = Instant::now() + Duration::from_millis(20);
        let failed = Arc::new(AtomicU64::new(0));
        let (report, mut reports) = mpsc::unbounded_channel();
        for turn in 0..count {
            let due = start + Duration::from_nanos(turn * 1_000_000_000 / rate);
            if due > Instant::now() {
                sleep_until(due).await;
            }
            let (target, ask) = (Arc::clone(self), Arc::clone(ask));
            let (failed, report) = (Arc::clone(&failed), report.clone());
            tokio::spawn(async move {
                let answer = tokio::time::timeout(PATIENCE, target.exchange(ask(turn))).await;
                if !matches!(answer, Ok(Ok((status, ..))) if status < 300) {
                    failed.fetch_add(1, Ordering::Relaxed);
                }
                let _ = report.send(due.elapsed());
            });
        }
        drop(report);
        let mut times = Vec::new();
        while let Some(time) = reports.recv().await {
            times.push(time);
        }
        times.sort_unstable();
        let at = |share: f64| {
            let index = (times.len() as f64 * share) as usize;
            times
                .get(index.min(times.len().saturating_sub(1)))
                .copied()
                .unwrap_or_default()
        };
        Seen {
            p50: at(0.5),
            p99: at(0.99),
            failed: failed.load(Ordering::Relaxed),
        }
    }
}
