//! The files in the repository: made of their sources, complete, and tested.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use monitoring::{Alerts, BURN_ALERTS, Dashboard, ServiceLevels, Sources, generate};
use rstest::rstest;

/// The sections that a runbook has, by language.
const SECTIONS: [(&str, &[&str]); 2] = [
    (
        "md",
        &[
            "## Meaning",
            "## Impact",
            "## Diagnosis",
            "### Application",
            "### Kubernetes",
            "### AWS",
            "## Mitigation",
            "## Repair",
            "## Escalation",
        ],
    ),
    (
        "ko.md",
        &[
            "## 의미",
            "## 영향",
            "## 진단",
            "### 애플리케이션",
            "### 쿠버네티스",
            "### AWS",
            "## 완화",
            "## 복구",
            "## 에스컬레이션",
        ],
    ),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn sources() -> Sources {
    Sources::load(&root().join("k8s")).unwrap_or_else(|error| panic!("{error}"))
}

fn dashboards() -> Vec<Dashboard> {
    let sources = sources();
    let dashboards = sources.dashboards.iter();
    dashboards
        .map(|(file, text)| Dashboard::read(file, text).unwrap())
        .collect()
}

fn alert_names() -> Vec<String> {
    let alerts = Alerts::read(&sources().alerts).unwrap().alerts;
    let written = alerts.into_iter().map(|alert| alert.name);
    written.chain(BURN_ALERTS.map(str::to_owned)).collect()
}

#[test]
fn what_is_made_of_the_sources_is_current() {
    let made = generate(&sources()).unwrap_or_else(|error| panic!("{error}"));
    let old: Vec<&String> = made
        .iter()
        .filter(|(name, text)| {
            fs::read_to_string(root().join("k8s").join(name)).unwrap_or_default() != **text
        })
        .map(|(name, _)| name)
        .collect();
    assert!(
        old.is_empty(),
        "not what their sources say: {old:?}. Next: ./firedrill monitoring"
    );
}

#[test]
fn every_alert_has_a_runbook_in_both_languages_and_every_runbook_an_alert() {
    let folder = root().join("docs/runbooks");
    let mut missing = Vec::new();
    let mut known = BTreeSet::new();
    for name in alert_names() {
        for (extension, sections) in SECTIONS {
            let file = format!("{name}.{extension}");
            let text = fs::read_to_string(folder.join(&file)).unwrap_or_default();
            missing.extend(
                sections
                    .iter()
                    .filter(|section| !text.lines().any(|line| line == **section))
                    .map(|section| format!("{file}: {section}")),
            );
            known.insert(file);
        }
    }
    assert!(missing.is_empty(), "runbooks lack {missing:#?}");
    let there: BTreeSet<String> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.starts_with("README"))
        .collect();
    assert_eq!(there, known);
}

#[test]
fn every_alert_leads_to_a_dashboard_that_there_is() {
    let known: BTreeSet<String> = dashboards().into_iter().map(|board| board.uid).collect();
    for alert in Alerts::read(&sources().alerts).unwrap().alerts {
        assert!(
            known.contains(&alert.dashboard),
            "{}: no dashboard {}",
            alert.name,
            alert.dashboard
        );
    }
    assert!(known.contains("shop-slo"), "error budgets lead to it");
}

#[test]
fn every_panel_has_a_room_a_question_and_says_what_it_shows() {
    for board in dashboards() {
        for panel in board.panels() {
            let name = format!("{}: {}", board.uid, panel.title);
            assert!((2..=24).contains(&panel.width), "{name}: {}", panel.width);
            assert!(!panel.queries.is_empty(), "{name} asks nothing");
            assert!(
                !panel.description.is_empty(),
                "{name} does not say what it shows"
            );
        }
    }
}

/// Both what fires and what stays silent, with the windows of each profile.
#[rstest]
#[case::drill("lab")]
#[case::production("production")]
fn promtool_proves_every_alert(#[case] profile: &str) {
    let files = ["", "-budgets"].map(|part| rule_test(&format!("{profile}{part}")));
    let text: String = files.iter().map(|file| read(file)).collect();
    for name in alert_names() {
        let asked: Vec<&str> = text
            .lines()
            .filter(|line| line.contains(&format!("alertname=\"{name}\"")))
            .collect();
        let silent = asked.iter().any(|line| line.contains("exp_samples: []"));
        let fires = asked.iter().any(|line| !line.contains("exp_samples: []"));
        assert!(fires, "{profile}: no test sees {name} fire");
        assert!(
            silent || name == "Watchdog",
            "{profile}: no test sees {name} silent"
        );
    }
    promtool_passes(&files);
}

#[test]
fn promtool_proves_what_is_recorded_of_kubernetes() {
    let file = rule_test("kubernetes");
    let text = read(&file);
    let rules = read(&root().join("k8s/monitoring/kubernetes.yaml"));
    let recorded: Vec<&str> = rules
        .lines()
        .filter_map(|line| line.trim().strip_prefix("- record: "))
        .collect();
    assert!(!recorded.is_empty(), "nothing is recorded");
    for name in recorded {
        assert!(
            text.contains(&format!("expr: {name}\n")),
            "no test asks for {name}"
        );
    }
    promtool_passes(&[file]);
}

fn rule_test(name: &str) -> PathBuf {
    root().join(format!("k8s/monitoring/tests/{name}.yaml"))
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn promtool_passes(tests: &[PathBuf]) {
    let output = Command::new("promtool")
        .args(["test", "rules"])
        .args(tests)
        .output()
        .unwrap_or_else(|error| panic!("promtool, which comes with Prometheus: {error}"));
    assert!(
        output.status.success(),
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

/// A threshold between two bounds of the histogram would match nothing.
#[test]
fn what_is_fast_is_a_bound_of_the_histogram() {
    const BOUNDS: [f64; 10] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 1.5, 2.5];
    for level in ServiceLevels::read(&sources().service_levels)
        .unwrap()
        .objectives
    {
        assert!(
            BOUNDS.contains(&level.latency.under),
            "{}: {} s",
            level.id,
            level.latency.under
        );
    }
}

#[test]
fn alertmanager_takes_its_configuration() {
    let file = root().join("k8s/monitoring/alertmanager/alertmanager.yaml");
    let output = Command::new("amtool")
        .arg("check-config")
        .arg(file)
        .output()
        .unwrap_or_else(|error| panic!("amtool, which comes with Alertmanager: {error}"));
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
