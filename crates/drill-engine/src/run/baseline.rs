//! Whether the steady state holds.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use drill_core::check::{Probe, Verdict};
use drill_core::definition::SteadyState;
use drill_core::i18n::Text;
use lab_managed::Compute;
use tokio::time::{Instant, sleep};

use super::pager;
use crate::probes::{Probes, Scope};
use crate::receiver::Alert;
use crate::texts::run as say;

/// Waits until the steady state has held without a break, looking every `tick`; what customers saw before
/// `since` does not count. `tell` hears how long it has held, of how long it must, in seconds.
///
/// # Errors
/// Why it did not hold within the definition's time.
pub(crate) async fn wait(
    probes: &Probes,
    compute: &dyn Compute,
    steady: &SteadyState,
    since: DateTime<Utc>,
    tick: Duration,
    tell: impl Fn(u64, u64),
) -> Result<u64, Text> {
    let deadline = Instant::now() + steady.within.as_duration();
    let scope = Scope {
        objective: steady.objective,
        since,
    };
    loop {
        let last = match look(probes, compute, steady, &scope).await {
            Ok(held) if held >= hold(steady) => {
                tell(steady.hold.as_secs(), steady.hold.as_secs());
                return Ok(u64::try_from(held.num_seconds()).unwrap_or_default());
            }
            Ok(held) => {
                tell(
                    u64::try_from(held.num_seconds()).unwrap_or_default(),
                    steady.hold.as_secs(),
                );
                Text::from_fn(|lang| say::held_too_short(lang, held.num_seconds(), steady.hold))
            }
            Err(reason) => {
                tell(0, steady.hold.as_secs());
                reason
            }
        };
        if Instant::now() >= deadline {
            return Err(last);
        }
        sleep(tick).await;
    }
}

fn hold(steady: &SteadyState) -> TimeDelta {
    TimeDelta::milliseconds(i64::try_from(steady.hold.as_millis()).unwrap_or(i64::MAX))
}

/// For how long customers have been served as promised, while everything else is in order too.
async fn look(
    probes: &Probes,
    compute: &dyn Compute,
    steady: &SteadyState,
    scope: &Scope,
) -> Result<TimeDelta, Text> {
    let status = compute.status().await;
    if let Some(missing) = status
        .workloads
        .iter()
        .find(|workload| workload.ready < workload.desired)
    {
        return Err(Text::from_fn(|lang| {
            say::not_all_ready(lang, &missing.name, missing.ready, missing.desired)
        }));
    }
    // An alert that still fires would not page again.
    match pager::firing(probes).await {
        Ok(firing) => {
            let tells_of_now = |alert: &&Alert| alert.severity() == "page" && !alert.looks_back();
            if let Some(alert) = firing.iter().find(tells_of_now) {
                return Err(Text::from_fn(|lang| say::still_firing(lang, alert.name())));
            }
        }
        Err(reason) => {
            return Err(Text::from_fn(|lang| say::no_alertmanager(lang, &reason)));
        }
    }
    let probe = Probe::ServiceLevels {
        window: steady.hold,
    };
    let look = probes.look(&probe, scope).await;
    match look.verdict {
        Verdict::Passed => Ok(look.span.to - look.span.from),
        Verdict::Failed { reason } => Err(reason),
        Verdict::Error { reason } => Err(Text::same(reason)),
    }
}
