//! The two servers that a PostgreSQL with a standby has. Their names stay true when the roles change: a lab's first
//! server is not always its primary.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::{LabDir, LabState};

/// A server of the lab's PostgreSQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub enum Server {
    /// The one that every lab has.
    #[default]
    #[serde(rename = "postgres")]
    First,
    /// The one that a lab with a standby has beside it.
    #[serde(rename = "postgres-2")]
    Second,
}

impl Server {
    /// Both.
    pub const ALL: [Self; 2] = [Self::First, Self::Second];

    /// The name of its process, its log and its folder.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::First => "postgres",
            Self::Second => "postgres-2",
        }
    }

    /// The one that it shares the work with.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::First => Self::Second,
            Self::Second => Self::First,
        }
    }

    /// Where it listens. A lab without a standby has one server, at the port that everybody knows; in one with a
    /// standby that port is the endpoint, which leads to whichever server is the primary.
    #[must_use]
    pub fn port(self, state: &LabState) -> u16 {
        if state.desired.standby {
            state.port(&self.port_purpose())
        } else {
            state.port("postgres")
        }
    }

    /// The purpose of its port in `lab.json`, in a lab with a standby.
    #[must_use]
    pub fn port_purpose(self) -> String {
        format!("server:{}", self.name())
    }

    /// Its data.
    pub(crate) fn data(self, dir: &LabDir) -> PathBuf {
        dir.path(self.name())
    }

    pub(crate) fn is_first(&self) -> bool {
        *self == Self::First
    }
}
