//! What customers saw over time, in few enough points to draw.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Bin, Journey};

/// What customers saw over time, in equal steps.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Series {
    /// How long each step is, in milliseconds; a whole number of seconds.
    pub step_ms: i64,
    /// The steps in order of time. A step without a request is present and empty.
    pub points: Vec<Point>,
    /// The journey with the largest share of failed requests; none when nothing failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worst: Option<JourneySeries>,
}

/// One journey over time, in the steps of its series.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JourneySeries {
    /// Which journey.
    pub journey: Journey,
    /// One for each step: requests that succeeded, requests that failed.
    pub points: Vec<(u32, u32)>,
}

/// One step of a series.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Point {
    /// When it starts: milliseconds since 1970.
    pub at_ms: i64,
    /// Requests that succeeded.
    pub ok: u32,
    /// Requests that failed.
    pub failed: u32,
    /// Those of `ok` that were slow.
    pub slow: u32,
    /// Of the successful requests, 95 of 100 took at most so many milliseconds; none without one.
    pub p95_ms: Option<u32>,
}

/// The requests that were due from `from_ms` until before `to_ms`, in at most about `most` steps of whole seconds.
#[must_use]
pub fn series(bins: &[Bin], from_ms: i64, to_ms: i64, most: usize) -> Series {
    let span_ms = (to_ms - from_ms).max(0);
    let most = i64::try_from(most.max(1)).unwrap_or(i64::MAX);
    let step_ms = div_ceil(div_ceil(span_ms, most), 1000).max(1) * 1000;
    let mut points: Vec<(Point, Vec<u32>)> = Vec::new();
    let mut at_ms = from_ms;
    while at_ms < to_ms {
        points.push((
            Point {
                at_ms,
                ..Point::default()
            },
            Vec::new(),
        ));
        at_ms += step_ms;
    }
    for bin in bins {
        if !(from_ms..to_ms).contains(&bin.at_ms) {
            continue;
        }
        let index = usize::try_from((bin.at_ms - from_ms) / step_ms).unwrap_or(usize::MAX);
        let Some((point, latencies)) = points.get_mut(index) else {
            continue;
        };
        for journey in bin.journeys.values() {
            point.ok += journey.ok;
            point.failed += journey.failed;
            point.slow += journey.slow;
            latencies.extend_from_slice(&journey.latencies_ms);
        }
    }
    Series {
        step_ms,
        worst: worst(bins, from_ms, step_ms, points.len()),
        points: points
            .into_iter()
            .map(|(mut point, mut latencies)| {
                point.p95_ms = quantile(&mut latencies, 95);
                point
            })
            .collect(),
    }
}

/// The journey that was hit hardest, over time.
fn worst(bins: &[Bin], from_ms: i64, step_ms: i64, steps: usize) -> Option<JourneySeries> {
    let mut journeys: BTreeMap<Journey, Vec<(u32, u32)>> = BTreeMap::new();
    for bin in bins {
        let Ok(index) = usize::try_from((bin.at_ms - from_ms).div_euclid(step_ms)) else {
            continue;
        };
        for (journey, seen) in &bin.journeys {
            let points = journeys
                .entry(*journey)
                .or_insert_with(|| vec![(0, 0); steps]);
            if let Some((ok, failed)) = points.get_mut(index) {
                *ok += seen.ok;
                *failed += seen.failed;
            }
        }
    }
    let share = |points: &[(u32, u32)]| {
        let sum =
            |part: fn(&(u32, u32)) -> u32| points.iter().map(part).map(f64::from).sum::<f64>();
        let (ok, failed) = (sum(|point| point.0), sum(|point| point.1));
        if failed > 0.0 {
            failed / (ok + failed)
        } else {
            0.0
        }
    };
    let (journey, points) = journeys
        .into_iter()
        .max_by(|(_, one), (_, other)| share(one).total_cmp(&share(other)))?;
    (share(&points) > 0.0).then_some(JourneySeries { journey, points })
}

/// The smallest value that at least `percent` of 100 values do not exceed.
fn quantile(values: &mut [u32], percent: usize) -> Option<u32> {
    values.sort_unstable();
    let rank = (values.len() * percent).div_ceil(100);
    values.get(rank.checked_sub(1)?).copied()
}

/// Division that rounds up, for numbers of 0 or more: the standard library has it for unsigned ones only.
const fn div_ceil(number: i64, by: i64) -> i64 {
    (number + by - 1) / by
}
