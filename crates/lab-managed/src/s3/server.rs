//! The HTTP server of the object store.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use s3s::auth::{S3Auth, SecretKey};
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s::{Body, S3Result, s3_error};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::durable::Durable;
use crate::LabError;

/// How long requests under way may take once the server is asked to end.
const DRAIN: Duration = Duration::from_secs(5);
/// How long a client may take to send a request's headers.
const HEADERS: Duration = Duration::from_secs(30);

/// Where an object store keeps its objects and who may use it.
#[derive(Clone)]
pub struct S3Options {
    /// The folder of the objects; made when it is not there.
    pub root: PathBuf,
    /// Where to listen. Port 0 takes any free one.
    pub address: SocketAddr,
    /// The only access key.
    pub access_key: String,
    /// Its secret.
    pub secret_key: String,
}

/// An object store that listens.
pub struct S3Server {
    listener: TcpListener,
    service: S3Service,
}

impl S3Server {
    /// Opens the folder and listens.
    ///
    /// # Errors
    /// When the folder can't be used or the address is taken.
    pub async fn bind(options: S3Options) -> Result<Self, LabError> {
        let store = Durable::open(&options.root).map_err(LabError::file(&options.root))?;
        let mut builder = S3ServiceBuilder::new(store);
        builder.set_auth(OneKey {
            access_key: options.access_key,
            secret_key: options.secret_key.into(),
        });
        let address = options.address;
        let listener = TcpListener::bind(address)
            .await
            .map_err(|error| LabError::Store {
                store: "s3",
                reason: format!("can't listen on {address}: {error}"),
            })?;
        Ok(Self {
            listener,
            service: builder.build(),
        })
    }

    /// Where it listens.
    ///
    /// # Errors
    /// When the system has forgotten the socket.
    pub fn address(&self) -> Result<SocketAddr, LabError> {
        self.listener.local_addr().map_err(|error| LabError::Store {
            store: "s3",
            reason: error.to_string(),
        })
    }

    /// Serves until `shutdown` is done, then finishes the requests under way.
    pub async fn run(self, shutdown: impl Future<Output = ()>) {
        let stop = CancellationToken::new();
        let connections = TaskTracker::new();
        let mut shutdown = std::pin::pin!(shutdown);
        loop {
            let accepted = tokio::select! {
                accepted = self.listener.accept() => accepted,
                () = &mut shutdown => break,
            };
            match accepted {
                Ok((stream, _)) => {
                    connections.spawn(connection(stream, self.service.clone(), stop.clone()));
                }
                Err(error) => {
                    // Out of file descriptors, as a rule: connections that end give some back.
                    tracing::warn!(%error, "A connection was not accepted.");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            }
        }
        drop(self.listener);
        stop.cancel();
        connections.close();
        if tokio::time::timeout(DRAIN, connections.wait())
            .await
            .is_err()
        {
            tracing::warn!(
                open = connections.len(),
                "Requests were still under way and are cut off."
            );
        }
    }
}

async fn connection(stream: TcpStream, service: S3Service, stop: CancellationToken) {
    // A reply is written in two parts, and the second must not wait for the first to be acknowledged.
    let _ = stream.set_nodelay(true);
    let logged =
        hyper::service::service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
            let started = Instant::now();
            let method = request.method().clone();
            let path = request.uri().path().to_owned();
            let service = service.clone();
            async move {
                let reply = service.call(request.map(Body::from)).await;
                let status = reply.as_ref().map_or(500, |reply| reply.status().as_u16());
                let duration_ms = started.elapsed().as_millis();
                tracing::info!(%method, path, status, duration_ms, "A request was answered.");
                reply
            }
        });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS)
        .serve_connection(TokioIo::new(stream), logged);
    let mut connection = std::pin::pin!(connection);
    let ended = tokio::select! {
        ended = &mut connection => ended,
        () = stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "A connection ended early.");
    }
}

/// The one key of a lab, refused in AWS's own words when it is wrong.
struct OneKey {
    access_key: String,
    secret_key: SecretKey,
}

#[async_trait::async_trait]
impl S3Auth for OneKey {
    async fn get_secret_key(&self, access_key: &str) -> S3Result<SecretKey> {
        if access_key == self.access_key {
            return Ok(self.secret_key.clone());
        }
        Err(s3_error!(
            InvalidAccessKeyId,
            "The AWS Access Key Id you provided does not exist in our records."
        ))
    }
}
