//! Whether a definition makes sense.

use std::collections::BTreeSet;

use super::{Drill, FORMAT_VERSION, say};
use crate::check::{Check, Probe, Proves};
use crate::fault::Fault;
use crate::i18n::{Lang, Text};

/// Points that the hints of a drill may cost together.
const MOST_FOR_HINTS: u32 = 30;

/// Wrong answers that a diagnosis needs.
const DISTRACTORS: usize = 4;

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
        judge.secrecy(self);
        judge.findings
    }
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
        self.range(
            "load.rate",
            (1..=1000).contains(&drill.load.rate),
            "1..1000",
        );
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
            Probe::Replicas { min, .. } => {
                self.range(&format!("{path}.replicas.min"), *min > 0, "> 0");
            }
            _ => {}
        }
    }

    /// Hints, questions and time.
    fn learning(&mut self, drill: &Drill) {
        let in_order = drill
            .hints
            .iter()
            .zip(1..)
            .all(|(hint, tier)| hint.tier == tier);
        if !in_order {
            self.add("hints", say::hint_tiers as Say, say::number_hints as Say);
        }
        let cost: u32 = drill.hints.iter().map(|hint| hint.cost).sum();
        if cost > MOST_FOR_HINTS {
            self.add(
                "hints",
                |lang| say::hints_cost(lang, cost),
                |lang| say::cheaper_hints(lang, MOST_FOR_HINTS),
            );
        }
        self.some("questions", &drill.questions);
        for (index, question) in drill.questions.iter().enumerate() {
            let path = format!("questions[{index}]");
            self.id(format!("{path}.id"), &question.id);
            self.text(format!("{path}.prompt"), &question.prompt);
            for (index, answer) in question.answers.iter().enumerate() {
                self.text(format!("{path}.answers[{index}].text"), &answer.text);
                self.text(format!("{path}.answers[{index}].why"), &answer.why);
            }
            let answers = format!("{path}.answers");
            self.unique(&answers, question.answers.iter().map(|answer| &*answer.id));
            let count = question.answers.len();
            if count < DISTRACTORS + 1 {
                self.add(
                    &answers,
                    |lang| say::few_answers(lang, count, DISTRACTORS),
                    say::add_distractors as Say,
                );
            }
            let right = question.answers.iter().filter(|one| one.correct).count();
            if right != 1 {
                self.add(
                    &answers,
                    |lang| say::right_answers(lang, right),
                    say::one_right_answer as Say,
                );
            }
        }
        self.range("time.par", drill.time.par.as_secs() >= 60, ">= 1m");
        self.range("scoring.limit", drill.scoring.limit > 1.0, "> 1");
        for (index, reading) in drill.further_reading.iter().enumerate() {
            if reading.title.en.trim().is_empty() || reading.title.ko.trim().is_empty() {
                self.text(format!("furtherReading[{index}].title"), &reading.title);
            }
        }
    }

    fn scripts(&mut self, drill: &Drill) {
        self.some("solutions", &drill.solutions);
        for (index, solution) in drill.solutions.iter().enumerate() {
            let path = format!("solutions[{index}]");
            self.script(format!("{path}.script"), &solution.script, "solution");
            self.text(format!("{path}.title"), &solution.title);
        }
        self.some("wrongFixes", &drill.wrong_fixes);
        for (index, wrong) in drill.wrong_fixes.iter().enumerate() {
            let path = format!("wrongFixes[{index}]");
            self.script(format!("{path}.script"), &wrong.script, "wrong-");
            self.text(format!("{path}.title"), &wrong.title);
            self.text(format!("{path}.why"), &wrong.why);
        }
        let scripts = drill.solutions.iter().map(|solution| &*solution.script);
        let wrong = drill.wrong_fixes.iter().map(|wrong| &*wrong.script);
        self.unique("solutions", scripts.chain(wrong));
    }

    fn script(&mut self, path: String, script: &str, prefix: &str) {
        let plain = !script.contains(['/', '\\']) && script.ends_with(".sh");
        if !(plain && script.starts_with(prefix)) {
            self.add(
                path,
                |lang| say::script_name(lang, script),
                |lang| say::script_rule(lang, prefix),
            );
        }
    }

    /// What is read while the learner still searches must not hold a value that only the fault has.
    fn secrecy(&mut self, drill: &Drill) {
        let told: Vec<&str> = drill
            .fault
            .iter()
            .filter_map(|fault| match fault {
                Fault::Set { settings, .. } => Some(settings.keys()),
                _ => None,
            })
            .flatten()
            .map(String::as_str)
            .collect();
        let titles = drill.checks.iter().chain(&drill.invariants).enumerate();
        let titles = titles.map(|(index, check)| (format!("checks[{index}].title"), &check.title));
        for (path, text) in titles.chain([("title".to_owned(), &drill.title)]) {
            for word in &told {
                if text.en.contains(word) || text.ko.contains(word) {
                    self.add(
                        &path,
                        |lang| say::cause_told(lang, word),
                        say::tell_symptom as Say,
                    );
                }
            }
        }
    }

    fn id(&mut self, path: impl Into<String>, id: &str) {
        let well_formed = id.split('-').all(|part| {
            !part.is_empty()
                && part
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        });
        if !well_formed {
            self.add(path, |lang| say::bad_id(lang, id), say::id_rule as Say);
        }
    }

    fn text(&mut self, path: impl Into<String>, text: &Text) {
        let path = path.into();
        for lang in Lang::ALL {
            if text.in_lang(lang).trim().is_empty() {
                self.add(
                    format!("{path}.{lang}"),
                    |said| say::empty_text(said, lang),
                    say::write_both as Say,
                );
            }
        }
        let hangul = |c: char| ('\u{ac00}'..='\u{d7a3}').contains(&c);
        if !text.ko.trim().is_empty() && !text.ko.contains(hangul) {
            self.add(
                format!("{path}.ko"),
                say::not_korean as Say,
                say::write_both as Say,
            );
        }
    }

    fn some<T>(&mut self, path: &str, list: &[T]) {
        if list.is_empty() {
            self.add(
                path,
                |lang| say::empty_list(lang, path),
                say::add_one as Say,
            );
        }
    }

    fn unique<'a>(&mut self, path: &str, ids: impl Iterator<Item = &'a str>) {
        let mut seen = BTreeSet::new();
        for id in ids {
            if !seen.insert(id) {
                self.add(
                    path,
                    |lang| say::duplicate_id(lang, id),
                    say::rename_one as Say,
                );
            }
        }
    }

    fn range(&mut self, path: &str, holds: bool, range: &str) {
        if !holds {
            self.add(
                path,
                |lang| say::out_of_range(lang, path, range),
                say::change_number as Say,
            );
        }
    }
}
