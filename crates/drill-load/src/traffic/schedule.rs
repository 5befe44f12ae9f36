//! Following the plan.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep_until};
use tokio_util::task::TaskTracker;

use super::World;
use super::visits::Visits;
use crate::clock::Clock;
use crate::options::LoadOptions;
use crate::plan::Plan;

/// When this process itself was held up for longer (stopped, or the machine slept), what was due is left
/// out: it says nothing about the shop.
const MOST_LATE: Duration = Duration::from_secs(1);

/// Starts each request of the plan when it is due, until the traffic is to stop.
pub(super) async fn follow(options: &LoadOptions, world: &Arc<World>, requests: &TaskTracker) {
    let mut clock = Clock::start();
    let mut visits = Visits::new(Arc::clone(world), requests.clone());
    let mut gap = true;
    let mut left_out = 0_u64;
    for due in Plan::new(options) {
        let at = clock.due(due.at);
        if at.elapsed() > MOST_LATE {
            visits.leave_out(&due);
            left_out += 1;
            gap = true;
            continue;
        }
        if left_out > 0 {
            tracing::warn!(
                requests = left_out,
                "The traffic was held up and left out what was due meanwhile."
            );
            left_out = 0;
        }
        gap |= clock.follow();
        let bin_ms = clock.bin(due.at);
        if gap {
            world.recorder.resumes(bin_ms);
            gap = false;
        } else {
            world.recorder.reaches(bin_ms);
        }
        if !wait(world, at).await {
            return;
        }
        visits.begin(due, at, bin_ms);
    }
}

/// Waits until then; false when the traffic is to stop.
async fn wait(world: &World, at: Instant) -> bool {
    tokio::select! {
        biased;
        () = world.stop.cancelled() => false,
        () = sleep_until(at) => true,
    }
}
