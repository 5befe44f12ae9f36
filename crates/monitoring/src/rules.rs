//! Rules as Prometheus reads them.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_saphyr::LitString;

use crate::alerts::{Alert, Alerts, Severity};
use crate::burn_rate;
use crate::profile::{Profile, Window};
use crate::slo::ServiceLevels;

/// Windows up to this one are evaluated as often as everything else.
const QUICK_WINDOWS: usize = 3;

#[derive(Debug, Serialize)]
pub(crate) struct Groups {
    pub(crate) groups: Vec<Group>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Group {
    name: &'static str,
    interval: &'static str,
    rules: Vec<Rule>,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Rule {
    Record(Recording),
    Alert(Box<AlertRule>),
}

#[derive(Debug, Serialize)]
pub(crate) struct Recording {
    record: String,
    expr: LitString,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    labels: BTreeMap<String, String>,
}

#[derive(Debug, Serialize)]
struct AlertRule {
    alert: String,
    expr: LitString,
    #[serde(rename = "for", skip_serializing_if = "Option::is_none")]
    held: Option<String>,
    labels: Labels,
    annotations: BTreeMap<&'static str, String>,
}

#[derive(Debug, Serialize)]
struct Labels {
    severity: Severity,
}

impl Recording {
    pub(crate) fn new(record: &str, expr: String, labels: &[(&str, &str)]) -> Self {
        Self {
            record: record.to_owned(),
            expr: LitString(expr),
            labels: labels
                .iter()
                .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
                .collect(),
        }
    }
}

/// Everything that is recorded and alerted on.
pub(crate) fn groups(levels: &ServiceLevels, alerts: &Alerts, profile: Profile) -> Groups {
    let (quick, long) = Window::ALL.split_at(QUICK_WINDOWS);
    let recorded = |recordings: Vec<Recording>| recordings.into_iter().map(Rule::Record);
    let alert = |alert: &Alert| Rule::Alert(Box::new(rule(alert, profile)));
    let group = |name, interval, rules| Group {
        name,
        interval,
        rules,
    };
    let budgets = profile.budget_interval();
    Groups {
        groups: vec![
            group(
                "slo",
                budgets,
                recorded(burn_rate::rates(levels, profile))
                    .chain(recorded(burn_rate::ratios(profile, quick)))
                    .collect(),
            ),
            group(
                "slo-long",
                profile.slow_interval(),
                recorded(burn_rate::ratios(profile, long)).collect(),
            ),
            group(
                "slo-alerts",
                budgets,
                burn_rate::alerts().iter().map(alert).collect(),
            ),
            group(
                "shop",
                profile.interval(),
                recorded(replicas(profile))
                    .chain(alerts.alerts.iter().map(alert))
                    .collect(),
            ),
        ],
    }
}

/// What a lab has nobody to tell; in production `kubernetes.yaml` records it.
fn replicas(profile: Profile) -> Vec<Recording> {
    match profile {
        Profile::Production => Vec::new(),
        Profile::Drill => vec![Recording::new(
            "shop_replica_memory_bytes",
            "max by (service, replica) (process_resident_memory_bytes{job=\"shop\"})".to_owned(),
            &[],
        )],
    }
}

fn rule(alert: &Alert, profile: Profile) -> AlertRule {
    let held = alert.held.of(profile);
    let runbook = format!("docs/runbooks/{}", alert.name);
    AlertRule {
        alert: alert.name.clone(),
        expr: LitString(profile.with_windows(alert.expr.trim_end())),
        held: (held != "0s").then(|| held.to_owned()),
        labels: Labels {
            severity: alert.severity,
        },
        annotations: BTreeMap::from([
            ("summary", alert.summary.en.clone()),
            ("summary_ko", alert.summary.ko.clone()),
            ("impact", alert.impact.en.clone()),
            ("impact_ko", alert.impact.ko.clone()),
            ("dashboard", format!("/d/{}", alert.dashboard)),
            ("runbook", format!("{runbook}.md")),
            ("runbook_ko", format!("{runbook}.ko.md")),
        ]),
    }
}
