//! What a client and the supervisor of a lab say to each other.
//!
//! One connection carries one request: a line of JSON from the client, then from the supervisor any
//! number of `{"progress": …}` lines and one last line, `{"ok": …}` or `{"error": …}`. The words are
//! typed here once, for both sides. Texts for people travel in both languages; the client chooses.

use drill_core::i18n::{Lang, Text};
use lab_managed::link::LinkState;
use serde::{Deserialize, Serialize};

pub use super::failure::{Failure, FailureKind};
pub use super::views::{
    AnswerView, CheckReport, CheckView, DiagnoseView, Done, FixView, HintView, PageView,
    QuestionView, RunPhase, RunView, SolveView,
};

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
    /// Degrade or heal a link: [`Done`].
    Link {
        /// The link's name, as `status` shows it.
        link: String,
        /// How it treats what passes from now on.
        state: LinkState,
    },
    /// Kill one process without warning; the supervisor restarts it: [`Done`].
    Kill {
        /// The process's name, as `status` shows it.
        process: String,
    },
    /// Make PostgreSQL's standby the primary: `lab_managed::compute::FailedOver`.
    FailOver,
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
