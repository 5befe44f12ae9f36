//! The control server of a supervisor.

use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use drill_core::i18n::Text;
use futures::future::BoxFuture;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::mpsc;
use tokio::time::{MissedTickBehavior, interval, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::address::SocketAddress;
use super::protocol::{Failure, FailureKind, MAX_REQUEST_BYTES, Progress, Reply, Request};
use crate::texts;

/// How long a client may take to send its request.
const REQUEST_LIMIT: Duration = Duration::from_secs(10);
/// How long a client may leave its replies unread.
const WRITE_LIMIT: Duration = Duration::from_secs(10);
/// How often a client hears that its request is still worked on.
const SIGN_OF_LIFE: Duration = Duration::from_secs(2);
/// How long replies may take once the server is stopped.
const LAST_REPLIES: Duration = Duration::from_secs(1);

/// Carries out requests.
pub trait Handler: Send + Sync + 'static {
    /// Carries out one request. It runs to its end even when the client leaves, so that nothing is done by
    /// half; `progress` tells whether somebody still listens.
    fn handle(
        self: Arc<Self>,
        request: Request,
        progress: ProgressSink,
    ) -> BoxFuture<'static, Result<Value, Failure>>;
}

/// Where a request's progress goes.
#[derive(Debug, Clone)]
pub struct ProgressSink {
    sender: mpsc::UnboundedSender<Progress>,
}

impl ProgressSink {
    /// Tells the client, if it is still there.
    pub fn send(&self, progress: Progress) {
        // A client that left is no failure.
        let _ = self.sender.send(progress);
    }

    /// Whether the client left.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.sender.is_closed()
    }

    /// Completes when the client left.
    pub async fn closed(&self) {
        self.sender.closed().await;
    }

    /// A sink, and what comes out of it.
    #[must_use]
    pub fn channel() -> (Self, mpsc::UnboundedReceiver<Progress>) {
        let (sender, receiver) = mpsc::unbounded_channel();
        (Self { sender }, receiver)
    }
}

/// A bound control socket. The file goes when the value is dropped.
pub struct Server {
    listener: UnixListener,
    socket: PathBuf,
}

impl Server {
    /// Binds the socket so that only this user can connect.
    ///
    /// A file left by a supervisor that was killed is replaced: the caller holds the lab's lock, so no other
    /// supervisor can be behind it.
    ///
    /// # Errors
    /// When the folder is not there or not writable.
    pub fn bind(socket: &Path) -> io::Result<Self> {
        // The mode is set before the socket gets its name, so it is at no moment open to others.
        let fresh = socket.with_extension("sock.new");
        match std::fs::remove_file(&fresh) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let address = SocketAddress::new(&fresh)?;
        let listener = UnixListener::bind(address.path())?;
        std::fs::set_permissions(&fresh, std::fs::Permissions::from_mode(0o600))?;
        std::fs::rename(&fresh, socket)?;
        Ok(Self {
            listener,
            socket: socket.to_path_buf(),
        })
    }

    /// Answers until `stop` is cancelled. Requests that are under way then have a second to be answered.
    pub async fn run(self, handler: Arc<dyn Handler>, stop: CancellationToken) {
        let clients = TaskTracker::new();
        loop {
            let stream = tokio::select! {
                () = stop.cancelled() => break,
                accepted = self.listener.accept() => match accepted {
                    Ok((stream, _)) => stream,
                    Err(error) => {
                        // Out of descriptors, most likely: some will be freed.
                        tracing::warn!(%error, "The control socket could not take a client.");
                        tokio::time::sleep(Duration::from_millis(200)).await;
                        continue;
                    }
                },
            };
            let handler = Arc::clone(&handler);
            clients.spawn(async move {
                if let Err(error) = serve_client(stream, handler).await {
                    tracing::debug!(%error, "A client left before its reply.");
                }
            });
        }
        clients.close();
        let _ = timeout(LAST_REPLIES, clients.wait()).await;
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.socket);
    }
}

async fn serve_client(stream: UnixStream, handler: Arc<dyn Handler>) -> io::Result<()> {
    let (reader, mut writer) = stream.into_split();
    let request = match timeout(REQUEST_LIMIT, read_request(reader)).await {
        Ok(Ok(Some(request))) => request,
        // It connected to see whether somebody answers.
        Ok(Ok(None)) => return Ok(()),
        Ok(Err(ReadError::Io(error))) => return Err(error),
        Ok(Err(ReadError::Unknown(reason))) => {
            let failure = Failure::new(
                FailureKind::Protocol,
                Text::from_fn(|lang| texts::unknown_request(lang, &reason)),
            )
            .with_next("firedrill down && firedrill up");
            return send(&mut writer, &Reply::Error(failure)).await;
        }
        Err(_) => return Err(io::ErrorKind::TimedOut.into()),
    };

    let (progress, mut coming) = ProgressSink::channel();
    // A task of its own, so that a client that leaves does not stop it in the middle.
    let mut work = tokio::spawn(handler.handle(request, progress));
    let mut life = interval(SIGN_OF_LIFE);
    life.set_missed_tick_behavior(MissedTickBehavior::Delay);
    life.tick().await;
    let reply = loop {
        tokio::select! {
            biased;
            Some(progress) = coming.recv() => send(&mut writer, &Reply::Progress(progress)).await?,
            done = &mut work => break match done {
                Ok(Ok(value)) => Reply::Ok(value),
                Ok(Err(failure)) => Reply::Error(failure),
                Err(error) => {
                    tracing::error!(%error, "A request's task failed.");
                    Reply::Error(Failure::new(
                        FailureKind::Environment,
                        Text::from_fn(|lang| texts::request_crashed(lang, &error)),
                    ))
                }
            },
            _ = life.tick() => write(&mut writer, b"\n").await?,
        }
    };
    // What the work said just before it ended.
    while let Ok(progress) = coming.try_recv() {
        send(&mut writer, &Reply::Progress(progress)).await?;
    }
    send(&mut writer, &reply).await
}

enum ReadError {
    Io(io::Error),
    Unknown(String),
}

async fn read_request(reader: OwnedReadHalf) -> Result<Option<Request>, ReadError> {
    let mut line = Vec::new();
    let limit = MAX_REQUEST_BYTES as u64 + 1;
    BufReader::new(reader)
        .take(limit)
        .read_until(b'\n', &mut line)
        .await
        .map_err(ReadError::Io)?;
    if line.is_empty() {
        return Ok(None);
    }
    if line.len() > MAX_REQUEST_BYTES {
        return Err(ReadError::Unknown(format!(
            "longer than {MAX_REQUEST_BYTES} bytes"
        )));
    }
    serde_json::from_slice(&line)
        .map(Some)
        .map_err(|error| ReadError::Unknown(error.to_string()))
}

async fn send(writer: &mut OwnedWriteHalf, reply: &Reply) -> io::Result<()> {
    let mut line = serde_json::to_vec(reply)?;
    line.push(b'\n');
    write(writer, &line).await
}

async fn write(writer: &mut OwnedWriteHalf, bytes: &[u8]) -> io::Result<()> {
    match timeout(WRITE_LIMIT, writer.write_all(bytes)).await {
        Ok(result) => result,
        Err(_) => Err(io::ErrorKind::TimedOut.into()),
    }
}
