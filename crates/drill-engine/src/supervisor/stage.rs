//! How far a lab is between its start and its end.

use std::sync::Arc;

use drill_core::i18n::Text;
use lab_managed::Compute;
use lab_managed::plane::{self, Step};

use crate::control::protocol::{Failure, Progress};
use crate::director::Director;
use crate::texts::supervisor as say;

/// How far a lab is.
#[derive(Clone)]
pub(super) enum Stage {
    /// It comes up; what it said so far, for clients that join late.
    Starting { said: Vec<Progress> },
    /// It is up.
    Up(Up),
    /// It could not be brought up.
    Failed(Failure),
    /// It goes down.
    Stopping,
}

/// A lab that is up.
#[derive(Clone)]
pub(super) struct Up {
    pub(super) compute: Arc<dyn Compute>,
    pub(super) director: Arc<Director>,
}

impl Default for Stage {
    fn default() -> Self {
        Self::Starting { said: Vec::new() }
    }
}

impl Stage {
    pub(super) fn said(&mut self, progress: Progress) {
        if let Self::Starting { said } = self {
            said.push(progress);
        }
    }

    pub(super) fn up(&self) -> Option<Up> {
        match self {
            Self::Up(up) => Some(up.clone()),
            Self::Starting { .. } | Self::Failed(_) | Self::Stopping => None,
        }
    }
}

/// A step of the lab's start in words.
pub(super) fn progress(progress: &plane::Progress) -> Progress {
    use plane::Progress as Lab;
    let text = match progress {
        Lab::Began(step) => Text::from_fn(|lang| match step {
            Step::Prepare => say::preparing(lang),
            Step::Stores => say::starting_stores(lang),
            Step::Images => say::making_images(lang),
            Step::Probe => say::probing(lang),
            Step::Data => say::filling(lang),
            Step::Services => say::starting_services(lang),
        }),
        Lab::Done(step, took_ms) => {
            let seconds = seconds(*took_ms);
            Text::from_fn(|lang| match step {
                Step::Prepare => say::prepared(lang, &seconds),
                Step::Stores => say::stores_started(lang, &seconds),
                Step::Images => say::images_made(lang, &seconds),
                Step::Probe => say::probed(lang, &seconds),
                Step::Data => say::filled(lang, &seconds),
                Step::Services => say::services_started(lang, &seconds),
            })
        }
        Lab::PortMoved(moved) => {
            Text::from_fn(|lang| say::port_moved(lang, &moved.purpose, moved.from, moved.to))
        }
    };
    Progress::Step { text }
}

fn seconds(ms: u64) -> String {
    format!("{}.{}", ms / 1000, ms % 1000 / 100)
}
