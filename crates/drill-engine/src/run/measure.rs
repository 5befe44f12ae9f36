//! What an incident cost, by what the traffic saw.

use chrono::{DateTime, TimeDelta, Utc};
use drill_core::journal::Event;
use drill_core::slo::{self, Objective};
use drill_load::BinReader;

/// How much of the time before the fault the series shows.
const LEAD: TimeDelta = TimeDelta::seconds(15);
/// The most points of a series: as many as a report can show.
const MOST_POINTS: usize = 240;

/// Why nothing was measured.
#[derive(Debug, thiserror::Error)]
pub(crate) enum MeasureError {
    #[error("the traffic's files can't be read: {0}")]
    Read(#[from] std::io::Error),
    #[error("the reader's task failed: {0}")]
    Task(#[from] tokio::task::JoinError),
}

/// The journal's entry: sums from `t0` to the end of the impact (`t4`, or now), and the series up to now.
pub(crate) async fn measure(
    bins: &BinReader,
    t0: DateTime<Utc>,
    t4: Option<DateTime<Utc>>,
    objective: &Objective,
) -> Result<Event, MeasureError> {
    let (bins, objective) = (bins.clone(), *objective);
    // Hours of bins are megabytes.
    tokio::task::spawn_blocking(move || {
        let now_ms = Utc::now().timestamp_millis();
        let from_ms = (t0 - LEAD).timestamp_millis();
        let end_ms = t4.map_or(now_ms, |t4| t4.timestamp_millis());
        let bins = bins.between(from_ms, now_ms)?;
        Ok(Event::Measured {
            impact: slo::impact(&bins, t0.timestamp_millis(), end_ms, &objective),
            series: slo::series(&bins, from_ms, now_ms, MOST_POINTS),
        })
    })
    .await?
}
