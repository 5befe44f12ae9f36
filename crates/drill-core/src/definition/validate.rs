//! Whether a definition makes sense.

use super::{Drill, FORMAT_VERSION, say};
use crate::check::{Check, Probe, Proves};
use crate::fault::Fault;
use crate::i18n::{Lang, Text};
use crate::object::ObjectName;

mod cluster;
mod learning;
mod rules;

/// Something in a definition that makes no sense.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Where: a path such as `checks[0].probe`.
    pub path: String,
    /// What is wrong.
    pub message: Text,
    /// What to do about it.
    pub hint: Text,
}

impl Drill {
    /// Everything that makes no sense.
    #[must_use]
    pub fn validate(&self) -> Vec<Finding> {
        let mut judge = Judge::default();
        judge.head(self);
        judge.course(self);
        judge.checks(self);
        judge.learning(self);
        judge.scripts(self);
        judge.cluster(self);
        judge.secrecy(self);
        judge.findings
    }
}

/// Requests per second that a lab on one machine can be asked for.
const RATES: &str = "1..1000";

fn is_rate(rate: u32) -> bool {
    (1..=1000).contains(&rate)
}

#[derive(Default)]
struct Judge {
    findings: Vec<Finding>,
}

type Say = fn(Lang) -> String;

impl Judge {
    fn add(
        &mut self,
        path: impl Into<String>,
        message: impl Fn(Lang) -> String,
        hint: impl Fn(Lang) -> String,
    ) {
        self.findings.push(Finding {
            path: path.into(),
            message: Text::from_fn(message),
            hint: Text::from_fn(hint),
        });
    }

    fn head(&mut self, drill: &Drill) {
        if drill.format_version != FORMAT_VERSION {
            self.add(
                "formatVersion",
                |lang| say::format_version(lang, drill.format_version, FORMAT_VERSION),
                |lang| say::use_version(lang, FORMAT_VERSION),
            );
        }
        self.id("id", &drill.id);
        self.text("title", &drill.title);
        self.id("component", &drill.component);
        self.some("services", &drill.services);
        self.some("objectives", &drill.objectives);
        for (index, objective) in drill.objectives.iter().enumerate() {
            self.text(format!("objectives[{index}]"), objective);
        }
        self.some("runtimes", &drill.runtimes);
        if drill.prerequisites.contains(&drill.id) {
            self.add(
                "prerequisites",
                say::same_prerequisite as Say,
                say::remove_prerequisite as Say,
            );
        }
    }

    /// Load, steady state, fault, page and symptoms.
    fn course(&mut self, drill: &Drill) {
        self.range("load.rate", is_rate(drill.load.rate), RATES);
        let objective = &drill.steady_state.objective;
        for (name, share) in [
            ("availability", objective.availability),
            ("latencyRatio", objective.latency_ratio),
        ] {
            let path = format!("steadyState.objective.{name}");
            self.range(&path, share > 0.0 && share < 1.0, "0.0..1.0");
        }
        self.range(
            "steadyState.within",
            drill.steady_state.within > drill.steady_state.hold,
            "> hold",
        );
        for (list, faults) in [("setup", &drill.setup), ("fault", &drill.fault)] {
            for (index, fault) in faults.iter().enumerate() {
                self.fault(&format!("{list}[{index}]"), fault);
            }
        }
        self.some("page.alerts", &drill.page.alerts);
        if !drill.fault.is_empty() {
            self.some("symptoms", &drill.symptoms);
        }
        for (index, symptom) in drill.symptoms.iter().enumerate() {
            let path = format!("symptoms[{index}]");
            self.id(format!("{path}.id"), &symptom.id);
            self.text(format!("{path}.title"), &symptom.title);
            self.probe(&format!("{path}.probe"), &symptom.probe);
        }
        self.unique(
            "symptoms",
            drill.symptoms.iter().map(|symptom| &*symptom.id),
        );
    }

    fn fault(&mut self, path: &str, fault: &Fault) {
        match fault {
            Fault::Link {
                latency: None,
                mode: None,
                ..
            } => self.add(
                path,
                say::link_unchanged as Say,
                say::add_degradation as Say,
            ),
            Fault::Set { settings, .. } if settings.is_empty() => self.add(
                format!("{path}.set.settings"),
                |lang| say::empty_list(lang, "settings"),
                say::add_one as Say,
            ),
            Fault::Traffic { rate } => {
                self.range(&format!("{path}.traffic.rate"), is_rate(*rate), RATES);
            }
            Fault::Apply { manifest } if ObjectName::of_manifest(manifest).is_none() => self.add(
                format!("{path}.apply.manifest"),
                say::no_manifest as Say,
                say::complete_manifest as Say,
            ),
            _ => {}
        }
    }

    fn checks(&mut self, drill: &Drill) {
        for (list, checks) in [("checks", &drill.checks), ("invariants", &drill.invariants)] {
            for (index, check) in checks.iter().enumerate() {
                self.check(&format!("{list}[{index}]"), check);
            }
        }
        let ids = drill.checks.iter().chain(&drill.invariants);
        self.unique("checks", ids.map(|check| &*check.id));
        let mut needed = vec![Proves::ServiceLevels];
        // A control drill has no cause that could be removed.
        if !drill.fault.is_empty() {
            needed.push(Proves::Cause);
        }
        for what in needed {
            if !drill.checks.iter().any(|check| check.proves == what) {
                self.add(
                    "checks",
                    |lang| say::nothing_proves(lang, what.as_str()),
                    |lang| say::add_check(lang, what.as_str()),
                );
            }
        }
    }

    fn check(&mut self, path: &str, check: &Check) {
        self.id(format!("{path}.id"), &check.id);
        self.text(format!("{path}.title"), &check.title);
        self.probe(&format!("{path}.probe"), &check.probe);
    }

    fn probe(&mut self, path: &str, probe: &Probe) {
        match probe {
            Probe::Promql {
                below: None,
                above: None,
                equals: None,
                ..
            } => self.add(
                format!("{path}.promql"),
                say::no_bound as Say,
                say::add_bound as Say,
            ),
            Probe::Http { path: at, .. } => {
                self.range(&format!("{path}.http.path"), at.starts_with('/'), "/…");
            }
            Probe::Service { path: at, .. } => {
                self.range(&format!("{path}.service.path"), at.starts_with('/'), "/…");
            }
            Probe::Replicas { min, .. } => {
                self.range(&format!("{path}.replicas.min"), *min > 0, "> 0");
            }
            _ => {}
        }
    }
}
