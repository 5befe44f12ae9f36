//! What the cluster says about a lab, as it changes; and what follows from it: links, Prometheus' targets, logs.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use embedded_kubernetes::api::{Followed, follow};
use futures::{AsyncBufReadExt as _, TryStreamExt as _};
use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::core::v1::Pod;
use k8s_openapi::jiff::Timestamp;
use kube::api::LogParams;
use kube::{Api, Client, ResourceExt as _};
use lab_managed::prometheus::{self, Target};
use lab_managed::topology::{self, Program};
use lab_managed::{LabDir, LabError, ManagedPlane};
use tokio::sync::Notify;
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;

use crate::status::{self, address};

/// The label with a workload's name.
const NAME: &str = "app.kubernetes.io/name";

/// A copy of the lab's pods and Deployments that follows the cluster until it is dropped.
pub(crate) struct Watch {
    pods: Followed<Pod>,
    deployments: Followed<Deployment>,
    changed: Arc<Notify>,
    stop: CancellationToken,
    _stop: DropGuard,
}

impl Watch {
    /// Begins to follow a namespace, and returns once everything in it is known.
    pub(crate) async fn begin(client: &Client, namespace: &str) -> Result<Self, LabError> {
        let changed = Arc::new(Notify::new());
        let stop = CancellationToken::new();
        let watch = Self {
            pods: follow(Api::namespaced(client.clone(), namespace), (), &changed),
            deployments: follow(Api::namespaced(client.clone(), namespace), (), &changed),
            changed,
            stop: stop.clone(),
            _stop: stop.drop_guard(),
        };
        watch.pods.known().await?;
        watch.deployments.known().await?;
        Ok(watch)
    }

    /// The pods of a workload that are not over, by age.
    pub(crate) fn pods_of(&self, workload: &str) -> Vec<Arc<Pod>> {
        let mut pods: Vec<Arc<Pod>> = self
            .pods
            .store
            .state()
            .into_iter()
            .filter(|pod| {
                pod.labels().get(NAME).is_some_and(|name| name == workload) && !is_over(pod)
            })
            .collect();
        pods.sort_by_key(|pod| (pod.creation_timestamp(), pod.name_any()));
        pods
    }

    /// The Deployment of a workload.
    pub(crate) fn deployment(&self, workload: &str) -> Option<Arc<Deployment>> {
        self.deployments
            .store
            .state()
            .into_iter()
            .find(|one| one.name_any() == workload)
    }

    /// Names of all pods.
    pub(crate) fn pod_names(&self) -> Vec<String> {
        self.pods
            .store
            .state()
            .iter()
            .map(|pod| pod.name_any())
            .collect()
    }

    /// The youngest pod of a workload that does not serve.
    pub(crate) fn unready_pod(&self, workload: &str) -> Option<Arc<Pod>> {
        let pods = self.pods_of(workload);
        pods.into_iter().rev().find(|pod| !status::is_ready(pod))
    }

    /// Returns at the next change.
    pub(crate) async fn changed(&self) {
        self.changed.notified().await;
    }

    /// Where a workload's ready pods serve.
    fn serving(&self, workload: &str) -> Vec<SocketAddr> {
        let pods = self.pods_of(workload);
        pods.iter()
            .filter(|pod| status::is_ready(pod))
            .filter_map(|pod| address(pod))
            .collect()
    }

    /// Tells the links and Prometheus where the pods are.
    pub(crate) fn route(&self, managed: &ManagedPlane) {
        managed.route(|workload| self.serving(workload));
        let mut targets = Vec::new();
        for workload in &topology::WORKLOADS {
            if !matches!(workload.program, Program::Service(_)) {
                continue;
            }
            for pod in self.pods_of(workload.name) {
                let target = address(&pod).map(|address| Target {
                    service: workload.name.to_owned(),
                    replica: pod.name_any(),
                    address,
                });
                targets.extend(target);
            }
        }
        if let Err(error) = prometheus::write_targets(managed.dir(), &targets) {
            tracing::warn!(%error, "Prometheus could not be told about the pods.");
        }
    }

    /// Keeps links, targets and logs true to the pods until the watch is dropped.
    pub(crate) async fn keep(&self, client: Client, namespace: String, managed: ManagedPlane) {
        let tasks = TaskTracker::new();
        let mut logs: BTreeMap<String, CancellationToken> = BTreeMap::new();
        loop {
            self.route(&managed);
            for pod in self.pods.store.state() {
                let started = pod
                    .status
                    .as_ref()
                    .is_some_and(|status| status.container_statuses.is_some());
                if !started || logs.contains_key(&pod.name_any()) {
                    continue;
                }
                let (api, name) = (
                    Api::<Pod>::namespaced(client.clone(), &namespace),
                    pod.name_any(),
                );
                let (dir, ended) = (managed.dir().clone(), self.stop.child_token());
                logs.insert(name.clone(), ended.clone());
                tasks.spawn(async move {
                    tokio::select! {
                        () = ended.cancelled() => {}
                        () = keep_log(&api, &name, &dir) => {}
                    }
                });
            }
            let alive = self.pod_names();
            logs.retain(|name, _| alive.contains(name));
            tokio::select! {
                () = self.stop.cancelled() => return,
                // A store that went down has no end to forward to; its links learn it at the next turn.
                _ = tokio::time::timeout(Duration::from_millis(500), self.changed()) => {}
            }
        }
    }
}

fn is_over(pod: &Pod) -> bool {
    let phase = pod
        .status
        .as_ref()
        .and_then(|status| status.phase.as_deref());
    matches!(phase, Some("Succeeded" | "Failed"))
}

/// Copies a pod's log into the lab's folder for as long as there is a pod, over the restarts of its container.
async fn keep_log(api: &Api<Pod>, name: &str, dir: &LabDir) {
    let path = dir.log_file(name);
    // A supervisor that was started anew goes on where the one before ended.
    let written = path.metadata().and_then(|file| file.modified()).ok();
    let mut since = written.and_then(|time| Timestamp::try_from(time).ok());
    loop {
        let params = LogParams {
            follow: true,
            since_time: since,
            ..LogParams::default()
        };
        if let Ok(stream) = api.log_stream(name, &params).await {
            let log = lab_managed::process::LogFile::open(&path);
            let mut lines = stream.lines();
            while let Ok(Some(line)) = lines.try_next().await {
                log.line(line.as_bytes());
            }
            since = Some(Timestamp::now());
        }
        if matches!(api.get_opt(name).await, Ok(None)) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
}
