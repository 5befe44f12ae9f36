//! The moments of a run, T0 to T5, and the durations between them.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::journal::{Entry, Event};

/// The moments of a run, as far as they have come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Moments {
    /// Impact starts: the first moment at which the fault can hurt.
    pub t0: Option<DateTime<Utc>>,
    /// The alert reached the learner.
    pub t1: Option<DateTime<Utc>>,
    /// The learner took it.
    pub t2: Option<DateTime<Utc>>,
    /// The learner's diagnosis was right.
    pub t3: Option<DateTime<Utc>>,
    /// Service levels were restored, and held.
    pub t4: Option<DateTime<Utc>>,
    /// The cause was removed, and stayed away.
    pub t5: Option<DateTime<Utc>>,
}

impl Moments {
    /// The moments that a journal tells.
    #[must_use]
    pub fn from_entries(entries: &[Entry]) -> Self {
        let mut moments = Self::default();
        for entry in entries {
            match &entry.event {
                Event::FaultApplied => moments.t0 = moments.t0.or(Some(entry.at)),
                Event::Paged { .. } => moments.t1 = moments.t1.or(Some(entry.at)),
                Event::Acknowledged => moments.t2 = moments.t2.or(Some(entry.at)),
                Event::Diagnosed { correct: true, .. } => {
                    moments.t3 = moments.t3.or(Some(entry.at));
                }
                Event::ServiceLevelsRestored { since } => {
                    moments.t4 = moments.t4.or(Some(*since));
                }
                Event::ServiceLevelsBroken => moments.t4 = None,
                Event::CauseRemoved { since } => moments.t5 = moments.t5.or(Some(*since)),
                Event::CauseReturned => moments.t5 = None,
                _ => {}
            }
        }
        moments
    }

    /// Time to detect: T0 to T1.
    #[must_use]
    pub fn time_to_detect(&self) -> Option<TimeDelta> {
        between(self.t0, self.t1)
    }

    /// Time to acknowledge: T1 to T2.
    #[must_use]
    pub fn time_to_acknowledge(&self) -> Option<TimeDelta> {
        between(self.t1, self.t2)
    }

    /// Time to diagnose: T2 to T3.
    #[must_use]
    pub fn time_to_diagnose(&self) -> Option<TimeDelta> {
        between(self.t2, self.t3)
    }

    /// Time to mitigate: T0 to T4.
    #[must_use]
    pub fn time_to_mitigate(&self) -> Option<TimeDelta> {
        between(self.t0, self.t4)
    }

    /// Time to resolve: T0 to T5.
    #[must_use]
    pub fn time_to_resolve(&self) -> Option<TimeDelta> {
        between(self.t0, self.t5)
    }
}

fn between(from: Option<DateTime<Utc>>, to: Option<DateTime<Utc>>) -> Option<TimeDelta> {
    Some(to? - from?)
}
