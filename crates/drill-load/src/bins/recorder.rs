//! Bins that are still being filled.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use drill_core::slo::{BIN_MS, Bin, Journey};
use tokio::time::Instant;

/// How a request ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Answered as hoped.
    Ok,
    /// An error, no answer, or one too late. A checkout also says what its cart was worth.
    Failed { lost_minor: i64 },
    /// Refused for a reason that is the shop's business.
    Rejected,
}

/// Bins that are still being filled.
#[derive(Debug)]
pub(crate) struct Recorder {
    slow: Duration,
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    open: BTreeMap<i64, Open>,
    /// Nothing will become due before this bin any more.
    cursor_ms: i64,
}

#[derive(Debug)]
struct Open {
    bin: Bin,
    unsettled: u32,
}

impl Open {
    const fn new(at_ms: i64) -> Self {
        Self {
            bin: Bin {
                at_ms,
                journeys: BTreeMap::new(),
            },
            unsettled: 0,
        }
    }
}

impl Recorder {
    /// What takes longer than `slow` counts as slow.
    pub(crate) fn new(slow: Duration) -> Arc<Self> {
        Arc::new(Self {
            slow,
            inner: Mutex::default(),
        })
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next request is due in this bin, and traffic was made without a gap since the last one.
    pub(crate) fn reaches(&self, bin_ms: i64) {
        let mut inner = self.lock();
        let mut at_ms = inner.cursor_ms.min(bin_ms);
        while at_ms <= bin_ms {
            inner.open.entry(at_ms).or_insert_with(|| Open::new(at_ms));
            at_ms += BIN_MS;
        }
        inner.cursor_ms = bin_ms;
    }

    /// The next request is due in this bin, and no traffic was made before it.
    pub(crate) fn resumes(&self, bin_ms: i64) {
        let mut inner = self.lock();
        inner
            .open
            .entry(bin_ms)
            .or_insert_with(|| Open::new(bin_ms));
        inner.cursor_ms = bin_ms;
    }

    /// No request is due any more.
    pub(crate) fn ends(&self) {
        self.lock().cursor_ms = i64::MAX;
    }

    /// A request is due now and belongs to this bin.
    pub(crate) fn due(self: &Arc<Self>, bin_ms: i64, journey: Journey, due: Instant) -> Ticket {
        let late_ms = in_ms(due.elapsed());
        let mut inner = self.lock();
        let open = inner
            .open
            .entry(bin_ms)
            .or_insert_with(|| Open::new(bin_ms));
        open.unsettled += 1;
        let counts = open.bin.journeys.entry(journey).or_default();
        counts.late_ms_max = counts.late_ms_max.max(late_ms);
        drop(inner);
        Ticket {
            recorder: Arc::clone(self),
            bin_ms,
            journey,
            due,
            settled: false,
        }
    }

    /// Takes the bins that are complete, in order of time; those that end after `now_ms` stay.
    pub(crate) fn take_complete(&self, now_ms: i64) -> Vec<Bin> {
        let mut inner = self.lock();
        let until = now_ms.min(inner.cursor_ms);
        let mut complete = Vec::new();
        while let Some(first) = inner.open.first_entry() {
            if first.get().unsettled > 0 || *first.key() + BIN_MS > until {
                break;
            }
            complete.push(first.remove().bin);
        }
        complete
    }

    /// Takes all bins whose requests are settled, also the one that has not ended.
    pub(crate) fn take_rest(&self) -> Vec<Bin> {
        let mut inner = self.lock();
        let open = std::mem::take(&mut inner.open);
        open.into_values()
            .filter(|open| open.unsettled == 0 && !open.bin.journeys.is_empty())
            .map(|open| open.bin)
            .collect()
    }

    fn settle(&self, ticket: &Ticket, outcome: Outcome) {
        let took = ticket.due.elapsed();
        let mut inner = self.lock();
        let Some(open) = inner.open.get_mut(&ticket.bin_ms) else {
            return;
        };
        open.unsettled = open.unsettled.saturating_sub(1);
        let counts = open.bin.journeys.entry(ticket.journey).or_default();
        match outcome {
            Outcome::Ok => {
                counts.ok += 1;
                counts.slow += u32::from(took > self.slow);
                counts.latencies_ms.push(in_ms(took));
            }
            Outcome::Failed { lost_minor } => {
                counts.failed += 1;
                counts.lost_minor += lost_minor;
            }
            Outcome::Rejected => counts.rejected += 1,
        }
    }
}

/// A request that is due. Dropped without an outcome, it counts as failed: none is ever forgotten.
#[derive(Debug)]
pub(crate) struct Ticket {
    recorder: Arc<Recorder>,
    bin_ms: i64,
    journey: Journey,
    due: Instant,
    settled: bool,
}

impl Ticket {
    pub(crate) fn settle(mut self, outcome: Outcome) {
        self.settled = true;
        self.recorder.settle(&self, outcome);
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        if !self.settled {
            self.recorder
                .settle(self, Outcome::Failed { lost_minor: 0 });
        }
    }
}

fn in_ms(duration: Duration) -> u32 {
    u32::try_from(duration.as_millis()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bin_is_complete_once_its_last_request_is_settled_and_bins_stay_in_order() {
        let recorder = Recorder::new(Duration::from_millis(500));
        recorder.resumes(1_000);
        let slow = recorder.due(1_000, Journey::Browse, Instant::now());
        recorder.reaches(1_200);
        recorder
            .due(1_200, Journey::Browse, Instant::now())
            .settle(Outcome::Ok);
        recorder.reaches(1_500);
        assert!(
            recorder.take_complete(1_450).is_empty(),
            "the first is not settled"
        );
        slow.settle(Outcome::Rejected);
        let taken = recorder.take_complete(1_450);
        let at: Vec<i64> = taken.iter().map(|bin| bin.at_ms).collect();
        assert_eq!(
            at,
            [1_000, 1_100, 1_200, 1_300],
            "one without requests is there too"
        );
        assert_eq!(taken[0].journeys[&Journey::Browse].rejected, 1);
        assert_eq!(taken[2].journeys[&Journey::Browse].ok, 1);
    }

    #[test]
    fn what_counts_as_slow_is_what_was_asked_for() {
        let slow_of = |limit| {
            let recorder = Recorder::new(Duration::from_millis(limit));
            recorder.resumes(1_000);
            let due = Instant::now() - Duration::from_millis(800);
            recorder
                .due(1_000, Journey::Checkout, due)
                .settle(Outcome::Ok);
            recorder.ends();
            recorder.take_complete(5_000)[0].journeys[&Journey::Checkout].slow
        };
        assert_eq!(slow_of(500), 1);
        assert_eq!(slow_of(1500), 0);
    }

    #[test]
    fn a_request_that_nobody_settled_counts_as_failed() {
        let recorder = Recorder::new(Duration::from_millis(500));
        recorder.resumes(1_000);
        drop(recorder.due(1_000, Journey::Checkout, Instant::now()));
        recorder.ends();
        let taken = recorder.take_complete(5_000);
        assert_eq!(taken[0].journeys[&Journey::Checkout].failed, 1);
    }

    #[test]
    fn a_gap_in_the_traffic_leaves_a_gap_in_the_bins() {
        let recorder = Recorder::new(Duration::from_millis(500));
        recorder.resumes(1_000);
        recorder.reaches(1_100);
        recorder.resumes(9_000);
        recorder.ends();
        let at: Vec<i64> = recorder
            .take_complete(i64::MAX)
            .iter()
            .map(|bin| bin.at_ms)
            .collect();
        assert_eq!(at, [1_000, 1_100, 9_000]);
    }
}
