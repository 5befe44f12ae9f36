//! The highest rate that a service carries.

use std::sync::Arc;
use std::time::Duration;

use crate::load::{Ask, Seen, Target};
use crate::usage::Usage;

/// 99 of 100 requests must be answered within this.
const LIMIT: Duration = Duration::from_millis(50);

/// How long each rate is held.
const STRETCH: Duration = Duration::from_secs(3);

/// A rate that is carried in one of so many stretches is carried: one hiccup of the machine is not the service's.
const TRIES: usize = 3;

/// The rate from which the search sets out.
const FIRST: u64 = 50;

/// A rate beyond this says more about the generator.
const LAST: u64 = 100_000;

/// What a case came to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Measured {
    /// Requests per second.
    pub(crate) capacity: u64,
    /// At half of the capacity.
    pub(crate) half: Seen,
    /// Of the processes under test, at half of the capacity.
    pub(crate) usage: Option<Usage>,
}

/// Finds the capacity, then looks at half of it. `ready` is run before each stretch with the number of its requests.
pub(crate) async fn measure<F>(
    target: &Arc<Target>,
    ask: &Ask,
    pids: &[u32],
    mut ready: F,
) -> anyhow::Result<Measured>
where
    F: AsyncFnMut(u64) -> anyhow::Result<()>,
{
    let mut carries = 0;
    let mut breaks = LAST;
    let mut rate = FIRST;
    // Warms caches, pools and connections.
    ready(FIRST).await?;
    target.drive(ask, FIRST, Duration::from_secs(1)).await;
    while breaks - carries > carries / 20 && rate > 0 {
        let mut carried = false;
        for _ in 0..TRIES {
            ready(rate * STRETCH.as_secs()).await?;
            let seen = target.drive(ask, rate, STRETCH).await;
            carried = seen.failed == 0 && seen.p99 < LIMIT;
            if carried {
                break;
            }
        }
        if carried {
            carries = rate;
        } else {
            breaks = rate;
        }
        rate = if breaks == LAST {
            (rate * 2).min(LAST)
        } else {
            (carries + breaks) / 2
        };
        if carries == LAST {
            break;
        }
    }
    let half = (carries / 2).max(1);
    ready(half * STRETCH.as_secs()).await?;
    let look = || (!pids.is_empty()).then(|| Usage::of(pids)).transpose();
    let before = look()?;
    let seen = target.drive(ask, half, STRETCH).await;
    let after = look()?;
    Ok(Measured {
        capacity: carries,
        half: seen,
        usage: before.zip(after).map(|(before, after)| after.since(before)),
    })
}
