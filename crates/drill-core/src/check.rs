//! Checks: what is looked at, and what was found.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::i18n::Text;
use crate::object::ObjectName;
use crate::period::Period;

pub mod say;

/// Something that must hold. It passes, fails with a reason, or errs, which never costs the learner.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Check {
    /// Its name in the journal, unique within the drill.
    pub id: String,
    /// What it is evidence of.
    pub proves: Proves,
    /// What the learner reads. It must not tell the cause.
    pub title: Text,
    /// How it is found out.
    pub probe: Probe,
}

impl Check {
    /// A verdict as somebody may read it who still searches: what a probe found about the cause would
    /// give the cause away, so that its reason is replaced. The journal keeps the verdict itself.
    #[must_use]
    pub fn told(&self, verdict: Verdict) -> Verdict {
        match (self.proves, verdict) {
            (Proves::Cause, Verdict::Failed { .. }) => Verdict::Failed {
                reason: Text::from_fn(say::cause_remains),
            },
            (_, verdict) => verdict,
        }
    }
}

/// What a check is evidence of.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum Proves {
    /// Customers are served again: decides T4.
    ServiceLevels,
    /// The cause is gone: decides T5.
    Cause,
    /// Nothing else was broken on the way.
    Intact,
    /// No data was lost.
    Data,
}

impl Proves {
    /// The word in files: `serviceLevels`, `cause`, `intact`, `data`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ServiceLevels => "serviceLevels",
            Self::Cause => "cause",
            Self::Intact => "intact",
            Self::Data => "data",
        }
    }
}

/// How something is found out.
///
/// ```yaml
/// probe:
///   replicas: { workload: catalog, min: 1 }
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum Probe {
    /// Customers' own traffic meets the drill's objective, as a whole and on every journey.
    ServiceLevels {
        /// How far back one look goes.
        #[serde(default = "default_window")]
        window: Period,
    },
    /// A workload has at least so many ready replicas.
    Replicas {
        /// The workload's name.
        workload: String,
        /// The least number of ready replicas.
        min: u32,
    },
    /// A query gives one value, compared as text.
    Sql {
        /// The database's name.
        database: String,
        /// A query of one row and one column.
        query: String,
        /// The value that passes.
        equals: String,
    },
    /// A PromQL expression, all of whose series satisfy every bound that is given. No series at all fails.
    Promql {
        /// The expression.
        query: String,
        /// Passes when smaller.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        below: Option<f64>,
        /// Passes when greater.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        above: Option<f64>,
        /// Passes when equal.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        equals: Option<f64>,
    },
    /// A GET request, answered with this status.
    Http {
        /// The service that is asked; the shop's public address when none is given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        service: Option<String>,
        /// The path, with a leading slash.
        path: String,
        /// The status that passes.
        status: u16,
    },
    /// What customers were promised is in the databases, exactly once and with the right total.
    Audit {},
    /// A GET request through a Service of the cluster, answered with this status.
    Service {
        /// The Service's name.
        service: String,
        /// The path, with a leading slash.
        path: String,
        /// The status that passes.
        status: u16,
    },
    /// What a JSONPath query finds in an object of the cluster, compared as text. No object and no value at all fail.
    Object {
        /// The object.
        object: ObjectName,
        /// A query as RFC 9535 has it, such as `$.spec.replicas`. Every value that it finds must pass.
        query: String,
        /// The value that passes.
        equals: String,
    },
    /// The cluster reports an event about an object.
    Event {
        /// The object. A name that ends in a hyphen stands for all that begin so, as those of a Deployment's pods do.
        object: ObjectName,
        /// The event's reason, as in `FailedScheduling`.
        reason: String,
        /// How far back one looks.
        #[serde(default = "default_events")]
        window: Period,
    },
}

impl Probe {
    /// Whether it can be carried out on a cluster only.
    #[must_use]
    pub const fn needs_cluster(&self) -> bool {
        matches!(
            self,
            Self::Service { .. } | Self::Object { .. } | Self::Event { .. }
        )
    }
}

const fn default_events() -> Period {
    Period::seconds(60)
}

const fn default_window() -> Period {
    Period::seconds(5)
}

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "verdict",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Verdict {
    /// It is as it should be.
    Passed,
    /// It is not.
    Failed {
        /// Why, for the learner.
        reason: Text,
    },
    /// The check itself could not be carried out.
    Error {
        /// What went wrong.
        reason: String,
    },
}

impl Verdict {
    /// Whether it passed.
    #[must_use]
    pub const fn is_passed(&self) -> bool {
        matches!(self, Self::Passed)
    }

    /// Whether it failed. An error is not a failure.
    #[must_use]
    pub const fn is_failed(&self) -> bool {
        matches!(self, Self::Failed { .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::of_the_cause(Proves::Cause, false)]
    #[case::of_service_levels(Proves::ServiceLevels, true)]
    #[case::of_what_else_could_break(Proves::Intact, true)]
    fn a_failing_check_of_the_cause_does_not_tell_it(#[case] proves: Proves, #[case] told: bool) {
        let check = Check {
            id: "x".into(),
            proves,
            title: Text::default(),
            probe: Probe::Audit {},
        };
        let found = Verdict::Failed {
            reason: Text::same("the cause"),
        };
        assert_eq!(check.told(found.clone()) == found, told);
        assert_eq!(check.told(Verdict::Passed), Verdict::Passed);
    }
}
