//! What a journal tells about a learner.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::check::{Check, Proves, Verdict};
use crate::definition::{Drill, Layer};
use crate::journal::{Entry, Event};
use crate::timeline::Moments;

/// A commitment to a cause.
pub(super) struct Attempt<'a> {
    pub(super) layer: Layer,
    pub(super) component: &'a str,
    pub(super) answer: &'a str,
}

/// What counts for the score: nothing after a surrender does.
pub(super) struct Evidence<'a> {
    pub(super) moments: Moments,
    pub(super) attempts: Vec<Attempt<'a>>,
    pub(super) actions: Vec<&'a str>,
    pub(super) notes: Vec<DateTime<Utc>>,
    pub(super) hints_cost: u32,
    /// Checks that failed only after the learner had changed something.
    pub(super) collateral: Vec<&'a Check>,
    /// Checks of data that failed when they were last asked.
    pub(super) data_lost: Vec<&'a Check>,
}

impl<'a> Evidence<'a> {
    pub(super) fn of(drill: &'a Drill, entries: &'a [Entry]) -> Self {
        let end = entries
            .iter()
            .position(|entry| matches!(entry.event, Event::Surrendered))
            .unwrap_or(entries.len());
        let counted = &entries[..end];
        let mut evidence = Self {
            moments: Moments::from_entries(counted),
            attempts: Vec::new(),
            actions: Vec::new(),
            notes: Vec::new(),
            hints_cost: 0,
            collateral: Vec::new(),
            data_lost: data_lost(drill, entries),
        };
        let mut broken_by_the_fault = BTreeSet::new();
        for entry in counted {
            match &entry.event {
                Event::Diagnosed {
                    layer,
                    component,
                    answer,
                    ..
                } => evidence.attempts.push(Attempt {
                    layer: *layer,
                    component,
                    answer,
                }),
                Event::ActionTaken { command } => evidence.actions.push(command),
                Event::NoteWritten { .. } => evidence.notes.push(entry.at),
                Event::HintTaken { cost, .. } => evidence.hints_cost += cost,
                Event::CheckChanged {
                    check,
                    verdict: Verdict::Failed { .. },
                } => {
                    let Some(check) = find(drill, check, Proves::Intact) else {
                        continue;
                    };
                    // What fails before anybody touched anything is the fault's doing, then and later.
                    if evidence.actions.is_empty() {
                        broken_by_the_fault.insert(&check.id);
                    } else if !broken_by_the_fault.contains(&check.id)
                        && !evidence.collateral.iter().any(|one| one.id == check.id)
                    {
                        evidence.collateral.push(check);
                    }
                }
                _ => {}
            }
        }
        evidence
    }

    /// Whether all that was done, as far as the journal knows, was to restart something.
    pub(super) fn only_restarted(&self) -> bool {
        let mut actions = self.actions.iter();
        !self.actions.is_empty()
            && actions.all(|command| {
                let mut words = command.split_whitespace();
                words.any(|word| matches!(word, "restart" | "kill"))
            })
    }
}

fn data_lost<'a>(drill: &'a Drill, entries: &[Entry]) -> Vec<&'a Check> {
    let all = drill.checks.iter().chain(&drill.invariants);
    all.filter(|check| check.proves == Proves::Data)
        .filter(|check| {
            let said = entries.iter().rev().find_map(|entry| match &entry.event {
                Event::CheckChanged { check: id, verdict } if *id == check.id => Some(verdict),
                _ => None,
            });
            said.is_some_and(Verdict::is_failed)
        })
        .collect()
}

fn find<'a>(drill: &'a Drill, id: &str, proves: Proves) -> Option<&'a Check> {
    let mut all = drill.checks.iter().chain(&drill.invariants);
    all.find(|check| check.id == id && check.proves == proves)
}
