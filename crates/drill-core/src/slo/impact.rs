//! What an incident cost customers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Bin, Journey, Objective};

/// What an incident cost, in sums over its duration.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Impact {
    /// Where the sums begin: milliseconds since 1970.
    pub from_ms: i64,
    /// Where they end.
    pub to_ms: i64,
    /// By journey.
    pub journeys: BTreeMap<Journey, JourneyImpact>,
    /// Checkouts that failed: orders that customers wanted and the shop did not take.
    pub orders_not_taken: u64,
    /// The worth of their carts, in minor units of [`CURRENCY`](super::CURRENCY).
    pub revenue_not_taken_minor: i64,
    /// The share of a 30 days' error budget for availability that was burnt, at this rate of requests. 1 is all of it.
    pub availability_budget: f64,
    /// The same for latency.
    pub latency_budget: f64,
}

/// One journey's sums.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JourneyImpact {
    /// Requests that count: good and failed ones.
    pub requests: u64,
    /// Those that failed.
    pub failed: u64,
    /// Those that were good and slow.
    pub slow: u64,
    /// Those that were refused for a business reason; they do not count.
    pub rejected: u64,
}

/// What the requests cost that were due from `from_ms` until before `to_ms`.
#[must_use]
pub fn impact(bins: &[Bin], from_ms: i64, to_ms: i64, objective: &Objective) -> Impact {
    let mut found = Impact {
        from_ms,
        to_ms,
        ..Impact::default()
    };
    let within = bins
        .iter()
        .filter(|bin| (from_ms..to_ms).contains(&bin.at_ms));
    for (journey, bin) in within.flat_map(|bin| &bin.journeys) {
        let sum = found.journeys.entry(*journey).or_default();
        sum.requests += u64::from(bin.judged());
        sum.failed += u64::from(bin.failed);
        sum.slow += u64::from(bin.slow);
        sum.rejected += u64::from(bin.rejected);
        if *journey == Journey::Checkout {
            found.orders_not_taken += u64::from(bin.failed);
            found.revenue_not_taken_minor += bin.lost_minor;
        }
    }
    let whole = found.whole();
    let month = requests_of_a_month(whole.requests, to_ms - from_ms);
    found.availability_budget = burnt(whole.failed, (1.0 - objective.availability) * month);
    found.latency_budget = burnt(whole.slow, (1.0 - objective.latency_ratio) * month);
    found
}

impl Impact {
    /// The sums over all journeys.
    #[must_use]
    pub fn whole(&self) -> JourneyImpact {
        self.journeys
            .values()
            .fold(JourneyImpact::default(), |sum, one| JourneyImpact {
                requests: sum.requests + one.requests,
                failed: sum.failed + one.failed,
                slow: sum.slow + one.slow,
                rejected: sum.rejected + one.rejected,
            })
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "an estimate of a month's requests"
)]
fn requests_of_a_month(requests: u64, within_ms: i64) -> f64 {
    const MONTH_MS: f64 = 30.0 * 24.0 * 3_600_000.0;
    if within_ms <= 0 {
        return 0.0;
    }
    requests as f64 / within_ms as f64 * MONTH_MS
}

#[expect(clippy::cast_precision_loss, reason = "a share, not a count")]
fn burnt(bad: u64, budget: f64) -> f64 {
    if budget > 0.0 {
        bad as f64 / budget
    } else {
        0.0
    }
}
