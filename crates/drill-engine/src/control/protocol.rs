//! What a client and the supervisor of a lab say to each other.
//!
//! One connection carries one request: a line of JSON from the client, then from the supervisor any
//! number of `{"progress": …}` lines and one last line, `{"ok": …}` or `{"error": …}`. The words are
//! typed here once, for both sides. Texts for people travel in both languages; the client chooses.

use chrono::{DateTime, Utc};
use drill_core::check::{Proves, Verdict};
use drill_core::i18n::{Lang, Text};
use drill_core::timeline::Moments;
use serde::{Deserialize, Serialize};

pub use super::failure::{Failure, FailureKind};

/// The longest request line that a supervisor reads, in bytes.
pub const MAX_REQUEST_BYTES: usize = 256 * 1024;

/// What a client asks. The reply's type stands beside each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "request",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Request {
    /// Wait until the lab is up, with its progress: [`Done`]. `up` sends it right after it started a supervisor;
    /// it answers at once in a lab that is up.
    Ready,
    /// The lab as it is now: `lab_managed::Status`.
    Status,
    /// Give a workload so many replicas: [`Done`], after they are ready.
    Scale {
        /// The workload's name.
        workload: String,
        /// How many replicas it shall have.
        replicas: u32,
    },
    /// Restart a workload's replicas one by one: [`Done`].
    Restart {
        /// The workload's name.
        workload: String,
    },
    /// Set one setting of a workload, which restarts it: [`Done`].
    Set {
        /// The workload's name.
        workload: String,
        /// The setting's name.
        key: String,
        /// Its new value.
        value: String,
    },
    /// Give a setting of a workload its default back, which restarts it: [`Done`].
    Unset {
        /// The workload's name.
        workload: String,
        /// The setting's name.
        key: String,
    },
    /// Kill one process without warning; the supervisor restarts it: [`Done`].
    Kill {
        /// The process's name, as `status` shows it.
        process: String,
    },
    /// Begin a drill: [`RunView`] once it has paged. The run goes on when the client leaves.
    Play {
        /// The drill's id.
        drill: String,
        /// Repeats a variant; none draws one.
        seed: Option<u64>,
        /// The language of the run.
        lang: Lang,
    },
    /// Follow the active run until it ends: progress, then [`RunView`].
    Watch,
    /// The active run, or the last one of this lab: `Option<RunView>`.
    Run,
    /// Take the page: [`RunView`].
    Ack,
    /// Open the next hint: [`HintView`].
    Hint,
    /// The diagnosis question with its answers in this run's order: [`QuestionView`].
    Question,
    /// Say where the cause is and what it is: [`DiagnoseView`].
    Diagnose {
        /// `aws`, `kubernetes` or `application`.
        layer: String,
        /// The component, as `status` names it.
        component: String,
        /// The letter of an answer of [`QuestionView`].
        answer: String,
    },
    /// Evaluate every check: [`CheckReport`].
    Check {
        /// How long to wait for the run to be resolved, in seconds; 0 answers at once.
        wait_seconds: u64,
    },
    /// Record in the run's journal what the learner did past the supervisor, such as `connect postgres`:
    /// [`Done`], also when no drill is being played.
    Acted {
        /// The command, as it was typed after `firedrill`.
        command: String,
    },
    /// Write a note into the run's journal: [`Done`].
    Note {
        /// What the learner writes.
        text: String,
    },
    /// Cause, solutions and why each wrong fix fails: [`SolveView`].
    Solve {
        /// Give up a run that is not resolved.
        surrender: bool,
    },
    /// End the run and put the lab back: [`RunView`].
    Stop,
    /// For a rehearsal between two wrong fixes: put back what the lab was like just after the fault, and
    /// wait until every resolving check fails again: [`Done`].
    Rewind,
    /// Keep the lab only for as long as this connection lasts, then stop it: for rehearsals, whose labs must
    /// not outlive them. Never replies.
    Tether,
    /// Stop the lab: [`Done`] when its processes have ended. An active run is stopped first.
    Down,
}

/// One line from the supervisor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Reply {
    /// Something happened; more lines follow.
    Progress(Progress),
    /// The request was carried out; the last line.
    Ok(serde_json::Value),
    /// It was not; the last line.
    Error(Failure),
}

/// What happens while a request is carried out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Progress {
    /// Something begins or is done.
    Step {
        /// One sentence for the learner.
        text: Text,
    },
    /// A wait goes on; comes about once a second.
    Waiting {
        /// What is waited for.
        text: Text,
        /// How far it is, in seconds.
        done_seconds: u64,
        /// How long it takes or may take, in seconds.
        of_seconds: u64,
    },
    /// The page came.
    Paged {
        /// The alert.
        page: PageView,
    },
    /// The checks as they stand now.
    Checks {
        /// Every check.
        report: CheckReport,
    },
}

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
