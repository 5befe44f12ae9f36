//! The Jobs that bring the databases up to date and fill the shop.

use std::time::Duration;

use k8s_openapi::api::batch::v1::Job;
use k8s_openapi::api::core::v1::Pod;
use kube::api::{DeleteParams, ListParams, PropagationPolicy};
use kube::{Api, Client, ResourceExt as _};
use lab_managed::LabError;
use lab_managed::compute::wait_until;

use crate::plane::refused;
use crate::status;

/// How long each may take.
const LIMIT: Duration = Duration::from_secs(120);
const POLL: Duration = Duration::from_millis(50);
/// The label of all of them.
const ALL: &str = "firedrill.dev/phase=data";
/// The label of those that the services need done.
const MIGRATIONS: &str = "app.kubernetes.io/component=migration";

/// A lab's Jobs.
pub(crate) struct Data {
    jobs: Api<Job>,
    pods: Api<Pod>,
}

impl Data {
    pub(crate) fn new(client: &Client, namespace: &str) -> Self {
        Self {
            jobs: Api::namespaced(client.clone(), namespace),
            pods: Api::namespaced(client.clone(), namespace),
        }
    }

    /// Removes those of an earlier start: a Job can't be changed, only made anew.
    pub(crate) async fn forget(&self) -> Result<(), LabError> {
        let params = DeleteParams {
            propagation_policy: Some(PropagationPolicy::Foreground),
            ..DeleteParams::default()
        };
        let old = ListParams::default().labels(ALL);
        self.jobs
            .delete_collection(&params, &old)
            .await
            .map_err(refused)?;
        wait_until("the migrations of the last start", LIMIT, POLL, || async {
            let left = self
                .jobs
                .list(&old)
                .await
                .map_err(|error| error.to_string())?;
            let names: Vec<String> = left.items.iter().map(|job| job.name_any()).collect();
            if names.is_empty() {
                Ok(())
            } else {
                Err(names.join(", "))
            }
        })
        .await
    }

    /// Returns once every database is at the newest version.
    pub(crate) async fn migrated(&self) -> Result<(), LabError> {
        self.done("migration", MIGRATIONS).await
    }

    /// Returns once the products are there, too.
    pub(crate) async fn filled(&self) -> Result<(), LabError> {
        self.done("products", ALL).await
    }

    /// Asks the pods, because a Job says seconds later that it is complete.
    async fn done(&self, what: &str, labels: &str) -> Result<(), LabError> {
        let params = ListParams::default().labels(labels);
        let jobs = self.jobs.list(&params).await.map_err(refused)?;
        wait_until(what, LIMIT, POLL, || async {
            let pods = self
                .pods
                .list(&params)
                .await
                .map_err(|error| error.to_string())?;
            let open: Vec<String> = jobs
                .items
                .iter()
                .filter_map(|job| obstacle(job, &pods.items))
                .collect();
            if open.is_empty() {
                Ok(())
            } else {
                Err(open.join("; "))
            }
        })
        .await
    }
}

/// Why a Job is not done; none once one of its pods has succeeded.
fn obstacle(job: &Job, pods: &[Pod]) -> Option<String> {
    let name = job.name_any();
    let mut own = pods
        .iter()
        .filter(|pod| pod.labels().get("batch.kubernetes.io/job-name") == Some(&name))
        .collect::<Vec<_>>();
    if own.iter().any(|pod| status::has_succeeded(pod)) {
        return None;
    }
    own.sort_by_key(|pod| pod.creation_timestamp());
    Some(match own.last() {
        Some(pod) => format!("{}: {}", pod.name_any(), status::obstacle(pod)),
        None => format!("{name}: no pod yet"),
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_job_is_done_once_one_of_its_pods_has_succeeded() {
        let job: Job =
            serde_json::from_value(json!({ "metadata": { "name": "order-migrate" } })).unwrap();
        let pod = |name: &str, of: &str, phase: &str| -> Pod {
            let labels = json!({ "batch.kubernetes.io/job-name": of });
            serde_json::from_value(json!({
                "metadata": { "name": name, "labels": labels },
                "status": { "phase": phase },
            }))
            .unwrap()
        };
        assert_eq!(
            obstacle(&job, &[pod("a", "catalog-migrate", "Succeeded")]).as_deref(),
            Some("order-migrate: no pod yet")
        );
        let failed = pod("b", "order-migrate", "Failed");
        assert!(obstacle(&job, std::slice::from_ref(&failed)).is_some());
        assert_eq!(
            obstacle(&job, &[failed, pod("c", "order-migrate", "Succeeded")]),
            None
        );
    }
}
