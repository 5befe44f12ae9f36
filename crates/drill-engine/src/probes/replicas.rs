//! Ready replicas of a workload, by the compute plane.

use drill_core::check::Verdict;
use drill_core::i18n::Text;
use lab_managed::Compute;
use lab_managed::compute::WorkloadStatus;

use super::{error, failed};
use crate::texts::checks as say;

pub(super) async fn look(compute: &dyn Compute, workload: &str, min: u32) -> Verdict {
    match find(compute, workload).await {
        Ok(status) if status.ready >= min => Verdict::Passed,
        Ok(status) => failed(Text::from_fn(|lang| {
            say::replicas_missing(lang, workload, status.ready, min)
        })),
        Err(verdict) => verdict,
    }
}

/// Where the replicas of a service listen.
pub(super) async fn addresses(
    compute: &dyn Compute,
    workload: &str,
) -> Result<Vec<String>, Verdict> {
    let places: Vec<String> = find(compute, workload)
        .await?
        .replicas
        .iter()
        .filter_map(|replica| replica.address)
        .map(|address| format!("http://{address}"))
        .collect();
    if places.is_empty() {
        return Err(failed(Text::from_fn(|lang| {
            say::replicas_missing(lang, workload, 0, 1)
        })));
    }
    Ok(places)
}

async fn find(compute: &dyn Compute, workload: &str) -> Result<WorkloadStatus, Verdict> {
    compute
        .status()
        .await
        .workloads
        .into_iter()
        .find(|status| status.name == workload)
        .ok_or_else(|| error(format!("the lab has no workload {workload}")))
}
