//! The load limit: what is more is refused at once instead of queued.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Requests that are being served, and how many may be.
#[derive(Clone, Debug)]
pub(super) struct Load {
    now: Arc<AtomicUsize>,
    max: usize,
}

impl Load {
    pub(super) fn new(max: usize) -> Self {
        Self {
            now: Arc::default(),
            max,
        }
    }

    pub(super) fn now(&self) -> usize {
        self.now.load(Ordering::Relaxed)
    }

    /// A place for one more request, unless all are taken. It is given back when it is dropped.
    pub(super) fn enter(&self) -> Option<Place> {
        let before = self.now.fetch_add(1, Ordering::Relaxed);
        let place = Place(Arc::clone(&self.now));
        (before < self.max).then_some(place)
    }
}

/// One request's place.
pub(super) struct Place(Arc<AtomicUsize>);

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
