//! After a failure a part of Redis is left alone for a while: a request should not wait for what the last one did not get.
//! The other parts go on.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use shop_kit::redis::Part;

/// How long it is left alone.
pub(super) const PAUSE: Duration = Duration::from_secs(1);

/// Which parts are left alone, and until when.
#[derive(Debug, Default)]
pub(super) struct Pauses {
    until: Mutex<BTreeMap<Part, Instant>>,
}

/// What one request may do with a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// It works.
    Open,
    /// This request finds out, all others wait for what it finds.
    Probe,
    /// It is left alone.
    Closed,
}

impl Pauses {
    pub(super) fn turn(&self, part: &Part) -> Turn {
        self.turn_at(part, Instant::now())
    }

    fn turn_at(&self, part: &Part, now: Instant) -> Turn {
        match self.until().get_mut(part) {
            None => Turn::Open,
            Some(end) if now < *end => Turn::Closed,
            Some(end) => {
                *end = now + PAUSE;
                Turn::Probe
            }
        }
    }

    /// Begins a pause, and says whether there was none.
    pub(super) fn close(&self, part: Part) -> bool {
        self.until().insert(part, Instant::now() + PAUSE).is_none()
    }

    /// Ends the pause.
    pub(super) fn open(&self, part: &Part) {
        self.until().remove(part);
    }

    /// Whether it is left alone, or tried again.
    pub(super) fn has(&self, part: &Part) -> bool {
        self.until().contains_key(part)
    }

    /// Forgets parts that there are no more.
    pub(super) fn keep(&self, parts: &[Part]) {
        self.until().retain(|part, _| parts.contains(part));
    }

    fn until(&self) -> MutexGuard<'_, BTreeMap<Part, Instant>> {
        self.until.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use shop_kit::Service;
    use shop_kit::redis::{Redis, RedisSettings};
    use shop_kit::settings::Secret;

    use super::*;

    /// A server that nobody has to reach.
    fn part(port: u16) -> Part {
        let settings = RedisSettings {
            url: Secret::new(format!("redis://127.0.0.1:{port}")),
            cluster: false,
            pool_max: 1,
            timeout: PAUSE,
        };
        let service = Service::new("catalog", "1").unwrap();
        Redis::new(&settings, &service).unwrap().part("key")
    }

    #[test]
    fn after_a_pause_one_request_asks_and_the_others_wait_for_it() {
        let (pauses, part) = (Pauses::default(), part(1));
        assert_eq!(pauses.turn(&part), Turn::Open);
        assert!(pauses.close(part.clone()), "there was no pause before");
        assert!(!pauses.close(part.clone()));
        assert_eq!(pauses.turn(&part), Turn::Closed);
        let later = Instant::now() + 2 * PAUSE;
        assert_eq!(pauses.turn_at(&part, later), Turn::Probe);
        assert_eq!(pauses.turn_at(&part, later), Turn::Closed);
        pauses.open(&part);
        assert_eq!(pauses.turn_at(&part, later), Turn::Open);
    }

    #[test]
    fn a_part_that_pauses_holds_up_no_other_and_is_forgotten_when_it_is_gone() {
        let (pauses, lost, other) = (Pauses::default(), part(1), part(2));
        pauses.close(lost.clone());
        assert_eq!(pauses.turn(&other), Turn::Open);
        assert!(pauses.has(&lost) && !pauses.has(&other));
        pauses.keep(&[lost.clone(), other.clone()]);
        assert!(pauses.has(&lost));
        pauses.keep(&[other]);
        assert!(!pauses.has(&lost));
    }
}
