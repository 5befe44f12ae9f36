//! Points by skill, each with its reason.

use serde::{Deserialize, Serialize};

use crate::definition::Drill;
use crate::i18n::Text;
use crate::journal::Entry;

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

/// The score of a run.
#[must_use]
pub fn score(_drill: &Drill, _entries: &[Entry]) -> Score {
    Score {
        total: 0,
        skills: Vec::new(),
        hints_cost: 0,
        cap: None,
    }
}
