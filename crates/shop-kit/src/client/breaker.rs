//! A circuit breaker: a peer that fails again and again is left alone for a while.

use std::time::{Duration, Instant};

/// Counts failures in a row.
#[derive(Debug)]
pub(crate) struct Breaker {
    threshold: u32,
    open_for: Duration,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Closed {
        failures: u32,
    },
    Open {
        until: Instant,
    },
    /// One call is on its way to try.
    Trying,
}

impl Breaker {
    /// A `threshold` of 0 never opens.
    pub(crate) fn new(threshold: u32, open_for: Duration) -> Self {
        Self {
            threshold,
            open_for,
            state: State::Closed { failures: 0 },
        }
    }

    /// Whether a call may go out now. Who got a yes reports back by one of the other methods.
    pub(crate) fn admit(&mut self, now: Instant) -> bool {
        match self.state {
            State::Closed { .. } => true,
            State::Open { until } if now >= until => {
                self.state = State::Trying;
                true
            }
            State::Open { .. } | State::Trying => false,
        }
    }

    /// The peer answered.
    pub(crate) fn succeeded(&mut self) {
        // An answer to a call from before the breaker opened says nothing about now.
        if !matches!(self.state, State::Open { .. }) {
            self.state = State::Closed { failures: 0 };
        }
    }

    /// The peer did not answer, or failed.
    pub(crate) fn failed(&mut self, now: Instant) {
        self.state = match self.state {
            State::Closed { failures } if self.threshold == 0 || failures + 1 < self.threshold => {
                State::Closed {
                    failures: failures.saturating_add(1),
                }
            }
            State::Closed { .. } | State::Trying => State::Open {
                until: now + self.open_for,
            },
            open @ State::Open { .. } => open,
        };
    }

    /// The caller went away before the peer answered: the next call may try.
    pub(crate) fn abandoned(&mut self, now: Instant) {
        if self.state == State::Trying {
            self.state = State::Open { until: now };
        }
    }

    pub(crate) fn is_open(&self) -> bool {
        !matches!(self.state, State::Closed { .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPEN: Duration = Duration::from_secs(2);

    fn opened(now: Instant) -> Breaker {
        let mut breaker = Breaker::new(3, OPEN);
        for _ in 0..3 {
            assert!(breaker.admit(now));
            breaker.failed(now);
        }
        breaker
    }

    #[test]
    fn failures_in_a_row_open_it() {
        let now = Instant::now();
        let mut breaker = opened(now);
        assert!(breaker.is_open());
        assert!(!breaker.admit(now + OPEN / 2));
    }

    #[test]
    fn a_success_between_failures_keeps_it_closed() {
        let now = Instant::now();
        let mut breaker = Breaker::new(3, OPEN);
        for _ in 0..10 {
            breaker.failed(now);
            breaker.failed(now);
            breaker.succeeded();
        }
        assert!(!breaker.is_open());
    }

    #[test]
    fn one_call_tries_after_the_pause_and_its_success_closes_it() {
        let now = Instant::now();
        let mut breaker = opened(now);
        assert!(breaker.admit(now + OPEN));
        assert!(!breaker.admit(now + OPEN), "only one may try");
        breaker.succeeded();
        assert!(!breaker.is_open());
        assert!(breaker.admit(now + OPEN));
    }

    #[test]
    fn a_failed_try_opens_it_again() {
        let now = Instant::now();
        let mut breaker = opened(now);
        assert!(breaker.admit(now + OPEN));
        breaker.failed(now + OPEN);
        assert!(!breaker.admit(now + OPEN + OPEN / 2));
        assert!(breaker.admit(now + OPEN + OPEN));
    }

    #[test]
    fn an_abandoned_try_lets_the_next_one_try() {
        let now = Instant::now();
        let mut breaker = opened(now);
        assert!(breaker.admit(now + OPEN));
        breaker.abandoned(now + OPEN);
        assert!(breaker.admit(now + OPEN));
    }

    #[test]
    fn a_late_answer_does_not_close_it() {
        let now = Instant::now();
        let mut breaker = opened(now);
        breaker.succeeded();
        assert!(breaker.is_open());
    }

    #[test]
    fn a_threshold_of_nothing_never_opens() {
        let now = Instant::now();
        let mut breaker = Breaker::new(0, OPEN);
        for _ in 0..100 {
            breaker.failed(now);
        }
        assert!(!breaker.is_open());
    }
}
