//! Writing bins as they become complete.

use std::time::Duration;

use drill_core::slo::Bin;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use super::World;
use crate::bins::BinWriter;
use crate::clock::now_ms;

/// How often the customers' experience is summed up in the log.
const SUMMARY_BINS: u32 = 100;

/// Writes bins until the last request is settled. Writing happens on another thread, so a slow disk holds up
/// no request.
pub(super) async fn bins(world: &World, writer: BinWriter, settled: &CancellationToken) {
    let mut writer = Some(writer);
    let mut tick = interval(Duration::from_millis(100));
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut summary = Summary::default();
    loop {
        let last = tokio::select! {
            _ = tick.tick() => false,
            () = settled.cancelled() => true,
        };
        let mut bins = world.recorder.take_complete(now_ms());
        if last {
            bins.extend(world.recorder.take_rest());
        }
        summary.add(&bins);
        if !bins.is_empty()
            && let Some(mut taken) = writer.take()
        {
            let written = tokio::task::spawn_blocking(move || {
                let result = taken.append(&bins);
                (taken, result)
            });
            match written.await {
                Ok((taken, Ok(()))) => writer = Some(taken),
                Ok((_, Err(error))) => world.fail(error),
                Err(_) => world.stop.cancel(),
            }
        }
        if last {
            return;
        }
    }
}

#[derive(Default)]
struct Summary {
    bins: u32,
    ok: u64,
    failed: u64,
    slow: u64,
    rejected: u64,
}

impl Summary {
    fn add(&mut self, bins: &[Bin]) {
        for bin in bins {
            for counts in bin.journeys.values() {
                self.ok += u64::from(counts.ok);
                self.failed += u64::from(counts.failed);
                self.slow += u64::from(counts.slow);
                self.rejected += u64::from(counts.rejected);
            }
            self.bins += 1;
            if self.bins == SUMMARY_BINS {
                tracing::info!(
                    ok = self.ok,
                    failed = self.failed,
                    slow = self.slow,
                    rejected = self.rejected,
                    "Ten seconds of traffic."
                );
                *self = Self::default();
            }
        }
    }
}
