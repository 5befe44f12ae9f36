//! Whether the service levels hold within a window.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{BIN_MS, Bin, Journey, JourneyBin, Objective};

/// How well requests were served.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Level {
    /// Requests that count: good and failed ones.
    pub requests: u64,
    /// Those that failed.
    pub failed: u64,
    /// Those that were good and slow.
    pub slow: u64,
    /// The share that succeeded; none without a request.
    pub availability: Option<f64>,
    /// The share of the successful ones that were fast enough; none without a successful one.
    pub latency_ratio: Option<f64>,
    /// Whether the objective is met. Without a request it is not: nothing was proven. One slow request of
    /// three or more does not miss it while they are too few to tell the share: 95 % of fewer than twenty.
    pub ok: bool,
}

/// The levels of a window, by journey and as a whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Levels {
    /// Every request of the window.
    pub whole: Level,
    /// By journey; one without a request is absent.
    pub journeys: BTreeMap<Journey, Level>,
    /// Whether the whole and every journey meet the objective.
    pub ok: bool,
}

impl Levels {
    /// The journeys that miss the objective.
    pub fn broken(&self) -> impl Iterator<Item = (Journey, &Level)> {
        self.journeys
            .iter()
            .filter(|(_, level)| !level.ok)
            .map(|(journey, level)| (*journey, level))
    }
}

/// The levels of the last `window` of these bins, which are in order of time. The window ends with the last bin.
#[must_use]
pub fn levels(bins: &[Bin], objective: &Objective, window: Duration) -> Levels {
    let from = bins.last().map_or(i64::MAX, |last| {
        let window_ms = i64::try_from(window.as_millis()).unwrap_or(i64::MAX);
        (last.at_ms + BIN_MS).saturating_sub(window_ms)
    });
    of(bins[start(bins, from)..].iter(), objective)
}

fn of<'a>(bins: impl Iterator<Item = &'a Bin>, objective: &Objective) -> Levels {
    let mut sums: BTreeMap<Journey, Sum> = BTreeMap::new();
    let mut whole = Sum::default();
    for (journey, bin) in bins.flat_map(|bin| &bin.journeys) {
        sums.entry(*journey).or_default().add(bin);
        whole.add(bin);
    }
    let journeys: BTreeMap<Journey, Level> = sums
        .into_iter()
        .filter(|(_, sum)| sum.requests() > 0)
        .map(|(journey, sum)| (journey, sum.level(objective)))
        .collect();
    let whole = whole.level(objective);
    Levels {
        ok: whole.ok && journeys.values().all(|level| level.ok),
        whole,
        journeys,
    }
}

#[derive(Clone, Copy, Default)]
struct Sum {
    ok: u64,
    failed: u64,
    slow: u64,
}

impl Sum {
    fn add(&mut self, bin: &JourneyBin) {
        self.ok += u64::from(bin.ok);
        self.failed += u64::from(bin.failed);
        self.slow += u64::from(bin.slow);
    }

    const fn requests(self) -> u64 {
        self.ok + self.failed
    }

    /// Whether one request was slow, among so few that the objective allows less than one.
    #[expect(
        clippy::cast_precision_loss,
        reason = "a share of requests needs no more than 53 bits"
    )]
    fn has_one_slow(self, objective: &Objective) -> bool {
        let allowed = (1.0 - objective.latency_ratio) * self.ok as f64;
        self.slow == 1 && self.ok >= 3 && allowed < 1.0
    }

    fn level(self, objective: &Objective) -> Level {
        let availability = share(self.ok, self.requests());
        let latency_ratio = share(self.ok - self.slow.min(self.ok), self.ok);
        Level {
            requests: self.requests(),
            failed: self.failed,
            slow: self.slow,
            availability,
            latency_ratio,
            ok: availability.is_some_and(|share| share >= objective.availability)
                && (self.has_one_slow(objective)
                    || latency_ratio.is_some_and(|share| share >= objective.latency_ratio)),
        }
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a share of requests needs no more than 53 bits"
)]
fn share(part: u64, of: u64) -> Option<f64> {
    (of > 0).then(|| part as f64 / of as f64)
}

/// Since when the service levels have held without a break up to the last of these bins, in milliseconds
/// since 1970. None while they do not hold now, or when nothing was seen.
///
/// It is the end of the last bad bin of the last window that missed the objective: an outage that ended at
/// 12:00:10 still spoils windows that end a little later, and recovery began at 12:00:10. Bins are in order
/// of time; a caller sees to it that the last one is recent.
#[must_use]
pub fn held_since(bins: &[Bin], objective: &Objective, window: Duration) -> Option<i64> {
    let window_ms = i64::try_from(window.as_millis()).unwrap_or(i64::MAX);
    let first = bins.first()?.at_ms;
    if !levels(bins, objective, window).ok {
        return None;
    }
    for end in (0..bins.len()).rev() {
        let within = &bins[..=end];
        let from = within.last()?.at_ms + BIN_MS - window_ms;
        if from < first {
            // Too little is known before this moment to judge a whole window.
            break;
        }
        if !levels(&within[start(within, from)..], objective, window).ok {
            let last_bad = within
                .iter()
                .rev()
                .take_while(|bin| bin.at_ms >= from)
                .find(|bin| is_bad(bin));
            return last_bad.or(within.last()).map(|bin| bin.at_ms + BIN_MS);
        }
    }
    Some(first)
}

fn is_bad(bin: &Bin) -> bool {
    bin.journeys
        .values()
        .any(|journey| journey.failed > 0 || journey.slow > 0)
}

fn start(bins: &[Bin], from_ms: i64) -> usize {
    bins.partition_point(|bin| bin.at_ms < from_ms)
}
