//! Bytes from one side of a link to the other.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::{mpsc, watch};
use tokio::time::Instant;

use super::{LinkMode, LinkState};

/// Large enough for most replies in one piece, small enough to keep many connections cheap.
const CHUNK: usize = 8 * 1024;
/// Chunks that may wait for their latency to pass.
const QUEUE: usize = 64;

/// Ends a connection with RST, so that the peer sees a reset and not an orderly end.
pub(super) fn reset(stream: &TcpStream) {
    let _ = stream.set_zero_linger();
}

/// Forwards until both sides are done, or the link's state ends the connection.
pub(super) async fn both_ways(
    client: TcpStream,
    server: TcpStream,
    state: watch::Receiver<LinkState>,
) {
    let _ = client.set_nodelay(true);
    let _ = server.set_nodelay(true);
    let (client_read, client_write) = client.into_split();
    let (server_read, server_write) = server.into_split();
    tokio::join!(
        one_way(client_read, server_write, state.clone(), false),
        one_way(server_read, client_write, state, true),
    );
}

/// Reads ahead while earlier chunks wait, so that latency does not also limit the bandwidth.
async fn one_way(
    from: OwnedReadHalf,
    to: OwnedWriteHalf,
    state: watch::Receiver<LinkState>,
    delayed: bool,
) {
    let (queue, queued) = mpsc::channel(QUEUE);
    let read = read_ahead(from, queue, state.clone(), delayed);
    let write = write_when_due(to, queued, state);
    tokio::pin!(read, write);
    // When the writing side is gone there is nobody left to read for; after a reset the reading
    // side still has to make its socket close with RST.
    tokio::select! {
        was_reset = &mut write => if was_reset { read.await },
        () = &mut read => { write.await; }
    }
}

type Chunk = (Instant, Vec<u8>);

async fn read_ahead(
    mut from: OwnedReadHalf,
    queue: mpsc::Sender<Chunk>,
    mut state: watch::Receiver<LinkState>,
    delayed: bool,
) {
    let mut now = state.clone();
    let mut buffer = vec![0; CHUNK];
    let forward = async {
        while let Ok(length @ 1..) = from.read(&mut buffer).await {
            let latency = if delayed {
                delay(*now.borrow_and_update())
            } else {
                Duration::ZERO
            };
            if queue
                .send((Instant::now() + latency, buffer[..length].to_vec()))
                .await
                .is_err()
            {
                break;
            }
        }
    };
    let reset = tokio::select! {
        biased;
        () = becomes(LinkMode::Reset, &mut state) => true,
        () = forward => false,
    };
    if reset {
        let _ = from.as_ref().set_zero_linger();
    }
}

/// Returns whether a reset ended it.
async fn write_when_due(
    mut to: OwnedWriteHalf,
    mut queued: mpsc::Receiver<Chunk>,
    mut state: watch::Receiver<LinkState>,
) -> bool {
    let mut now = state.clone();
    let forward = async {
        while let Some((due, bytes)) = queued.recv().await {
            // The timer's clock ticks once per millisecond: even what is due by now would wait for the next tick.
            if due > Instant::now() {
                tokio::time::sleep_until(due).await;
            }
            if now
                .wait_for(|state| state.mode != LinkMode::Blackhole)
                .await
                .is_err()
            {
                return;
            }
            if to.write_all(&bytes).await.is_err() {
                return;
            }
        }
    };
    tokio::select! {
        // A reset also ends the reading side, and with it the queue: it must be seen first.
        biased;
        () = becomes(LinkMode::Reset, &mut state) => {
            // Dropping this half would say goodbye in an orderly way, ahead of the reset.
            to.forget();
            true
        }
        () = forward => {
            let _ = to.shutdown().await;
            false
        }
    }
}

async fn becomes(mode: LinkMode, state: &mut watch::Receiver<LinkState>) {
    if state.wait_for(|state| state.mode == mode).await.is_err() {
        std::future::pending::<()>().await;
    }
}

fn delay(state: LinkState) -> Duration {
    let jitter = match state.jitter_ms {
        0 => 0,
        most => rand::random::<u32>() % (most + 1),
    };
    Duration::from_millis(u64::from(state.latency_ms + jitter))
}
