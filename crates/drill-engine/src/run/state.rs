//! Where a run stands: nothing but a fold over its journal, so that a supervisor that was restarted knows
//! exactly what the one before it knew.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use drill_core::check::Verdict;
use drill_core::i18n::Text;
use drill_core::journal::{Entry, Event};
use drill_core::timeline::Moments;

use super::change::Undo;
use crate::control::protocol::{PageView, RunPhase};

/// What the journal says of a run so far.
#[derive(Debug, Clone)]
pub struct RunState {
    /// Every entry.
    pub entries: Vec<Entry>,
    /// Where it stands.
    pub phase: RunPhase,
    /// What takes back what was changed so far, in the order of the changes.
    pub undos: Vec<Undo>,
    /// The page, once it came.
    pub page: Option<PageView>,
    /// Symptoms seen so far.
    pub symptoms: BTreeSet<String>,
    /// Hints opened so far, with what they cost.
    pub hints: BTreeMap<u32, u32>,
    /// Whether the last diagnosis was right.
    pub diagnosed: Option<bool>,
    /// What each check said last.
    pub verdicts: BTreeMap<String, Verdict>,
    /// Checks that failed at least once since the fault.
    pub failed_once: BTreeSet<String>,
    /// Whether the page was taken.
    pub acknowledged: bool,
    /// Whether the lab was put back.
    pub cleaned_up: bool,
    /// Why the run was stopped, when it was.
    pub stop_reason: Option<Text>,
}

/// What a supervisor does with the last run that it finds in a lab.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resume {
    /// It is over and the lab was put back.
    Nothing,
    /// It is resolved, and the lab stays as the learner left it until it is put back.
    Rest,
    /// The fault is in: go on watching.
    Watch,
    /// It was cut before the fault was certainly in, or while the lab was being put back: put it back.
    PutBack,
}

impl RunState {
    /// The state after these entries.
    #[must_use]
    pub fn of(entries: Vec<Entry>) -> Self {
        let mut state = Self {
            entries: Vec::with_capacity(entries.len()),
            phase: RunPhase::Baseline,
            undos: Vec::new(),
            page: None,
            symptoms: BTreeSet::new(),
            hints: BTreeMap::new(),
            diagnosed: None,
            verdicts: BTreeMap::new(),
            failed_once: BTreeSet::new(),
            acknowledged: false,
            cleaned_up: false,
            stop_reason: None,
        };
        for entry in entries {
            state.apply(entry);
        }
        state
    }

    /// Takes in the next entry.
    pub fn apply(&mut self, entry: Entry) {
        match &entry.event {
            Event::RunStarted { .. }
            | Event::NoteWritten { .. }
            | Event::ActionTaken { .. }
            | Event::ServiceLevelsBroken
            | Event::ServiceLevelsRestored { .. }
            | Event::CauseReturned
            | Event::CauseRemoved { .. }
            | Event::Measured { .. } => {}
            Event::BaselineHeld { .. } => self.phase = RunPhase::Breaking,
            Event::FaultPlanned { undo, .. } => {
                match serde_json::from_value(undo.clone()) {
                    Ok(undo) => self.undos.push(undo),
                    // Written by another version. The lab is put back as far as can be known.
                    Err(error) => {
                        tracing::warn!(%error, "An undo in the journal is not understood.")
                    }
                }
            }
            Event::FaultApplied => self.phase = RunPhase::Silent,
            Event::SymptomSeen { id, .. } => {
                self.symptoms.insert(id.clone());
            }
            Event::Paged {
                alert,
                severity,
                summary,
                impact,
                starts_at,
            } => {
                self.page = Some(PageView {
                    alert: alert.clone(),
                    severity: severity.clone(),
                    summary: summary.clone(),
                    impact: impact.clone(),
                    starts_at: *starts_at,
                    received_at: entry.at,
                });
                if self.phase == RunPhase::Silent {
                    self.phase = RunPhase::Open;
                }
            }
            Event::Acknowledged => self.acknowledged = true,
            Event::HintTaken { tier, cost } => {
                self.hints.insert(*tier, *cost);
            }
            Event::Diagnosed { correct, .. } => self.diagnosed = Some(*correct),
            Event::CheckChanged { check, verdict } => {
                if verdict.is_failed() {
                    self.failed_once.insert(check.clone());
                }
                self.verdicts.insert(check.clone(), verdict.clone());
            }
            Event::Resolved => self.phase = RunPhase::Resolved,
            Event::Surrendered => self.phase = RunPhase::Surrendered,
            Event::Stopped { reason } => {
                self.phase = RunPhase::Stopped;
                self.stop_reason = Some(reason.clone());
            }
            Event::CleanedUp { .. } => self.cleaned_up = true,
        }
        self.entries.push(entry);
    }

    /// T0 to T5, as far as they are known.
    #[must_use]
    pub fn moments(&self) -> Moments {
        Moments::from_entries(&self.entries)
    }

    /// Repeats this variant.
    #[must_use]
    pub fn seed(&self) -> u64 {
        match self.entries.first().map(|first| &first.event) {
            Some(Event::RunStarted { seed, .. }) => *seed,
            _ => 0,
        }
    }

    /// When the run began.
    #[must_use]
    pub fn started_at(&self) -> DateTime<Utc> {
        self.entries.first().map_or_else(Utc::now, |first| first.at)
    }

    /// What a supervisor does that finds this run.
    #[must_use]
    pub fn resume(&self) -> Resume {
        match self.phase {
            _ if self.cleaned_up => Resume::Nothing,
            RunPhase::Resolved => Resume::Rest,
            RunPhase::Silent | RunPhase::Open => Resume::Watch,
            RunPhase::Baseline | RunPhase::Breaking | RunPhase::Surrendered | RunPhase::Stopped => {
                Resume::PutBack
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use drill_core::fault::Fault;
    use lab_managed::Desired;
    use rstest::rstest;

    fn started() -> Event {
        Event::RunStarted {
            run: "r".into(),
            drill: "d".into(),
            drill_hash: String::new(),
            seed: 1,
            lab: "default".into(),
            runtime: "process".into(),
            version: "0".into(),
            title: Text::default(),
        }
    }

    fn planned() -> Event {
        let fault = Fault::Kill {
            process: "order-1".into(),
        };
        Event::FaultPlanned {
            undo: serde_json::to_value(Undo::of(&fault, &Desired::default())).unwrap_or_default(),
            fault,
        }
    }

    fn paged() -> Event {
        Event::Paged {
            alert: "ShopErrorRate".into(),
            severity: "page".into(),
            summary: Text::default(),
            impact: Text::default(),
            starts_at: Utc::now(),
        }
    }

    fn held() -> Event {
        Event::BaselineHeld { seconds: 5 }
    }

    fn stopped() -> Event {
        Event::Stopped {
            reason: Text::default(),
        }
    }

    fn cleaned() -> Event {
        Event::CleanedUp {
            baseline_restored: true,
        }
    }

    fn state(events: Vec<Event>) -> RunState {
        let entries = (0..).zip(events).map(|(seq, event)| Entry {
            seq,
            at: Utc::now(),
            event,
        });
        RunState::of(entries.collect())
    }

    #[rstest]
    #[case::before_anything(vec![started()], Resume::PutBack)]
    #[case::setup_planned(vec![started(), planned()], Resume::PutBack)]
    #[case::baseline_held(vec![started(), held()], Resume::PutBack)]
    #[case::fault_planned(vec![started(), held(), planned()], Resume::PutBack)]
    #[case::fault_in(vec![started(), held(), planned(), Event::FaultApplied], Resume::Watch)]
    #[case::paged(vec![started(), held(), planned(), Event::FaultApplied, paged()], Resume::Watch)]
    #[case::resolved(vec![started(), held(), planned(), Event::FaultApplied, paged(), Event::Resolved], Resume::Rest)]
    #[case::resolved_and_put_back(vec![started(), Event::Resolved, cleaned()], Resume::Nothing)]
    #[case::stopped(vec![started(), stopped()], Resume::PutBack)]
    #[case::surrendered(vec![started(), Event::Surrendered], Resume::PutBack)]
    #[case::stopped_and_put_back(vec![started(), stopped(), cleaned()], Resume::Nothing)]
    fn a_run_is_resumed_by_what_its_journal_says(
        #[case] events: Vec<Event>,
        #[case] wanted: Resume,
    ) {
        assert_eq!(state(events).resume(), wanted);
    }

    #[test]
    fn every_planned_change_is_known_with_its_undo() {
        let state = state(vec![started(), planned(), held(), planned()]);
        assert_eq!(state.undos.len(), 2);
        assert_eq!(state.phase, RunPhase::Breaking);
    }

    #[test]
    fn a_page_opens_the_run() {
        let state = state(vec![started(), held(), Event::FaultApplied, paged()]);
        assert_eq!(state.phase, RunPhase::Open);
        assert_eq!(
            state.page.map(|page| page.alert).as_deref(),
            Some("ShopErrorRate")
        );
    }
}
