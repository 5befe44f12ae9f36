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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definition::Layer;
    use crate::fixture::{at, diagnosed, journal, paged, sample_run};

    fn restored(since: i64) -> Event {
        Event::ServiceLevelsRestored { since: at(since) }
    }

    #[test]
    fn the_moments_of_a_run_are_those_of_its_journal() {
        let moments = Moments::from_entries(&sample_run());
        assert_eq!(moments.t0, Some(at(8)));
        assert_eq!(moments.t1, Some(at(23)));
        assert_eq!(moments.t2, Some(at(48)));
        assert_eq!(moments.t3, Some(at(190)));
        assert_eq!(moments.t4, Some(at(217)));
        assert_eq!(moments.t5, Some(at(214)));
        assert_eq!(moments.time_to_detect(), Some(TimeDelta::seconds(15)));
        assert_eq!(moments.time_to_acknowledge(), Some(TimeDelta::seconds(25)));
        assert_eq!(moments.time_to_diagnose(), Some(TimeDelta::seconds(142)));
        assert_eq!(moments.time_to_mitigate(), Some(TimeDelta::seconds(209)));
        assert_eq!(moments.time_to_resolve(), Some(TimeDelta::seconds(206)));
    }

    #[test]
    fn a_moment_that_did_not_come_has_no_duration() {
        let moments = Moments::from_entries(&journal([(0, Event::FaultApplied)]));
        assert_eq!(moments.time_to_detect(), None);
        assert_eq!(Moments::from_entries(&[]), Moments::default());
    }

    #[test]
    fn only_the_first_page_acknowledgement_and_right_diagnosis_count() {
        let right = || diagnosed(Layer::Application, "reporting", "idle-transactions");
        let moments = Moments::from_entries(&journal([
            (0, Event::FaultApplied),
            (10, paged()),
            (11, paged()),
            (20, Event::Acknowledged),
            (21, Event::Acknowledged),
            (30, diagnosed(Layer::Aws, "order", "row-locks")),
            (40, right()),
            (50, right()),
        ]));
        assert_eq!(moments.t1, Some(at(10)));
        assert_eq!(moments.t2, Some(at(20)));
        assert_eq!(moments.t3, Some(at(40)));
    }

    #[test]
    fn a_relapse_voids_the_recovery_before_it() {
        let relapse = [
            (30, restored(15)),
            (30, Event::CauseRemoved { since: at(15) }),
            (40, Event::ServiceLevelsBroken),
            (40, Event::CauseReturned),
        ];
        let moments = Moments::from_entries(&journal(relapse.clone()));
        assert_eq!((moments.t4, moments.t5), (None, None));
        let recovery = [
            (90, restored(70)),
            (90, Event::CauseRemoved { since: at(65) }),
        ];
        let moments = Moments::from_entries(&journal(relapse.into_iter().chain(recovery)));
        assert_eq!((moments.t4, moments.t5), (Some(at(70)), Some(at(65))));
    }
}
