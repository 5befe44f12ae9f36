//! What the cluster says about a lab, as it changes; and what follows from it: links, Prometheus' targets, logs.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use embedded_kubernetes::ClusterDir;
use embedded_kubernetes::api::{Followed, follow};
use futures::FutureExt as _;
use futures::future::BoxFuture;
use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::core::v1::Pod;
use kube::{Api, Client, ResourceExt as _};
use lab_managed::prometheus::{self, Target};
use lab_managed::topology::{self, Program};
use lab_managed::{LabError, ManagedPlane};
use tokio::sync::Notify;
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;

use crate::context::follow_log;
use crate::context::forward::Forwards;
use crate::logs;
use crate::status::{self, PORT, address};

/// The label with a workload's name.
const NAME: &str = "app.kubernetes.io/name";

/// How pods and their logs are reached.
pub(crate) enum Ways {
    /// Pods by their addresses, and logs in the folder of a cluster of this machine.
    Direct(ClusterDir),
    /// Everything through the API server.
    Through(Box<Through>),
}

/// An API server that everything goes through.
pub(crate) struct Through {
    pods: Api<Pod>,
    forwards: Forwards,
}

impl Ways {
    pub(crate) fn through(client: &Client, namespace: &str) -> Self {
        let pods: Api<Pod> = Api::namespaced(client.clone(), namespace);
        Self::Through(Box::new(Through {
            forwards: Forwards::new(pods.clone(), PORT),
            pods,
        }))
    }

    /// Where ready pods serve customers.
    fn to(&self, pods: &[Arc<Pod>]) -> Vec<SocketAddr> {
        match self {
            Self::Direct(_) => pods.iter().filter_map(|pod| address(pod)).collect(),
            Self::Through(through) => {
                let names: Vec<String> = pods.iter().map(|pod| pod.name_any()).collect();
                through.forwards.to(&names)
            }
        }
    }

    /// Copies the log of a pod until it is gone; none before there is one.
    fn log(
        &self,
        pod: &Pod,
        to: PathBuf,
        gone: CancellationToken,
    ) -> Option<BoxFuture<'static, ()>> {
        match self {
            Self::Direct(cluster) => {
                let from = logs_of(cluster, pod)?;
                Some(async move { logs::keep(&from, &to, gone).await }.boxed())
            }
            Self::Through(through) => {
                // Before its container runs, there is nothing to be asked for.
                pod.status.as_ref()?.container_statuses.as_ref()?;
                let (pods, name) = (through.pods.clone(), pod.name_any());
                Some(async move { follow_log::keep(&pods, &name, &to, gone).await }.boxed())
            }
        }
    }
}

/// A copy of the lab's pods and Deployments that follows the cluster until it is dropped.
pub(crate) struct Watch {
    pods: Followed<Pod>,
    deployments: Followed<Deployment>,
    changed: Arc<Notify>,
    ways: Ways,
    stop: CancellationToken,
    _stop: DropGuard,
}

impl Watch {
    /// Begins to follow a namespace, and returns once everything in it is known.
    pub(crate) async fn begin(
        client: &Client,
        namespace: &str,
        ways: Ways,
    ) -> Result<Self, LabError> {
        let changed = Arc::new(Notify::new());
        let stop = CancellationToken::new();
        let watch = Self {
            pods: follow(Api::namespaced(client.clone(), namespace), (), &changed),
            deployments: follow(Api::namespaced(client.clone(), namespace), (), &changed),
            changed,
            ways,
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
                pod.labels().get(NAME).is_some_and(|name| name == workload) && !status::is_over(pod)
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
        let mut pods = self.pods_of(workload);
        pods.retain(|pod| status::is_ready(pod));
        self.ways.to(&pods)
    }

    /// Tells the links and Prometheus where the pods are. Prometheus can't be left to ask the API
    /// server itself: Debian builds it without, as its `NEWS.Debian` says.
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
    pub(crate) async fn keep(&self, managed: ManagedPlane) {
        let tasks = TaskTracker::new();
        let mut logs: BTreeMap<String, CancellationToken> = BTreeMap::new();
        loop {
            self.route(&managed);
            let pods = self.pods.store.state();
            for pod in &pods {
                let name = pod.name_any();
                if logs.contains_key(&name) {
                    continue;
                }
                let (to, gone) = (managed.dir().log_file(&name), self.stop.child_token());
                if let Some(log) = self.ways.log(pod, to, gone.clone()) {
                    tasks.spawn(log);
                    logs.insert(name, gone);
                }
            }
            logs.retain(|name, gone| {
                let is_there = pods.iter().any(|pod| pod.name_any() == *name);
                if !is_there {
                    gone.cancel();
                }
                is_there
            });
            tokio::select! {
                () = self.stop.cancelled() => return,
                // A store that went down has no end to forward to; its links learn it at the next turn.
                _ = tokio::time::timeout(Duration::from_millis(500), self.changed()) => {}
            }
        }
    }
}

/// Where the node of a pod keeps the pod's log; none before it has a node.
fn logs_of(cluster: &ClusterDir, pod: &Pod) -> Option<PathBuf> {
    let node = pod.spec.as_ref()?.node_name.as_ref()?;
    let (namespace, uid) = (pod.namespace()?, pod.uid()?);
    let folder = format!("{namespace}_{}_{uid}", pod.name_any());
    Some(cluster.pod_logs(node).join(folder))
}
