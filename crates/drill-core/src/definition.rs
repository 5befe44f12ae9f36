//! A practised incident: the types of `drill.yaml`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::check::{Check, Probe};
use crate::fault::Fault;
use crate::i18n::Text;
use crate::period::Period;
use crate::slo::Objective;

mod locate;
mod parse;
mod question;
pub mod say;
mod schema;
mod validate;
mod words;

pub use parse::DefinitionError;
pub use question::{Answer, Question};
pub use schema::schema;
pub use validate::Finding;
pub use words::{Layer, Level, Runtime, Scope};

/// The version of the format that this program reads.
pub const FORMAT_VERSION: u32 = 1;

/// A practised incident: `drill.yaml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Drill {
    /// The version of this format: 1.
    pub format_version: u32,
    /// The name of the drill's folder: small letters, digits and hyphens.
    pub id: String,
    /// What a learner sees in lists. It must not tell the cause.
    pub title: Text,
    /// Whom it is for.
    pub level: Level,
    /// Where the cause lives. Never shown before the run is over.
    pub layer: Layer,
    /// What is broken, as `status` names it. Never shown before the run is over.
    pub component: String,
    /// The services that customers or the page notice.
    pub services: Vec<String>,
    /// What the learner can do afterwards.
    pub objectives: Vec<Text>,
    /// Drills that are better played before.
    #[serde(default)]
    pub prerequisites: Vec<String>,
    /// Where it can be played.
    pub runtimes: Vec<Runtime>,
    /// How far it reaches on Kubernetes.
    #[serde(default)]
    pub scope: Scope,
    /// What the learner may do on Kubernetes beyond looking and what every learner may. Part of what is told: rights to what
    /// is broken alone would tell what that is.
    #[serde(default)]
    pub permissions: Vec<Permission>,
    /// Whether PostgreSQL must have a standby, as Multi-AZ gives it one.
    #[serde(default)]
    pub standby: bool,
    /// Changes that belong to the scenery. They are made before the steady state is measured and taken back at the end.
    #[serde(default)]
    pub setup: Vec<Fault>,
    /// The customers.
    #[serde(default)]
    pub load: Load,
    /// What must hold before anything is broken.
    #[serde(default)]
    pub steady_state: SteadyState,
    /// What is broken, in order. Empty in a control drill, whose alert is a false one.
    pub fault: Vec<Fault>,
    /// The alert that calls the learner.
    pub page: Page,
    /// What must be seen once the fault is in.
    pub symptoms: Vec<Symptom>,
    /// What must pass for the run to be resolved.
    pub checks: Vec<Check>,
    /// How long all checks must pass without a break.
    #[serde(default = "default_hold")]
    pub hold: Period,
    /// What must be true whatever happens; asked when everything else passes, and at the end.
    #[serde(default)]
    pub invariants: Vec<Check>,
    /// The hints of the guide and their prices.
    pub hints: Vec<Hint>,
    /// The first question is the diagnosis.
    pub questions: Vec<Question>,
    /// Every script that repairs. Each is rehearsed on a fresh lab.
    pub solutions: Vec<Solution>,
    /// Tempting scripts that must not pass.
    pub wrong_fixes: Vec<WrongFix>,
    /// How long it should take.
    pub time: Time,
    /// How points are given, where it differs from the usual.
    #[serde(default)]
    pub scoring: Scoring,
    /// The runbook that belongs to it: a path within the project.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub runbook: Option<String>,
    /// What to read next.
    #[serde(default)]
    pub further_reading: Vec<Reading>,
}

const fn default_hold() -> Period {
    Period::seconds(15)
}

/// A right on a cluster, as a rule of a Role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Permission {
    /// The API groups; "" is the core group.
    #[serde(default = "core_group")]
    pub api_groups: Vec<String>,
    /// The resources, as in `services`. Secrets of the lab are never among them.
    pub resources: Vec<String>,
    /// What may be done with them, as in `patch`.
    pub verbs: Vec<String>,
}

fn core_group() -> Vec<String> {
    vec![String::new()]
}

/// The customers of a drill.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Load {
    /// Requests per second.
    pub rate: u32,
}

impl Default for Load {
    fn default() -> Self {
        Self { rate: 20 }
    }
}

/// What must hold before anything is broken.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct SteadyState {
    /// What customers are promised, before and after.
    pub objective: Objective,
    /// How long it must hold without a break.
    pub hold: Period,
    /// How long it may take until it has held.
    pub within: Period,
}

impl Default for SteadyState {
    fn default() -> Self {
        Self {
            objective: Objective::default(),
            hold: Period::seconds(5),
            within: Period::seconds(60),
        }
    }
}

/// The alert that calls the learner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Page {
    /// Names of alerts; the first that fires is the page.
    pub alerts: Vec<String>,
    /// How soon after the fault it must come.
    pub within: Period,
}

/// Something that must be seen once the fault is in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Symptom {
    /// Its name in the journal.
    pub id: String,
    /// What is seen.
    pub title: Text,
    /// How soon after the fault it must show.
    pub within: Period,
    /// Passes when the symptom shows.
    pub probe: Probe,
}

/// A hint. Its text is in the guide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Hint {
    /// Which, from 1.
    pub tier: u32,
    /// Points that opening it costs.
    pub cost: u32,
}

/// A script that repairs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Solution {
    /// The script's name in the drill's folder.
    pub script: String,
    /// What it does and when one would choose it.
    pub title: Text,
}

/// A tempting script that must not pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WrongFix {
    /// The script's name in the drill's folder.
    pub script: String,
    /// What it does.
    pub title: Text,
    /// Why it does not repair.
    pub why: Text,
}

/// How long a drill should take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Time {
    /// From the page to the end, for somebody of the drill's level.
    pub par: Period,
}

/// How points are given.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Scoring {
    /// How soon after the page it is to be acknowledged.
    pub acknowledge: Period,
    /// Points for time fall from full at par to half at this many times par.
    pub limit: f64,
}

impl Default for Scoring {
    fn default() -> Self {
        Self {
            acknowledge: Period::minutes(2),
            limit: 2.5,
        }
    }
}

/// Something to read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Reading {
    /// What it is, with author or publisher.
    pub title: Text,
    /// Where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

#[cfg(test)]
#[expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]
mod tests;
