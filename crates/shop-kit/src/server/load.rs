//! The load limit: what is more is refused at once instead of queued.

use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use actix_web::HttpMessage as _;
use actix_web::dev::{Payload, ServiceRequest};
use actix_web::error::PayloadError;
use actix_web::web::Bytes;
use futures::Stream;

/// Requests whose body is awaited, at most, beside those that are worked on. Each holds little, but a connection.
const AWAITED: usize = 1024;

/// Requests that are being served, and how many may be.
#[derive(Clone, Debug)]
pub(super) struct Load {
    now: Arc<AtomicUsize>,
    awaited: Arc<AtomicUsize>,
    max: usize,
}

impl Load {
    pub(super) fn new(max: usize) -> Self {
        Self {
            now: Arc::default(),
            awaited: Arc::default(),
            max,
        }
    }

    pub(super) fn now(&self) -> usize {
        self.now.load(Ordering::Relaxed)
    }

    /// A place for one more request, unless all are taken. It is given back when it is dropped.
    pub(super) fn enter(&self) -> Option<Rc<Place>> {
        let before = self.now.fetch_add(1, Ordering::Relaxed);
        let place = Place {
            load: self.clone(),
            is_lent: Cell::new(false),
        };
        (before < self.max).then(|| Rc::new(place))
    }
}

/// One request's place. While its client is waited for, it is lent to others: else a few that send byte by byte would have all
/// of them.
#[derive(Debug)]
pub(super) struct Place {
    load: Load,
    is_lent: Cell<bool>,
}

impl Place {
    /// Sees to it that the place is lent while the body of its request is awaited.
    pub(super) fn follow(self: &Rc<Self>, request: &mut ServiceRequest) {
        let body = request.take_payload();
        // Most requests have none.
        if matches!(body, Payload::None) {
            return;
        }
        let place = Rc::clone(self);
        request.set_payload(Payload::Stream {
            payload: Box::pin(Arriving { body, place }),
        });
    }

    fn lend(&self) {
        if self.is_lent.get() {
            return;
        }
        if self.load.awaited.fetch_add(1, Ordering::Relaxed) < AWAITED {
            self.is_lent.set(true);
            self.load.now.fetch_sub(1, Ordering::Relaxed);
        } else {
            self.load.awaited.fetch_sub(1, Ordering::Relaxed);
        }
    }

    /// There may be more requests than places for a moment: those that were let in are served.
    fn take_back(&self) {
        if self.is_lent.replace(false) {
            self.load.awaited.fetch_sub(1, Ordering::Relaxed);
            self.load.now.fetch_add(1, Ordering::Relaxed);
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.take_back();
        self.load.now.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A body on its way in.
struct Arriving {
    body: Payload,
    place: Rc<Place>,
}

impl Stream for Arriving {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let piece = Pin::new(&mut self.body).poll_next(cx);
        if piece.is_pending() {
            self.place.lend();
        } else {
            self.place.take_back();
        }
        piece
    }
}

impl Drop for Arriving {
    fn drop(&mut self) {
        // Nobody waits for the rest.
        self.place.take_back();
    }
}
