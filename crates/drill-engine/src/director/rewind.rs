//! Between two wrong fixes of a rehearsal.

use std::time::Duration;

use drill_core::check::{Proves, Verdict};
use drill_core::i18n::Text;
use tokio::time::{Instant, sleep};

use super::Director;
use crate::control::protocol::{CheckReport, CheckView, Done, Failure, FailureKind};
use crate::texts::run as say;

/// How long the fault may take to show again.
const LIMIT: Duration = Duration::from_secs(60);

impl Director {
    /// Puts back what the lab was like just after the fault, and waits until every resolving check fails again.
    ///
    /// # Errors
    /// When no run is open, when the lab refuses, or when a check does not fail in time.
    pub async fn rewind(&self) -> Result<Done, Failure> {
        let run = self.open().await?;
        run.rewind().await?;
        let began = Instant::now();
        // What was seen before the lab was put back says nothing.
        sleep(self.tick * 2).await;
        loop {
            let passing = still_passing(&run.report.borrow()).map(|check| check.id.clone());
            match passing {
                None => return Ok(Done {}),
                Some(check) if began.elapsed() > LIMIT => {
                    return Err(Failure::new(
                        FailureKind::Environment,
                        Text::from_fn(|lang| say::not_rewound(lang, LIMIT.as_secs(), &check)),
                    ));
                }
                Some(_) => sleep(self.tick).await,
            }
        }
    }
}

/// A check that decides about the repair and does not fail.
pub(crate) fn still_passing(report: &CheckReport) -> Option<&CheckView> {
    report
        .checks
        .iter()
        .filter(|check| matches!(check.proves, Proves::ServiceLevels | Proves::Cause))
        .find(|check| !check.verdict.as_ref().is_some_and(Verdict::is_failed))
}
