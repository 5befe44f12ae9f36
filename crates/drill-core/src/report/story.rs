//! The timeline: what happened, who did it, and when.

use chrono::{DateTime, Utc};

use super::facts::Facts;
use super::inline::{code, literal};
use crate::check::Verdict;
use crate::definition::Drill;
use crate::fault::Fault;
use crate::format;
use crate::i18n::Lang;
use crate::journal::{Entry, Event};
use crate::object::ObjectName;

pub mod say;

use super::say as words;

/// One line of the timeline.
pub(super) struct Row {
    pub(super) at: DateTime<Utc>,
    pub(super) who: String,
    /// Markdown within a line.
    pub(super) what: String,
}

/// The timeline in order of time. A moment that is known only later stands where it was.
pub(super) fn rows(facts: &Facts<'_>, lang: Lang) -> Vec<Row> {
    let mut seen = Seen::default();
    let mut rows: Vec<Row> = facts
        .entries
        .iter()
        .filter_map(|entry| row(facts, entry, lang, &mut seen))
        .collect();
    rows.sort_by_key(|row| row.at);
    rows
}

/// What is said only once, or that something else depends on.
#[derive(Default)]
struct Seen {
    diagnosed: bool,
}

fn row(facts: &Facts<'_>, entry: &Entry, lang: Lang, seen: &mut Seen) -> Option<Row> {
    let drill = facts.drill;
    let mut at = entry.at;
    let (who, what): (fn(Lang) -> String, String) = match &entry.event {
        Event::RunStarted { drill, .. } => {
            (words::who_firedrill, say::run_started(lang, code(drill)))
        }
        Event::BaselineHeld { seconds } => {
            (words::who_firedrill, say::baseline_held(lang, seconds))
        }
        Event::FaultPlanned { .. } | Event::Measured { .. } => return None,
        Event::FaultApplied => (words::who_firedrill, applied(facts, lang)),
        Event::SymptomSeen { id, after_ms } => {
            let symptom = drill.symptoms.iter().find(|symptom| symptom.id == *id)?;
            // A symptom may point at the cause, which is nobody's to read yet.
            if !facts.told() {
                return None;
            }
            let after = chrono::TimeDelta::milliseconds(i64::try_from(*after_ms).ok()?);
            let title = symptom.title.in_lang(lang);
            let sentence = say::symptom(lang, title, format::duration(lang, after));
            (words::who_customers, sentence)
        }
        Event::Paged { alert, summary, .. } => {
            let summary = literal(summary.in_lang(lang).trim_end_matches('.'));
            (words::who_alert, say::paged(lang, code(alert), summary))
        }
        Event::Acknowledged => (words::who_responder, say::acknowledged(lang)),
        Event::HintTaken { tier, cost } => (words::who_responder, say::hint(lang, tier, cost)),
        Event::Diagnosed {
            layer,
            component,
            correct,
            ..
        } => {
            let component = code(component);
            let sentence = match (correct, seen.diagnosed) {
                (true, false) => say::diagnosed_right(lang, component),
                (true, true) => say::diagnosed_right_again(lang, component),
                (false, _) => say::diagnosed_wrong(lang, layer, component),
            };
            seen.diagnosed |= correct;
            (words::who_responder, sentence)
        }
        Event::NoteWritten { text } => (words::who_responder, say::note(lang, literal(text))),
        Event::ActionTaken { command } => (words::who_responder, say::action(lang, code(command))),
        Event::CheckChanged { check, verdict } => {
            (words::who_check, checked(facts, check, verdict, lang)?)
        }
        Event::ServiceLevelsBroken => (words::who_check, say::levels_broken(lang)),
        Event::ServiceLevelsRestored { since } => {
            at = *since;
            (words::who_check, say::levels_restored(lang))
        }
        Event::CauseReturned => (words::who_check, say::cause_returned(lang)),
        Event::CauseRemoved { since } => {
            at = *since;
            (words::who_check, say::cause_removed(lang))
        }
        Event::Resolved => (words::who_firedrill, say::resolved(lang)),
        Event::Surrendered => (words::who_responder, say::surrendered(lang)),
        Event::Stopped { reason } => (
            words::who_firedrill,
            say::stopped(lang, literal(reason.in_lang(lang))),
        ),
        Event::CleanedUp { baseline_restored } => (
            words::who_firedrill,
            if *baseline_restored {
                say::cleaned_up(lang)
            } else {
                say::not_cleaned_up(lang)
            },
        ),
    };
    Some(Row {
        at,
        who: who(lang),
        what,
    })
}

fn applied(facts: &Facts<'_>, lang: Lang) -> String {
    let faults: Vec<String> = facts
        .entries
        .iter()
        .filter_map(|entry| match &entry.event {
            Event::FaultPlanned { fault, .. } if is_the_fault(facts.drill, fault) => {
                Some(told(fault, lang))
            }
            _ => None,
        })
        .collect();
    if facts.told() && !faults.is_empty() {
        say::fault_applied_told(lang, faults.join("; "))
    } else {
        say::fault_applied(lang)
    }
}

/// Changes of the scenery are planned in the same way, and are not what hurts.
fn is_the_fault(drill: &Drill, fault: &Fault) -> bool {
    !drill.setup.contains(fault)
}

fn told(fault: &Fault, lang: Lang) -> String {
    match fault {
        Fault::Scale { workload, replicas } => say::fault_scale(lang, code(workload), replicas),
        Fault::Set { workload, settings } => {
            let settings: Vec<String> = settings
                .iter()
                .map(|(key, value)| format!("`{}`", code(&format!("{key}={value}"))))
                .collect();
            say::fault_set(lang, code(workload), settings.join(", "))
        }
        Fault::Link { link, .. } => say::fault_link(lang, code(link)),
        Fault::Kill { process } => say::fault_kill(lang, code(process)),
        Fault::Sql { database, .. } => say::fault_sql(lang, code(database)),
        Fault::Restart { workload } => say::fault_restart(lang, code(workload)),
        Fault::Traffic { rate } => say::fault_traffic(lang, rate),
        Fault::Patch { object, .. } => say::fault_patch(lang, code(&object.to_string())),
        Fault::Apply { manifest } => {
            let object = ObjectName::of_manifest(manifest).map(|object| object.to_string());
            say::fault_apply(lang, code(&object.unwrap_or_default()))
        }
        Fault::Delete { object } => say::fault_delete(lang, code(&object.to_string())),
    }
}

fn checked(facts: &Facts<'_>, id: &str, verdict: &Verdict, lang: Lang) -> Option<String> {
    let drill = facts.drill;
    let mut all = drill.checks.iter().chain(&drill.invariants);
    let check = all.find(|check| check.id == id)?;
    let title = check.title.in_lang(lang);
    let verdict = if facts.told() {
        verdict.clone()
    } else {
        check.told(verdict.clone())
    };
    Some(match verdict {
        Verdict::Passed => say::check_passed(lang, title),
        Verdict::Failed { reason } => say::check_failed(lang, title, literal(reason.in_lang(lang))),
        Verdict::Error { reason } => say::check_error(lang, title, literal(&reason)),
    })
}
