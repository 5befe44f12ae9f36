//! Directs the runs of one lab: at most one at a time, and every request about it.

mod ack;
mod acted;
mod check;
mod diagnose;
mod follow;
mod hint;
mod note;
mod play;
mod resume;
mod rewind;
mod solve;
mod stop;
mod view;

use std::sync::Arc;
use std::time::Duration;

use drill_core::i18n::Text;
use lab_managed::Compute;
use tokio::sync::Mutex;

use crate::access::LabAccess;
use crate::catalog::Catalog;
use crate::control::protocol::{Failure, FailureKind, RunPhase, RunView};
use crate::probes::Probes;
use crate::receiver::Alerts;
use crate::run::play::Run;
use crate::texts::run as say;

pub(crate) use play::wrong_runtime;
pub(crate) use rewind::still_passing;

/// How often a run's checks are looked at.
pub const TICK: Duration = Duration::from_secs(1);

/// Directs the runs of one lab.
pub struct Director {
    compute: Arc<dyn Compute>,
    probes: Probes,
    alerts: Alerts,
    catalog: Catalog,
    tick: Duration,
    /// The active run, or the last one.
    current: Mutex<Option<Arc<Run>>>,
}

impl Director {
    /// A director of a lab, who looks at checks every `tick`.
    ///
    /// # Errors
    /// When an HTTP client can't be set up.
    pub fn new(
        compute: Arc<dyn Compute>,
        access: LabAccess,
        alerts: Alerts,
        catalog: Catalog,
        tick: Duration,
    ) -> Result<Self, Failure> {
        let probes = Probes::new(Arc::clone(&compute), Arc::new(access)).map_err(|error| {
            Failure::new(
                FailureKind::Environment,
                Text::from_fn(|lang| say::no_client(lang, &error)),
            )
        })?;
        Ok(Self {
            compute,
            probes,
            alerts,
            catalog,
            tick,
            current: Mutex::new(None),
        })
    }

    /// The active run, or the last one.
    pub async fn run(&self) -> Option<RunView> {
        let current = self.current.lock().await;
        current.as_deref().map(view::view)
    }

    /// The active run, or the last one.
    async fn last(&self) -> Result<Arc<Run>, Failure> {
        let current = self.current.lock().await;
        current.clone().ok_or_else(no_run)
    }

    /// The run whose page has come and which is not over.
    async fn open(&self) -> Result<Arc<Run>, Failure> {
        let run = self.last().await?;
        match run.phase() {
            RunPhase::Open => Ok(run),
            RunPhase::Baseline | RunPhase::Breaking | RunPhase::Silent => Err(not_paged()),
            RunPhase::Resolved | RunPhase::Surrendered | RunPhase::Stopped => Err(over()),
        }
    }
}

fn no_run() -> Failure {
    Failure::new(FailureKind::NoRun, Text::from_fn(say::no_run)).with_next("firedrill play")
}

fn not_paged() -> Failure {
    Failure::new(FailureKind::NotYet, Text::from_fn(say::not_paged_yet))
        .with_next("firedrill status")
}

fn over() -> Failure {
    Failure::new(FailureKind::NoRun, Text::from_fn(say::run_is_over)).with_next("firedrill report")
}
