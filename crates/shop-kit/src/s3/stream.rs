//! An object that comes in pieces.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use actix_web::web::Bytes;
use http_body::{Body, Frame, SizeHint};
use tokio::sync::mpsc;

/// The pieces of an object that comes as a stream. An error in between ends it, and nothing is stored.
pub type Pieces = mpsc::Receiver<io::Result<Bytes>>;

/// A stream with the length that was announced: a store that got less would keep half an object.
pub(super) struct Announced {
    pieces: Pieces,
    left: u64,
}

impl Announced {
    pub(super) fn new(pieces: Pieces, length: u64) -> Self {
        Self {
            pieces,
            left: length,
        }
    }
}

impl Body for Announced {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let this = self.get_mut();
        let piece = match ready!(this.pieces.poll_recv(context)) {
            Some(Ok(piece)) => piece,
            Some(Err(error)) => return Poll::Ready(Some(Err(error))),
            None if this.left == 0 => return Poll::Ready(None),
            None => return Poll::Ready(Some(Err(io::ErrorKind::UnexpectedEof.into()))),
        };
        let length = u64::try_from(piece.len()).unwrap_or(u64::MAX);
        Poll::Ready(Some(match this.left.checked_sub(length) {
            Some(left) => {
                this.left = left;
                Ok(Frame::data(piece))
            }
            None => Err(io::Error::other("more bytes than announced")),
        }))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}
