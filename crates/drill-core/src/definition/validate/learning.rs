//! What belongs to the learner: hints, questions, scripts, and what must stay secret.

use super::{Judge, Say};
use crate::definition::{Drill, say};
use crate::fault::Fault;

/// Points that the hints of a drill may cost together.
const MOST_FOR_HINTS: u32 = 30;

/// Wrong answers that a diagnosis needs.
const DISTRACTORS: usize = 4;

impl Judge {
    /// Hints, questions and time.
    pub(super) fn learning(&mut self, drill: &Drill) {
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

    pub(super) fn scripts(&mut self, drill: &Drill) {
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
    pub(super) fn secrecy(&mut self, drill: &Drill) {
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
        let lists = [("checks", &drill.checks), ("invariants", &drill.invariants)];
        let titles = lists.into_iter().flat_map(|(list, checks)| {
            let titles = checks.iter().enumerate();
            titles.map(move |(index, check)| (format!("{list}[{index}].title"), &check.title))
        });
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
}
