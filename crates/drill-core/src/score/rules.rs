//! The rules, skill by skill.

use chrono::TimeDelta;

use super::evidence::Evidence;
use super::{Skill, SkillScore, say};
use crate::check::Check;
use crate::definition::Drill;
use crate::format;
use crate::i18n::{Lang, Text};
use crate::period::Period;

/// Points that each thing costs that breaks after the learner acted.
const COLLATERAL: u32 = 10;

/// Points for the layer; the rest of the skill is for the component.
const LAYER: u32 = 7;

/// Points of a first, a second and a last update.
const UPDATES: [u32; 3] = [4, 3, 3];

pub(super) fn skill(skill: Skill, drill: &Drill, evidence: &Evidence<'_>) -> SkillScore {
    let (points, why) = match skill {
        Skill::Detect => detect(drill, evidence),
        Skill::Triage => triage(drill, evidence),
        Skill::Mitigate => mitigate(drill, evidence),
        Skill::Diagnose => diagnose(drill, evidence),
        Skill::Repair => repair(drill, evidence),
        Skill::Communicate => communicate(evidence),
    };
    SkillScore {
        skill,
        points: points.min(skill.max()),
        max: skill.max(),
        why,
    }
}

fn detect(drill: &Drill, evidence: &Evidence<'_>) -> (u32, Text) {
    if evidence.moments.t1.is_none() {
        return (0, Text::from_fn(say::no_page));
    }
    let Some(after) = evidence.moments.time_to_acknowledge() else {
        return (0, Text::from_fn(say::never_acknowledged));
    };
    let within = drill.scoring.acknowledge;
    let points = timed(Skill::Detect.max(), after, within, drill.scoring.limit);
    (
        points,
        Text::from_fn(|lang| {
            if after <= within.as_delta() {
                say::acknowledged(lang, format::duration(lang, after))
            } else {
                say::acknowledged_late(
                    lang,
                    format::duration(lang, after),
                    format::duration(lang, within.as_delta()),
                )
            }
        }),
    )
}

fn triage(drill: &Drill, evidence: &Evidence<'_>) -> (u32, Text) {
    if evidence.attempts.is_empty() {
        return (0, Text::from_fn(say::triage_none));
    }
    let mut attempts = evidence.attempts.iter();
    let layer = attempts.position(|attempt| attempt.layer == drill.layer);
    let mut attempts = evidence.attempts.iter();
    let component = attempts.position(|attempt| attempt.component == drill.component);
    let worth = |attempt: Option<usize>, points: u32| match attempt {
        Some(0) => points,
        Some(1) => points / 2,
        _ => 0,
    };
    let points = worth(layer, LAYER) + worth(component, Skill::Triage.max() - LAYER);
    if (layer, component) == (Some(0), Some(0)) {
        return (points, Text::from_fn(say::triage_first));
    }
    let when = |lang: Lang, attempt: Option<usize>| match attempt {
        Some(index) => say::right_at(lang, index + 1),
        None => say::not_right(lang),
    };
    (
        points,
        Text::from_fn(|lang| say::triage_part(lang, when(lang, layer), when(lang, component))),
    )
}

fn mitigate(drill: &Drill, evidence: &Evidence<'_>) -> (u32, Text) {
    let Some(after) = since_page(evidence, evidence.moments.t4) else {
        return (0, Text::from_fn(say::not_mitigated));
    };
    let par = drill.time.par;
    let earned = timed(Skill::Mitigate.max(), after, par, drill.scoring.limit);
    let broken = &evidence.collateral;
    let less = COLLATERAL * u32::try_from(broken.len()).unwrap_or(u32::MAX / COLLATERAL);
    let why = Text::from_fn(|lang| {
        let duration = format::duration(lang, after);
        let mut why = if after <= par.as_delta() {
            say::mitigated(lang, duration)
        } else {
            say::mitigated_late(lang, duration, format::duration(lang, par.as_delta()))
        };
        if !broken.is_empty() {
            why.push(' ');
            why.push_str(&say::collateral(lang, less, titles(lang, broken)));
        }
        why
    });
    (earned.saturating_sub(less), why)
}

fn diagnose(drill: &Drill, evidence: &Evidence<'_>) -> (u32, Text) {
    let right = evidence.attempts.iter().position(|attempt| {
        drill
            .diagnosis()
            .and_then(|question| question.answer(attempt.answer))
            .is_some_and(|answer| answer.correct)
    });
    let Some(index) = right else {
        return (0, Text::from_fn(say::not_diagnosed));
    };
    // Each wrong try rules one answer out, so that a later one is worth less.
    let points = match index {
        0 => Skill::Diagnose.max(),
        1 => Skill::Diagnose.max() / 2,
        2 => Skill::Diagnose.max() / 4,
        _ => 0,
    };
    let attempt = index + 1;
    let why = if points == 0 {
        Text::from_fn(|lang| say::diagnosed_too_late(lang, attempt))
    } else {
        Text::from_fn(|lang| say::diagnosed(lang, attempt))
    };
    (points, why)
}

fn repair(drill: &Drill, evidence: &Evidence<'_>) -> (u32, Text) {
    let Some(after) = since_page(evidence, evidence.moments.t5) else {
        let why: fn(Lang) -> String = if evidence.only_restarted() {
            say::only_restarted
        } else if evidence.moments.t4.is_some() {
            say::only_mitigated
        } else {
            say::not_repaired
        };
        return (0, Text::from_fn(why));
    };
    let par = drill.time.par;
    let points = timed(Skill::Repair.max(), after, par, drill.scoring.limit);
    let why = Text::from_fn(|lang| {
        let duration = format::duration(lang, after);
        if after <= par.as_delta() {
            say::repaired(lang, duration)
        } else {
            say::repaired_late(lang, duration, format::duration(lang, par.as_delta()))
        }
    });
    (points, why)
}

fn communicate(evidence: &Evidence<'_>) -> (u32, Text) {
    let t4 = evidence.moments.t4;
    let during = evidence
        .notes
        .iter()
        .any(|at| t4.is_none_or(|restored| *at < restored));
    let again = evidence.notes.len() > 1;
    let end = evidence
        .notes
        .iter()
        .any(|at| t4.is_some_and(|restored| *at >= restored));
    let points = [during, again, end]
        .into_iter()
        .zip(UPDATES)
        .map(|(done, points)| if done { points } else { 0 })
        .sum();
    let why = Text::from_fn(|lang| {
        let during = if during {
            say::told_during(lang)
        } else {
            say::silent_during(lang)
        };
        let again = if again {
            say::told_again(lang)
        } else {
            say::told_once(lang)
        };
        let end = if end {
            say::told_the_end(lang)
        } else {
            say::silent_at_the_end(lang)
        };
        format!("{during} {again} {end}")
    });
    (points, why)
}

/// How long after the page something was, or after the fault where there was no page.
fn since_page(
    evidence: &Evidence<'_>,
    at: Option<chrono::DateTime<chrono::Utc>>,
) -> Option<TimeDelta> {
    let from = evidence.moments.t1.or(evidence.moments.t0)?;
    Some((at? - from).max(TimeDelta::zero()))
}

/// Full points up to par, then falling to half at `limit` times par, and half beyond: late is better than never,
/// and nothing is to be had by guessing fast.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "points are small, times are minutes"
)]
fn timed(max: u32, after: TimeDelta, par: Period, limit: f64) -> u32 {
    let par_ms = par.as_millis().max(1) as f64;
    let over = (after.num_milliseconds() as f64 / par_ms - 1.0) / (limit - 1.0).max(f64::EPSILON);
    let lost = f64::from(max) / 2.0 * over.clamp(0.0, 1.0);
    (f64::from(max) - lost).round() as u32
}

pub(super) fn titles(lang: Lang, checks: &[&Check]) -> String {
    let titles: Vec<&str> = checks
        .iter()
        .map(|check| check.title.in_lang(lang))
        .collect();
    titles.join(", ")
}
