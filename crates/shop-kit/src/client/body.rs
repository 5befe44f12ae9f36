//! Bodies that are passed on.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use actix_web::web::{Bytes, Payload};
use futures::{StreamExt as _, stream};
use reqwest::Body;
use tokio::sync::mpsc;

/// Pieces of a body that wait to be sent. A slow receiver so slows the sender down.
const PIECES: usize = 4;

/// Why a body did not arrive: because of who sent it, not of who receives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SenderFault {
    /// It is longer than it may be.
    TooLarge {
        /// Bytes that it may have.
        limit: u64,
    },
    /// It did not come in time.
    TooSlow,
    /// It broke off.
    BrokenOff,
}

impl fmt::Display for SenderFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge { limit } => write!(f, "The body must have at most {limit} bytes."),
            Self::TooSlow => f.write_str("The body did not arrive in time."),
            Self::BrokenOff => f.write_str("The body broke off."),
        }
    }
}

// Where a body stands.
/// Its sender is waited for.
const AWAITED: u8 = 0;
/// Its receiver is waited for.
const OFFERED: u8 = 1;
const WHOLE: u8 = 2;

/// How far a body has come.
#[derive(Debug)]
pub(super) struct Progress {
    state: AtomicU8,
    limit: u64,
}

impl Progress {
    fn set(&self, state: u8) {
        self.state.store(state, Ordering::Release);
    }

    fn is(&self, state: u8) -> bool {
        self.state.load(Ordering::Acquire) == state
    }

    /// Whether the receiver has nothing to do but wait for the sender.
    pub(super) fn is_awaited(&self) -> bool {
        self.is(AWAITED)
    }
}

/// Reads the body of a request for a call. Actix' own stream can't leave its thread, the client's must be able to.
pub(super) struct Pump {
    payload: Payload,
    sender: mpsc::Sender<Bytes>,
    progress: Arc<Progress>,
}

impl Pump {
    /// A pump, and the body that it fills. That breaks off after `limit` bytes, and when the pump ends before its time.
    pub(super) fn new(payload: Payload, limit: u64) -> (Self, Body, Arc<Progress>) {
        let (sender, receiver) = mpsc::channel(PIECES);
        let progress = Arc::new(Progress {
            state: AtomicU8::new(AWAITED),
            limit,
        });
        let pump = Self {
            payload,
            sender,
            progress: Arc::clone(&progress),
        };
        let pieces = stream::unfold(
            (receiver, Arc::clone(&progress)),
            async |(mut receiver, progress)| {
                let piece = match receiver.recv().await {
                    Some(piece) => Ok(piece),
                    None if progress.is(WHOLE) => return None,
                    // An end would make it look whole.
                    None => Err(std::io::ErrorKind::UnexpectedEof),
                };
                Some((piece.map_err(std::io::Error::from), (receiver, progress)))
            },
        );
        (pump, Body::wrap_stream(pieces), progress)
    }

    /// Reads everything, as fast as the receiver takes it.
    ///
    /// # Errors
    /// What the sender does wrong.
    pub(super) async fn run(mut self) -> Result<(), SenderFault> {
        let limit = self.progress.limit;
        let mut left = limit;
        loop {
            self.progress.set(AWAITED);
            let piece = match self.payload.next().await {
                None => {
                    self.progress.set(WHOLE);
                    return Ok(());
                }
                Some(Err(_)) => return Err(SenderFault::BrokenOff),
                Some(Ok(piece)) => piece,
            };
            left = left
                .checked_sub(piece.len() as u64)
                .ok_or(SenderFault::TooLarge { limit })?;
            self.progress.set(OFFERED);
            // Who takes no more says why in an answer.
            if self.sender.send(piece).await.is_err() {
                return Ok(());
            }
        }
    }
}
