//! The journal of a run: the lines of `events.jsonl`, and the only source of its report.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::check::Verdict;
use crate::definition::Layer;
use crate::fault::Fault;
use crate::i18n::Text;
use crate::slo::{Impact, Series};

mod lines;

pub use lines::{JournalError, decode, encode};

/// One line of the journal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// Counts from 0 without a gap.
    pub seq: u64,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// What happened.
    #[serde(flatten)]
    pub event: Event,
}

/// What can happen in a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Event {
    /// The run began; always the first entry.
    RunStarted {
        /// The run's id.
        run: String,
        /// The drill's id.
        drill: String,
        /// A digest of the drill's folder, in hexadecimal.
        drill_hash: String,
        /// Repeats this variant.
        seed: u64,
        /// The lab's name.
        lab: String,
        /// How the compute plane runs: `process` or `kubernetes`.
        runtime: String,
        /// firedrill's version.
        version: String,
        /// The drill's title.
        title: Text,
    },
    /// The steady state held, so the drill may begin.
    BaselineHeld {
        /// For how long, in seconds.
        seconds: u64,
    },
    /// A change is about to be made. Written before it is made, so that a crash can't leave it behind.
    FaultPlanned {
        /// The change.
        fault: Fault,
        /// What the runtime needs to take it back.
        undo: serde_json::Value,
    },
    /// Every change of the fault is made: T0.
    FaultApplied,
    /// A symptom showed.
    SymptomSeen {
        /// Its id in the definition.
        id: String,
        /// How long after T0, in milliseconds.
        after_ms: u64,
    },
    /// The alert reached the learner: T1.
    Paged {
        /// The alert's name.
        alert: String,
        /// Its severity.
        severity: String,
        /// What is seen.
        summary: Text,
        /// What it does to customers.
        impact: Text,
        /// Since when the alert fires, by Prometheus.
        starts_at: DateTime<Utc>,
    },
    /// The learner took the page: T2.
    Acknowledged,
    /// The learner opened a hint.
    HintTaken {
        /// Which, from 1.
        tier: u32,
        /// Points that it costs.
        cost: u32,
    },
    /// The learner said what the cause is: T3 when all of it is right for the first time.
    Diagnosed {
        /// The layer they named.
        layer: Layer,
        /// The component they named.
        component: String,
        /// The id of the answer they chose.
        answer: String,
        /// Whether layer, component and answer are all right.
        correct: bool,
    },
    /// The learner wrote an update.
    NoteWritten {
        /// Their words.
        text: String,
    },
    /// The learner changed something through firedrill.
    ActionTaken {
        /// The command as typed.
        command: String,
    },
    /// A check says something else than before.
    CheckChanged {
        /// Its id in the definition.
        check: String,
        /// What it says now.
        verdict: Verdict,
    },
    /// Service levels that were restored are broken again: the T4 before it is void.
    ServiceLevelsBroken,
    /// Service levels are back and held: T4.
    ServiceLevelsRestored {
        /// Since when.
        since: DateTime<Utc>,
    },
    /// The cause that was removed is back: the T5 before it is void.
    CauseReturned,
    /// The cause is gone and stayed away: T5.
    CauseRemoved {
        /// Since when.
        since: DateTime<Utc>,
    },
    /// Every check passed and held.
    Resolved,
    /// The learner gave up and saw the solution.
    Surrendered,
    /// The run ended without a result.
    Stopped {
        /// Why.
        reason: Text,
    },
    /// The lab was put back.
    CleanedUp {
        /// Whether the steady state held again.
        baseline_restored: bool,
    },
    /// What the traffic measured, over the whole run.
    Measured {
        /// Sums from T0 to the end of the impact.
        impact: Impact,
        /// From shortly before T0 to the end of the run.
        series: Series,
    },
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests;
