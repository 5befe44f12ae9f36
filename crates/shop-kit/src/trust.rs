//! For how long a pooled connection is believed to live.

use std::time::{Duration, Instant};

/// A connection that worked this recently is not asked again whether it lives: that would be a round trip more for each use.
const SPAN: Duration = Duration::from_millis(500);

/// Whether a connection has to be asked before it is used again.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Trust {
    until: Instant,
}

impl Trust {
    /// Of a connection that works now.
    pub(crate) fn new() -> Self {
        Self {
            until: Instant::now() + SPAN,
        }
    }

    /// Notes that the connection was used, and whether it worked.
    pub(crate) fn used(&mut self, well: bool) {
        let now = Instant::now();
        self.until = if well { now + SPAN } else { now };
    }

    pub(crate) fn holds(self) -> bool {
        Instant::now() < self.until
    }
}
