//! Decides, look by look, what the checks of a run mean. Pure: it is told what was seen and says what to
//! journal.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use drill_core::check::{Check, Proves, Verdict};
use drill_core::i18n::Text;
use drill_core::journal::Event;

use super::state::RunState;
use super::streak::Streak;
use crate::control::protocol::{CheckReport, CheckView};
use crate::probes::Look;
use crate::texts::checks as say;

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
        let view = |check: &Check| view(check, self.verdicts.get(&check.id).cloned());
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

/// A check for its learner. Why a cause is still there would be the answer to the drill's question; the journal
/// knows.
pub(crate) fn view(check: &Check, verdict: Option<Verdict>) -> CheckView {
    let verdict = match verdict {
        Some(Verdict::Failed { .. }) if check.proves == Proves::Cause => Some(Verdict::Failed {
            reason: Text::from_fn(say::cause_is_there),
        }),
        other => other,
    };
    CheckView {
        id: check.id.clone(),
        proves: check.proves,
        title: check.title.clone(),
        verdict,
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
mod tests;
