//! From the schedule's time to the wall clock's.

use std::time::Duration;

use chrono::Utc;
use drill_core::slo::BIN_MS;
use tokio::time::Instant;

/// Beyond this distance the wall clock is followed.
const MOST_DRIFT_MS: i64 = 25;

/// Beyond this distance there was a time without traffic.
const JUMP_MS: i64 = 1_000;

/// Requests are timed by the monotonic clock, and put into bins by the wall clock.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock {
    start: Instant,
    start_ms: i64,
}

impl Clock {
    pub(crate) fn start() -> Self {
        Self {
            start: Instant::now(),
            start_ms: now_ms(),
        }
    }

    /// When something is due that the plan says comes `after` the start.
    pub(crate) fn due(&self, after: Duration) -> Instant {
        self.start + after
    }

    /// The bin of that moment.
    pub(crate) fn bin(&self, after: Duration) -> i64 {
        bin_of(self.start_ms.saturating_add(in_ms(after)))
    }

    /// Follows a wall clock that was set or that went on while the machine slept. True when it jumped so far
    /// that the bins have a gap.
    pub(crate) fn follow(&mut self) -> bool {
        let drift = now_ms() - (self.start_ms + in_ms(self.start.elapsed()));
        if drift.abs() > MOST_DRIFT_MS {
            self.start_ms += drift;
        }
        drift.abs() > JUMP_MS
    }
}

/// The wall clock in milliseconds since 1970.
pub(crate) fn now_ms() -> i64 {
    Utc::now().timestamp_millis()
}

/// The start of the bin that holds a moment.
pub(crate) const fn bin_of(ms: i64) -> i64 {
    ms.div_euclid(BIN_MS) * BIN_MS
}

fn in_ms(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
