//! Points by skill, each with its reason.

use serde::{Deserialize, Serialize};

use crate::definition::Drill;
use crate::i18n::Text;
use crate::journal::Entry;

mod evidence;
mod rules;
pub mod say;

/// What a run was worth, of 100.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Score {
    /// The sum of the skills, less the hints, at most the cap.
    pub total: u32,
    /// In the order of [`Skill::ALL`].
    pub skills: Vec<SkillScore>,
    /// Points that hints cost.
    pub hints_cost: u32,
    /// The most that this run can have, and why, when something limits it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cap: Option<Cap>,
}

/// A limit of a score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Cap {
    /// The most points.
    pub points: u32,
    /// Why.
    pub why: Text,
}

/// One skill's points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SkillScore {
    /// Which skill.
    pub skill: Skill,
    /// Points earned.
    pub points: u32,
    /// Points to be had.
    pub max: u32,
    /// Why so many.
    pub why: Text,
}

/// What a drill practises.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Skill {
    /// Take the page soon.
    Detect,
    /// Name layer and component.
    Triage,
    /// Bring the service back for customers, without breaking something else.
    Mitigate,
    /// Name the cause.
    Diagnose,
    /// Remove the cause.
    Repair,
    /// Keep others informed.
    Communicate,
}

impl Score {
    /// One skill's points.
    #[must_use]
    pub fn skill(&self, skill: Skill) -> Option<&SkillScore> {
        self.skills.iter().find(|one| one.skill == skill)
    }
}

impl Skill {
    /// Every skill, in the order of an incident.
    pub const ALL: [Self; 6] = [
        Self::Detect,
        Self::Triage,
        Self::Mitigate,
        Self::Diagnose,
        Self::Repair,
        Self::Communicate,
    ];

    /// The most points of the skill. They add up to 100.
    #[must_use]
    pub const fn max(self) -> u32 {
        match self {
            Self::Detect | Self::Communicate => 10,
            Self::Triage => 15,
            Self::Mitigate => 25,
            Self::Diagnose | Self::Repair => 20,
        }
    }
}

/// The most points of a run that lost data.
const DATA_LOSS_CAP: u32 = 40;

/// The score of a run. The same journal always gives the same score.
///
/// | skill | points |
/// |---|---|
/// | detect | 10 for taking the page within the drill's time, falling to 5 |
/// | triage | 7 for the layer, 8 for the component; half at the second try |
/// | mitigate | 25 for service levels that are back and held, falling to half past par; 10 less for each thing that broke after the learner acted |
/// | diagnose | 20, 10 or 5 for the cause at the first, second or third try |
/// | repair | 20 for a cause that is gone and stays away, falling to half past par; a restart alone earns none |
/// | communicate | 4 for an update while it lasted, 3 for a second one, 3 for one at the end |
///
/// Hints are subtracted. Lost data caps the score at 40. Nothing after a surrender counts.
#[must_use]
pub fn score(drill: &Drill, entries: &[Entry]) -> Score {
    let evidence = evidence::Evidence::of(drill, entries);
    let skills: Vec<SkillScore> = Skill::ALL
        .into_iter()
        .map(|skill| rules::skill(skill, drill, &evidence))
        .collect();
    let lost = &evidence.data_lost;
    let cap = (!lost.is_empty()).then(|| Cap {
        points: DATA_LOSS_CAP,
        why: Text::from_fn(|lang| say::data_lost(lang, rules::titles(lang, lost))),
    });
    let sum: u32 = skills.iter().map(|skill| skill.points).sum();
    let most = cap.as_ref().map_or(u32::MAX, |cap| cap.points);
    Score {
        total: sum.saturating_sub(evidence.hints_cost).min(most),
        skills,
        hints_cost: evidence.hints_cost,
        cap,
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests;
