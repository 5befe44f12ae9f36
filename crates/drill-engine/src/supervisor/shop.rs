//! What a learner does to the services.

use std::time::Duration;

use drill_core::i18n::Text;
use lab_managed::Compute;
use lab_managed::compute::WorkloadStatus;
use tokio::time::{Instant, sleep};

use crate::control::protocol::{Done, Failure, FailureKind, Progress};
use crate::control::server::ProgressSink;
use crate::texts::supervisor as say;

/// How long replicas may take to be ready.
const READY_LIMIT: Duration = Duration::from_secs(30);
/// How long a rollout may wait for each change: a replica starts within a second, and a learner waits for it.
const ROLLOUT_LIMIT: Duration = Duration::from_secs(15);
const POLL: Duration = Duration::from_millis(100);

/// Scales, and returns when every replica that was asked for is ready.
pub(super) async fn scale(
    compute: &dyn Compute,
    workload: &str,
    replicas: u32,
    sink: &ProgressSink,
) -> Result<Done, Failure> {
    compute.scale(workload, replicas).await?;
    let began = Instant::now();
    let mut told = 0;
    loop {
        let status = compute.status().await;
        let Some(now) = status.workloads.iter().find(|one| one.name == workload) else {
            return Ok(Done {});
        };
        // Somebody may have scaled it to another number meanwhile; theirs counts.
        if is_there(now) || now.desired != replicas {
            return Ok(Done {});
        }
        let waited = began.elapsed();
        if waited >= READY_LIMIT {
            return Err(Failure::new(
                FailureKind::NotYet,
                Text::from_fn(|lang| {
                    say::not_all_ready(lang, workload, now.ready, replicas, waited.as_secs())
                }),
            )
            .with_next(format!("firedrill logs {workload}")));
        }
        if waited.as_secs() > told {
            told = waited.as_secs();
            sink.send(Progress::Waiting {
                text: Text::from_fn(|lang| {
                    say::waiting_for_replicas(lang, workload, now.ready, replicas)
                }),
                done_seconds: told,
                of_seconds: READY_LIMIT.as_secs(),
            });
        }
        sleep(POLL).await;
    }
}

fn is_there(now: &WorkloadStatus) -> bool {
    now.ready == now.desired && now.replicas.len() == now.desired as usize
}

/// Restarts the replicas one by one.
pub(super) async fn restart(compute: &dyn Compute, workload: &str) -> Result<Done, Failure> {
    compute.restart(workload, ROLLOUT_LIMIT).await?;
    Ok(Done {})
}

/// Sets or unsets a setting.
pub(super) async fn set(
    compute: &dyn Compute,
    workload: &str,
    key: &str,
    value: Option<&str>,
) -> Result<Done, Failure> {
    let settings = [(key.to_owned(), value.map(str::to_owned))].into();
    compute.set(workload, &settings, ROLLOUT_LIMIT).await?;
    Ok(Done {})
}
