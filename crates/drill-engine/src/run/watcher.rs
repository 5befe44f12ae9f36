//! Decides, look by look, what the checks of a run mean. Pure: it is told what was seen and says what to
//! journal.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use drill_core::check::{Check, Proves, Verdict};
use drill_core::journal::Event;

use super::state::RunState;
use super::streak::Streak;
use crate::control::protocol::{CheckReport, CheckView};
use crate::probes::Look;

/// What one round of looks means.
#[derive(Debug, Clone, PartialEq)]
pub struct Round {
    /// What to journal, in order.
    pub events: Vec<Event>,
    /// Whether every check has held. The invariants then have their turn.
    pub held: bool,
}

/// Follows the checks of one run.
#[derive(Debug, Clone)]
pub struct Watcher {
    checks: Vec<Check>,
    invariants: Vec<Check>,
    hold: TimeDelta,
    streaks: BTreeMap<String, Streak>,
    verdicts: BTreeMap<String, Verdict>,
}

impl Watcher {
    /// Follows these checks, each of which must pass for `hold`.
    #[must_use]
    pub fn new(checks: &[Check], invariants: &[Check], hold: TimeDelta) -> Self {
        Self {
            checks: checks.to_vec(),
            invariants: invariants.to_vec(),
            hold,
            streaks: BTreeMap::new(),
            verdicts: BTreeMap::new(),
        }
    }

    /// Takes in one look at each check, in the order of the definition.
    pub fn round(&mut self, state: &RunState, looks: &[Look]) -> Round {
        let mut events = Vec::new();
        for (check, look) in self.checks.iter().zip(looks) {
            self.streaks
                .entry(check.id.clone())
                .or_default()
                .observe(look.seen());
            self.verdicts.insert(check.id.clone(), look.verdict.clone());
            if let Some(changed) = changed(state, check, &look.verdict) {
                events.push(changed);
            }
        }
        let moments = state.moments();
        let now_failed = |proves| {
            self.checks.iter().any(|check| {
                check.proves == proves
                    && self.verdicts.get(&check.id).is_some_and(Verdict::is_failed)
            })
        };
        if moments.t4.is_some() && now_failed(Proves::ServiceLevels) {
            events.push(Event::ServiceLevelsBroken);
        }
        if moments.t5.is_some() && now_failed(Proves::Cause) {
            events.push(Event::CauseReturned);
        }
        // What never failed since the fault was not restored: the fault has yet to show.
        if moments.t4.is_none()
            && self.failed_once(state, Proves::ServiceLevels)
            && let Some(since) = self.held_since(Proves::ServiceLevels, moments.t0)
        {
            events.push(Event::ServiceLevelsRestored { since });
        }
        if moments.t5.is_none()
            && self.failed_once(state, Proves::Cause)
            && let Some(since) = self.held_since(Proves::Cause, moments.t0)
        {
            events.push(Event::CauseRemoved { since });
        }
        let held = state.page.is_some()
            && !self.checks.is_empty()
            && self.checks.iter().all(|check| self.has_held(check));
        Round { events, held }
    }

    /// Takes in a look at each invariant, once everything else has held.
    ///
    /// `held` then says whether the run is resolved. An invariant about data does not stand in the way: what
    /// was lost can't be brought back, so it is journalled and costs points. Any other must pass; and nothing
    /// is declared on an error.
    pub fn invariants(&mut self, state: &RunState, looks: &[Look]) -> Round {
        let mut events = Vec::new();
        let mut held = true;
        for (check, look) in self.invariants.iter().zip(looks) {
            self.verdicts.insert(check.id.clone(), look.verdict.clone());
            if let Some(changed) = changed(state, check, &look.verdict) {
                events.push(changed);
            }
            held &= match (&look.verdict, check.proves) {
                (Verdict::Passed, _) | (Verdict::Failed { .. }, Proves::Data) => true,
                (Verdict::Failed { .. } | Verdict::Error { .. }, _) => false,
            };
        }
        if held {
            let moments = state.moments();
            // A drill whose checks never failed, such as one with a false alert, has its moments too.
            if moments.t4.is_none()
                && let Some(since) = self.held_since(Proves::ServiceLevels, moments.t0)
            {
                events.push(Event::ServiceLevelsRestored { since });
            }
            if moments.t5.is_none()
                && let Some(since) = self.held_since(Proves::Cause, moments.t0)
            {
                events.push(Event::CauseRemoved { since });
            }
        }
        Round { events, held }
    }

    /// The checks, and the invariants that have been looked at, for people.
    #[must_use]
    pub fn report(&self, resolved: bool) -> CheckReport {
        let view = |check: &Check| CheckView {
            id: check.id.clone(),
            proves: check.proves,
            title: check.title.clone(),
            verdict: self.verdicts.get(&check.id).cloned(),
        };
        let held = self
            .checks
            .iter()
            .map(|check| self.streaks.get(&check.id).and_then(Streak::held))
            .collect::<Option<Vec<TimeDelta>>>()
            .and_then(|all| all.into_iter().min());
        CheckReport {
            checks: self
                .checks
                .iter()
                .chain(&self.invariants)
                .map(view)
                .collect(),
            hold_seconds: seconds(self.hold),
            held_seconds: held.map(|held| seconds(held.min(self.hold))),
            resolved,
        }
    }

    fn has_held(&self, check: &Check) -> bool {
        self.streaks
            .get(&check.id)
            .is_some_and(|streak| streak.has_held(self.hold))
    }

    /// Since when every check of a kind has held: the latest of their beginnings, and never before the fault.
    /// None while one of them has not, or when there is none.
    fn held_since(&self, proves: Proves, t0: Option<DateTime<Utc>>) -> Option<DateTime<Utc>> {
        let kind = || self.checks.iter().filter(|check| check.proves == proves);
        if !kind().all(|check| self.has_held(check)) {
            return None;
        }
        kind()
            .filter_map(|check| self.streaks.get(&check.id)?.since())
            .max()
            .map(|since| t0.map_or(since, |t0| since.max(t0)))
    }

    fn failed_once(&self, state: &RunState, proves: Proves) -> bool {
        self.checks
            .iter()
            .filter(|check| check.proves == proves)
            .any(|check| state.failed_once.contains(&check.id))
    }
}

/// The entry for a check that says something else than before. A new reason for the same verdict is no change:
/// it changes with every look.
fn changed(state: &RunState, check: &Check, verdict: &Verdict) -> Option<Event> {
    let same = state
        .verdicts
        .get(&check.id)
        .is_some_and(|before| std::mem::discriminant(before) == std::mem::discriminant(verdict));
    (!same).then(|| Event::CheckChanged {
        check: check.id.clone(),
        verdict: verdict.clone(),
    })
}

fn seconds(delta: TimeDelta) -> u64 {
    u64::try_from(delta.num_seconds()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::streak::Span;
    use drill_core::check::Probe;
    use drill_core::i18n::Text;
    use drill_core::journal::Entry;

    const HOLD: TimeDelta = TimeDelta::seconds(15);

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(second)
    }

    fn check(id: &str, proves: Proves) -> Check {
        Check {
            id: id.to_owned(),
            proves,
            title: Text::same(id),
            probe: Probe::Audit {},
        }
    }

    /// A run with a check of the service levels and one of the cause, paged at second 0.
    struct Play {
        watcher: Watcher,
        state: RunState,
        second: i64,
    }

    impl Play {
        fn new() -> Self {
            let checks = [
                check("levels", Proves::ServiceLevels),
                check("cause", Proves::Cause),
            ];
            let invariants = [check("data", Proves::Data), check("intact", Proves::Intact)];
            let mut play = Self {
                watcher: Watcher::new(&checks, &invariants, HOLD),
                state: RunState::of(Vec::new()),
                second: 0,
            };
            play.write(Event::FaultApplied);
            play.write(Event::Paged {
                alert: "A".into(),
                severity: "page".into(),
                summary: Text::default(),
                impact: Text::default(),
                starts_at: at(0),
            });
            play
        }

        fn write(&mut self, event: Event) {
            let entry = Entry {
                seq: self.state.entries.len() as u64,
                at: at(self.second),
                event,
            };
            self.state.apply(entry);
        }

        fn look(&self, word: char) -> Look {
            Look {
                verdict: match word {
                    'p' => Verdict::Passed,
                    'f' => Verdict::Failed {
                        reason: Text::same("no"),
                    },
                    _ => Verdict::Error {
                        reason: "ours".into(),
                    },
                },
                span: Span::moment(at(self.second)),
            }
        }

        /// So many seconds in which levels and cause say this.
        fn seconds(&mut self, count: usize, levels: char, cause: char) -> Round {
            let mut last = Round {
                events: Vec::new(),
                held: false,
            };
            for _ in 0..count {
                self.second += 1;
                let looks = [self.look(levels), self.look(cause)];
                last = self.watcher.round(&self.state, &looks);
                for event in last.events.clone() {
                    self.write(event);
                }
            }
            last
        }
    }

    #[test]
    fn a_repair_that_holds_resolves_with_moments_of_its_beginning() {
        let mut play = Play::new();
        play.seconds(10, 'f', 'f');
        play.seconds(2, 'f', 'p');
        assert!(!play.seconds(15, 'p', 'p').held);
        assert!(play.seconds(1, 'p', 'p').held);
        let moments = play.state.moments();
        assert_eq!(moments.t4, Some(at(13)));
        assert_eq!(moments.t5, Some(at(11)));
    }

    #[test]
    fn a_mitigation_restores_service_and_does_not_resolve() {
        let mut play = Play::new();
        play.seconds(5, 'f', 'f');
        assert!(!play.seconds(40, 'p', 'f').held);
        let moments = play.state.moments();
        assert_eq!(moments.t4, Some(at(6)));
        assert_eq!(moments.t5, None);
    }

    #[test]
    fn service_that_breaks_again_voids_its_restoration() {
        let mut play = Play::new();
        play.seconds(5, 'f', 'f');
        play.seconds(20, 'p', 'f');
        let round = play.seconds(1, 'f', 'f');
        assert!(round.events.contains(&Event::ServiceLevelsBroken));
        assert_eq!(play.state.moments().t4, None);
        play.seconds(20, 'p', 'p');
        assert_eq!(play.state.moments().t4, Some(at(27)));
    }

    #[test]
    fn a_cause_that_comes_back_voids_its_removal() {
        let mut play = Play::new();
        play.seconds(5, 'f', 'f');
        play.seconds(20, 'p', 'p');
        assert!(play.state.moments().t5.is_some());
        let round = play.seconds(1, 'p', 'f');
        assert!(round.events.contains(&Event::CauseReturned));
        assert_eq!(play.state.moments().t5, None);
    }

    #[test]
    fn checks_that_have_not_failed_yet_restore_nothing() {
        let mut play = Play::new();
        play.seconds(20, 'p', 'p');
        assert_eq!(play.state.moments().t4, None);
    }

    #[test]
    fn an_error_is_no_change_of_fortune_and_never_the_moment_of_success() {
        let mut play = Play::new();
        play.seconds(5, 'f', 'f');
        play.seconds(14, 'p', 'p');
        assert!(!play.seconds(2, 'e', 'p').held);
        assert!(play.seconds(1, 'p', 'p').held);
        assert_eq!(play.state.moments().t4, Some(at(6)));
    }

    #[test]
    fn nothing_is_resolved_before_the_page() {
        let mut play = Play::new();
        play.state = RunState::of(Vec::new());
        play.write(Event::FaultApplied);
        play.seconds(2, 'f', 'f');
        assert!(!play.seconds(30, 'p', 'p').held);
    }

    #[test]
    fn lost_data_is_journalled_and_does_not_keep_the_run_open() {
        let mut play = Play::new();
        play.seconds(1, 'f', 'f');
        play.seconds(16, 'p', 'p');
        let looks = [play.look('f'), play.look('p')];
        let round = play.watcher.invariants(&play.state, &looks);
        assert!(round.held);
        assert!(matches!(
            &round.events[..],
            [Event::CheckChanged { check, .. }, ..] if check == "data"
        ));
        let looks = [play.look('p'), play.look('f')];
        assert!(!play.watcher.invariants(&play.state, &looks).held);
        let looks = [play.look('e'), play.look('p')];
        assert!(!play.watcher.invariants(&play.state, &looks).held);
    }

    #[test]
    fn a_change_is_journalled_once() {
        let mut play = Play::new();
        play.seconds(10, 'f', 'f');
        let changes = play
            .state
            .entries
            .iter()
            .filter(|entry| matches!(entry.event, Event::CheckChanged { .. }))
            .count();
        assert_eq!(changes, 2);
    }

    #[test]
    fn the_report_counts_what_was_held_by_all() {
        let mut play = Play::new();
        play.seconds(1, 'f', 'f');
        play.seconds(3, 'f', 'p');
        assert_eq!(play.watcher.report(false).held_seconds, None);
        play.seconds(5, 'p', 'p');
        let report = play.watcher.report(false);
        assert_eq!(report.held_seconds, Some(4));
        assert_eq!(report.checks.len(), 4);
        assert_eq!(report.checks[2].verdict, None);
    }
}
