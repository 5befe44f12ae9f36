//! The listening side of a link.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::{LinkMode, LinkState, forward};
use crate::LabError;

/// How long one end may take to accept before the next is tried.
const CONNECT_LIMIT: Duration = Duration::from_secs(1);

/// A running link. It ends when this is dropped.
pub struct Link {
    name: String,
    address: SocketAddr,
    state: watch::Sender<LinkState>,
    endpoints: watch::Sender<Vec<SocketAddr>>,
    connections: Arc<AtomicU32>,
    _stop: DropGuard,
}

impl Link {
    /// Opens a link on a port of this machine. While it has no endpoint, its port refuses connections,
    /// as a Service without endpoints does.
    ///
    /// # Errors
    /// When the port can't be bound.
    pub fn open(name: &str, address: SocketAddr, state: LinkState) -> Result<Self, LabError> {
        // Binding once here turns a taken port into an error of the caller, not of a background task.
        drop(bind(address).map_err(LabError::file(address.to_string()))?);
        let stop = CancellationToken::new();
        let (state, state_rx) = watch::channel(state);
        let (endpoints, endpoints_rx) = watch::channel(Vec::new());
        let connections = Arc::new(AtomicU32::new(0));
        let acceptor = Acceptor {
            name: name.to_owned(),
            address,
            state: state_rx,
            endpoints: endpoints_rx,
            connections: connections.clone(),
            next: AtomicUsize::new(0),
            stop: stop.clone(),
        };
        tokio::spawn(async move { stop_or(acceptor.stop.clone(), Arc::new(acceptor).run()).await });
        Ok(Self {
            name: name.to_owned(),
            address,
            state,
            endpoints,
            connections,
            _stop: stop.drop_guard(),
        })
    }

    /// `main->catalog`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where callers reach it.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The port of [`Link::address`].
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// How it treats what passes.
    pub fn state(&self) -> LinkState {
        *self.state.borrow()
    }

    /// Degrades or heals it; open connections feel it at once.
    pub fn set_state(&self, state: LinkState) {
        self.state.send_replace(state);
    }

    /// Replaces the ends that it balances over.
    pub fn set_endpoints(&self, endpoints: Vec<SocketAddr>) {
        self.endpoints.send_if_modified(|current| {
            let changed = *current != endpoints;
            *current = endpoints;
            changed
        });
    }

    /// Number of ready ends.
    pub fn endpoints(&self) -> u32 {
        u32::try_from(self.endpoints.borrow().len()).unwrap_or(u32::MAX)
    }

    /// Number of open connections.
    pub fn connections(&self) -> u32 {
        self.connections.load(Ordering::Relaxed)
    }
}

struct Acceptor {
    name: String,
    address: SocketAddr,
    state: watch::Receiver<LinkState>,
    endpoints: watch::Receiver<Vec<SocketAddr>>,
    connections: Arc<AtomicU32>,
    next: AtomicUsize,
    stop: CancellationToken,
}

impl Acceptor {
    async fn run(self: Arc<Self>) {
        let mut state = self.state.clone();
        let mut endpoints = self.endpoints.clone();
        let mut listener: Option<TcpListener> = None;
        loop {
            let refuses = {
                let mode = state.borrow_and_update().mode;
                let none = endpoints.borrow_and_update().is_empty();
                mode == LinkMode::Refuse || (none && mode == LinkMode::Pass)
            };
            if refuses {
                listener = None;
            } else if listener.is_none() {
                match bind(self.address) {
                    Ok(bound) => listener = Some(bound),
                    Err(error) => {
                        tracing::warn!(link = self.name, address = %self.address, %error, "A link can't take its port back yet.");
                        tokio::time::sleep(Duration::from_millis(100)).await;
                        continue;
                    }
                }
            }
            tokio::select! {
                changed = state.changed() => if changed.is_err() { return },
                changed = endpoints.changed() => if changed.is_err() { return },
                accepted = accept(listener.as_ref()) => match accepted {
                    Ok(client) => {
                        let this = self.clone();
                        tokio::spawn(async move { stop_or(this.stop.clone(), this.serve(client)).await });
                    }
                    Err(error) => {
                        tracing::warn!(link = self.name, %error, "A link could not accept a connection.");
                        tokio::time::sleep(Duration::from_millis(50)).await;
                    }
                },
            }
        }
    }

    async fn serve(&self, client: TcpStream) {
        let mut state = self.state.clone();
        if state.borrow_and_update().mode == LinkMode::Reset {
            forward::reset(&client);
            return;
        }
        self.connections.fetch_add(1, Ordering::Relaxed);
        let _count = Counted(&self.connections);
        // A dropped packet is told to nobody: the caller waits until its own limit.
        while state.borrow_and_update().mode == LinkMode::Blackhole {
            if state.changed().await.is_err() {
                return;
            }
        }
        match self.connect().await {
            Some(server) => forward::both_ways(client, server, state).await,
            None => forward::reset(&client),
        }
    }

    /// The next end that accepts, in turn.
    async fn connect(&self) -> Option<TcpStream> {
        let ends = self.endpoints.borrow().clone();
        let first = self.next.fetch_add(1, Ordering::Relaxed);
        for step in 0..ends.len() {
            let end = ends[(first + step) % ends.len()];
            if let Ok(Ok(stream)) =
                tokio::time::timeout(CONNECT_LIMIT, TcpStream::connect(end)).await
            {
                return Some(stream);
            }
        }
        None
    }
}

struct Counted<'a>(&'a AtomicU32);

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

async fn stop_or(stop: CancellationToken, work: impl Future<Output = ()>) {
    tokio::select! {
        () = stop.cancelled() => {}
        () = work => {}
    }
}

async fn accept(listener: Option<&TcpListener>) -> std::io::Result<TcpStream> {
    match listener {
        Some(listener) => listener.accept().await.map(|(stream, _)| stream),
        None => std::future::pending().await,
    }
}

fn bind(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = TcpSocket::new_v4()?;
    // Connections of the listener before may still be closing.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(256)
}
