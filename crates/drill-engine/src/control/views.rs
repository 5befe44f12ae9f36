//! What replies hold.

use chrono::{DateTime, Utc};
use drill_core::check::{Proves, Verdict};
use drill_core::i18n::Text;
use drill_core::timeline::Moments;
use serde::{Deserialize, Serialize};

/// The reply to a request that has nothing else to say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {}

/// Where a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RunPhase {
    /// The set-up is made and the steady state must hold; nothing is broken yet.
    Baseline,
    /// The fault is being made.
    Breaking,
    /// The fault is in and the page has not come.
    Silent,
    /// The page came; the learner is at work.
    Open,
    /// Every check passed and held. The report can be read.
    Resolved,
    /// The learner gave up and saw the solution.
    Surrendered,
    /// Ended without a result.
    Stopped,
}

impl RunPhase {
    /// Whether the run still goes on.
    #[must_use]
    pub fn is_active(self) -> bool {
        matches!(
            self,
            Self::Baseline | Self::Breaking | Self::Silent | Self::Open
        )
    }
}

/// A run as a learner may see it: nothing in it tells the cause.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RunView {
    /// The run's id; ids sort by time.
    pub run: String,
    /// The drill's id.
    pub drill: String,
    /// The drill's title.
    pub title: Text,
    /// Repeats this variant.
    pub seed: u64,
    /// Where it stands.
    pub phase: RunPhase,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// T0 to T5, as far as they are known.
    pub moments: Moments,
    /// The page, once it came.
    pub page: Option<PageView>,
    /// Hints opened so far.
    pub hints_taken: u32,
    /// Hints that the drill has.
    pub hints_total: u32,
    /// Points that the opened hints cost.
    pub hints_cost: u32,
    /// Whether the last diagnosis was right; none before the first.
    pub diagnosed: Option<bool>,
    /// The checks, as last evaluated.
    pub checks: CheckReport,
    /// Whether the lab was put back as it was before.
    pub cleaned_up: bool,
    /// The run's folder.
    pub folder: String,
}

/// The alert as the learner receives it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PageView {
    /// The alert's name.
    pub alert: String,
    /// Its severity, `page` for a page.
    pub severity: String,
    /// What is seen.
    pub summary: Text,
    /// What it does to customers.
    pub impact: Text,
    /// When the alert began to fire, by Prometheus.
    pub starts_at: DateTime<Utc>,
    /// When it arrived.
    pub received_at: DateTime<Utc>,
}

/// Every check of the run, and how long they have all passed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CheckReport {
    /// In the order of the drill's definition.
    pub checks: Vec<CheckView>,
    /// For how long all must pass, in seconds.
    pub hold_seconds: u64,
    /// For how long all have passed without a break, in seconds; none while one does not.
    pub held_seconds: Option<u64>,
    /// Whether the run is resolved.
    pub resolved: bool,
}

/// One check and what it says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CheckView {
    /// Its id in the drill's definition.
    pub id: String,
    /// What it is evidence of.
    pub proves: Proves,
    /// What a person reads.
    pub title: Text,
    /// What it said last; none before it was first evaluated.
    pub verdict: Option<Verdict>,
}

/// A hint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HintView {
    /// Which one this is, from 1.
    pub tier: u32,
    /// How many there are.
    pub tiers: u32,
    /// Points it cost; 0 when it had been opened before.
    pub cost: u32,
    /// The hint, Markdown.
    pub text: Text,
    /// What the next one would cost; none after the last.
    pub next_cost: Option<u32>,
}

/// The diagnosis question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct QuestionView {
    /// What is asked.
    pub prompt: Text,
    /// In this run's order.
    pub answers: Vec<AnswerView>,
    /// The layers to choose from.
    pub layers: Vec<String>,
    /// The components of this lab.
    pub components: Vec<String>,
}

/// One answer to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AnswerView {
    /// What to type: `a`, `b`, …
    pub letter: String,
    /// What it says.
    pub text: Text,
}

/// What a diagnosis was worth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DiagnoseView {
    /// Whether all three are right.
    pub correct: bool,
    /// Whether the layer is right.
    pub layer_correct: bool,
    /// Whether the component is right.
    pub component_correct: bool,
    /// Whether the chosen answer is right.
    pub answer_correct: bool,
    /// Why the chosen answer is right or wrong.
    pub why: Text,
}

/// The solution, shown after a pass or a surrender.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SolveView {
    /// What the cause was.
    pub cause: Text,
    /// The debrief of the guide, Markdown.
    pub debrief: Text,
    /// Each way that works.
    pub solutions: Vec<FixView>,
    /// Each tempting way that does not, and why.
    pub wrong_fixes: Vec<FixView>,
    /// The run.
    pub run: RunView,
}

/// One way to repair, or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FixView {
    /// The script's name.
    pub name: String,
    /// What it does.
    pub text: Text,
    /// Why it fails; none for one that works.
    pub why: Option<Text>,
    /// The script.
    pub script: String,
}
