//! After a failure Redis is left alone for a while: a request should not wait for what the last one did not get.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long it is left alone.
const PAUSE: Duration = Duration::from_secs(1);

/// Whether Redis is asked, and by whom.
#[derive(Debug, Default)]
pub(super) struct Pause {
    until: Mutex<Option<Instant>>,
}

/// What one request may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// Redis works.
    Open,
    /// This request finds out, all others wait for what it finds.
    Probe,
    /// Redis is left alone.
    Closed,
}

impl Pause {
    pub(super) fn turn(&self) -> Turn {
        self.turn_at(Instant::now())
    }

    fn turn_at(&self, now: Instant) -> Turn {
        let mut until = self.until.lock().unwrap_or_else(PoisonError::into_inner);
        match *until {
            None => Turn::Open,
            Some(end) if now < end => Turn::Closed,
            Some(_) => {
                *until = Some(now + PAUSE);
                Turn::Probe
            }
        }
    }

    /// Begins a pause, and says whether there was none.
    pub(super) fn close(&self) -> bool {
        self.until
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .replace(Instant::now() + PAUSE)
            .is_none()
    }

    pub(super) fn open(&self) {
        *self.until.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_a_pause_one_request_asks_and_the_others_wait_for_it() {
        let pause = Pause::default();
        assert_eq!(pause.turn(), Turn::Open);
        assert!(pause.close(), "there was no pause before");
        assert!(!pause.close());
        assert_eq!(pause.turn(), Turn::Closed);
        let later = Instant::now() + 2 * PAUSE;
        assert_eq!(pause.turn_at(later), Turn::Probe);
        assert_eq!(pause.turn_at(later), Turn::Closed);
        pause.open();
        assert_eq!(pause.turn_at(later), Turn::Open);
    }
}
