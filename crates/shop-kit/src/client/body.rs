//! Bodies that are passed on.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use actix_web::web::{Bytes, Payload};
use futures::{StreamExt as _, stream};
use reqwest::Body;
use tokio::sync::mpsc;

/// Pieces of a body that wait to be sent. A slow receiver so slows the sender down.
const PIECES: usize = 4;

/// Whether a body turned out to be longer than it may be. Its receiver only sees it break off.
#[derive(Clone, Debug, Default)]
pub struct Overflow(Arc<AtomicBool>);

impl Overflow {
    /// Whether it did so far.
    #[must_use]
    pub fn is_seen(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// The body of a request as the body of a call, piece by piece. Actix' own stream can't leave its thread, the client's
/// must be able to. It breaks off after `limit` bytes.
#[must_use]
pub fn streamed(mut payload: Payload, limit: u64) -> (Body, Overflow) {
    let (sender, receiver) = mpsc::channel::<std::io::Result<Bytes>>(PIECES);
    let overflow = Overflow::default();
    let seen = overflow.clone();
    actix_web::rt::spawn(async move {
        let mut left = limit;
        while let Some(piece) = payload.next().await {
            let piece = match piece {
                Err(error) => Err(std::io::Error::other(error)),
                Ok(piece) => match left.checked_sub(piece.len() as u64) {
                    Some(rest) => {
                        left = rest;
                        Ok(piece)
                    }
                    None => {
                        seen.0.store(true, Ordering::Release);
                        Err(std::io::Error::other("the body is too large"))
                    }
                },
            };
            let broken = piece.is_err();
            if sender.send(piece).await.is_err() || broken {
                return;
            }
        }
    });
    let body = Body::wrap_stream(stream::unfold(receiver, async |mut receiver| {
        receiver.recv().await.map(|piece| (piece, receiver))
    }));
    (body, overflow)
}
