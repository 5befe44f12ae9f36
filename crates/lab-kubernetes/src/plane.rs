//! What can be asked of a lab on a cluster.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::core::v1::Pod;
use kube::api::{DeleteParams, Patch, PatchParams};
use kube::{Api, Client, ResourceExt as _};
use lab_managed::compute::{Compute, FailedOver, Settings, Status};
use lab_managed::link::LinkState;
use lab_managed::state::Traffic;
use lab_managed::topology::{self, WORKLOADS, Workload};
use lab_managed::{Desired, LabDir, LabError, LabState, ManagedPlane, Objects};
use serde_json::{Value, json};

use crate::objects::ClusterObjects;
use crate::status;
use crate::target::Target;
use crate::watch::Watch;

/// Who changes what firedrill changes: its own part of every object.
const MANAGER: &str = "firedrill";
/// How often a rollout is looked at.
const POLL: Duration = Duration::from_millis(100);

/// The compute plane as pods, with the managed plane that it uses.
#[derive(Clone)]
pub struct KubernetesPlane {
    pub(crate) managed: ManagedPlane,
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) client: Client,
    pub(crate) target: Target,
    pub(crate) namespace: String,
    pub(crate) watch: Watch,
    pub(crate) objects: ClusterObjects,
    /// One rollout of a workload at a time.
    pub(crate) rollouts: BTreeMap<&'static str, tokio::sync::Mutex<()>>,
}

impl KubernetesPlane {
    /// The lab's folder.
    pub fn dir(&self) -> &LabDir {
        self.managed.dir()
    }

    /// The lab's recorded state.
    pub fn state(&self) -> LabState {
        self.managed.state()
    }

    pub(crate) fn deployments(&self) -> Api<Deployment> {
        Api::namespaced(self.inner.client.clone(), &self.inner.namespace)
    }

    async fn rollout_of(&self, workload: &Workload) -> Option<tokio::sync::MutexGuard<'_, ()>> {
        Some(self.inner.rollouts.get(workload.name)?.lock().await)
    }

    async fn patch(&self, workload: &str, change: &Value) -> Result<(), LabError> {
        let params = PatchParams {
            field_manager: Some(MANAGER.into()),
            ..PatchParams::default()
        };
        self.deployments()
            .patch(workload, &params, &Patch::Strategic(change))
            .await
            .map_err(refused)?;
        Ok(())
    }

    /// Waits until a workload that comes up has every replica.
    pub(crate) async fn until_up(&self, workload: &str, wait: Duration) -> Result<(), LabError> {
        let outcome = self.until_rolled_out(workload, wait).await;
        let Err(LabError::Rollout { replica, waited }) = outcome else {
            return outcome;
        };
        // Nothing was there before it, so nothing was taken back; and what it has to say may be in no log.
        let pod = self.inner.watch.unready_pod(workload);
        let last = pod.map_or_else(|| "no pod yet".to_owned(), |pod| status::obstacle(&pod));
        Err(LabError::NotReady {
            what: replica,
            waited,
            last,
        })
    }

    /// Waits until every replica is of the newest template and serves.
    async fn until_rolled_out(&self, workload: &str, wait: Duration) -> Result<(), LabError> {
        let started = tokio::time::Instant::now();
        loop {
            let deployment = self.deployments().get(workload).await.map_err(refused)?;
            if status::is_rolled_out(&deployment) {
                return Ok(());
            }
            let waited = started.elapsed();
            if waited >= wait {
                let replica = self
                    .inner
                    .watch
                    .unready_pod(workload)
                    .map_or_else(|| workload.to_owned(), |pod| pod.name_any());
                return Err(LabError::Rollout { replica, waited });
            }
            tokio::time::sleep(POLL).await;
        }
    }

    /// Sets or clears variables of a workload's container, which makes new pods.
    async fn set_variables(&self, workload: &str, values: &Settings) -> Result<(), LabError> {
        let env: Vec<Value> = values
            .iter()
            .map(|(key, value)| match value {
                Some(value) => json!({ "name": key, "value": value }),
                None => json!({ "name": key, "$patch": "delete" }),
            })
            .collect();
        let container = json!({ "name": workload, "env": env });
        self.patch(
            workload,
            &json!({ "spec": { "template": { "spec": { "containers": [container] } } } }),
        )
        .await
    }

    async fn set_replicas(&self, workload: &str, replicas: u32) -> Result<(), LabError> {
        self.patch(workload, &json!({ "spec": { "replicas": replicas } }))
            .await
    }
}

#[async_trait]
impl Compute for KubernetesPlane {
    async fn status(&self) -> Status {
        let desired = self.desired().await;
        let workloads = WORKLOADS
            .iter()
            .map(|workload| status::workload(workload, &self.inner.watch, &desired))
            .collect();
        let mut status = self.managed.status(workloads, Vec::new);
        let kubeconfig = crate::learner::kubeconfig(self.dir());
        status.addresses.kubeconfig = Some(kubeconfig.display().to_string());
        status
    }

    async fn scale(&self, workload: &str, replicas: u32) -> Result<(), LabError> {
        let workload = topology::find(workload)?;
        workload.can_have(replicas)?;
        let _turn = self.rollout_of(workload).await;
        self.managed.record(|desired| {
            desired.replicas.insert(workload.name.to_owned(), replicas);
        })?;
        self.set_replicas(workload.name, replicas).await
    }

    async fn restart(&self, workload: &str, wait: Duration) -> Result<(), LabError> {
        let workload = topology::find(workload)?;
        let _turn = self.rollout_of(workload).await;
        // As `kubectl rollout restart` does it.
        let now = k8s_openapi::jiff::Timestamp::now().to_string();
        let annotations = json!({ "kubectl.kubernetes.io/restartedAt": now });
        let change =
            json!({ "spec": { "template": { "metadata": { "annotations": annotations } } } });
        self.patch(workload.name, &change).await?;
        self.until_rolled_out(workload.name, wait).await
    }

    async fn set(
        &self,
        workload: &str,
        settings: &Settings,
        wait: Duration,
    ) -> Result<(), LabError> {
        let workload = topology::find(workload)?;
        for (key, value) in settings {
            workload.validate(key, value.as_deref())?;
        }
        let _turn = self.rollout_of(workload).await;
        self.managed.record_settings(workload.name, settings)?;
        self.set_variables(workload.name, settings).await?;
        self.until_rolled_out(workload.name, wait).await
    }

    async fn link(&self, link: &str, state: LinkState) -> Result<(), LabError> {
        self.managed.set_link(link, state)
    }

    async fn kill(&self, process: &str) -> Result<(), LabError> {
        if self.managed.kill(process) {
            return Ok(());
        }
        let pods: Api<Pod> = Api::namespaced(self.inner.client.clone(), &self.inner.namespace);
        // Without grace: the kubelet ends its processes with SIGKILL, and another pod takes its place.
        match pods
            .delete(process, &DeleteParams::default().grace_period(0))
            .await
        {
            Ok(_) => Ok(()),
            Err(kube::Error::Api(status)) if status.code == 404 => Err(LabError::NoProcess {
                name: process.to_owned(),
                known: self
                    .managed
                    .process_names()
                    .into_iter()
                    .chain(self.inner.watch.pod_names())
                    .collect(),
            }),
            Err(error) => Err(refused(error)),
        }
    }

    /// What is asked for on the cluster now: people also ask with `kubectl`.
    async fn desired(&self) -> Desired {
        let recorded = self.state().desired;
        let mut desired = Desired {
            replicas: BTreeMap::new(),
            settings: BTreeMap::new(),
            ..recorded.clone()
        };
        for workload in &WORKLOADS {
            let deployment = self.inner.watch.deployment(workload.name);
            let replicas = deployment.as_deref().and_then(status::replicas);
            let replicas = replicas.or_else(|| recorded.replicas.get(workload.name).copied());
            desired
                .replicas
                .insert(workload.name.to_owned(), replicas.unwrap_or_default());
            let settings = deployment
                .as_deref()
                .map(|one| status::settings(workload, one));
            if let Some(settings) = settings.filter(|settings| !settings.is_empty()) {
                desired.settings.insert(workload.name.to_owned(), settings);
            }
        }
        desired
    }

    async fn restore(&self, desired: &Desired) -> Result<(), LabError> {
        let before = self.desired().await;
        self.managed.record(|current| *current = desired.clone())?;
        self.managed.restore_links();
        for workload in &WORKLOADS {
            let _turn = self.rollout_of(workload).await;
            let of = |all: &Desired| all.settings.get(workload.name).cloned().unwrap_or_default();
            let (now, wanted) = (of(&before), of(desired));
            let cleared = now
                .keys()
                .filter(|key| !wanted.contains_key(*key))
                .map(|key| (key.clone(), None));
            let set = wanted
                .iter()
                .filter(|(key, value)| now.get(*key) != Some(value))
                .map(|(key, value)| (key.clone(), Some(value.clone())));
            let changes: Settings = cleared.chain(set).collect();
            if !changes.is_empty() {
                self.set_variables(workload.name, &changes).await?;
            }
            let replicas = desired
                .replicas
                .get(workload.name)
                .copied()
                .unwrap_or_default();
            if before.replicas.get(workload.name) != Some(&replicas) {
                self.set_replicas(workload.name, replicas).await?;
            }
        }
        if before.traffic != desired.traffic {
            self.managed.apply_traffic().await;
        }
        Ok(())
    }

    async fn traffic(&self, traffic: Option<Traffic>) -> Result<(), LabError> {
        self.managed.record(|desired| desired.traffic = traffic)?;
        self.managed.apply_traffic().await;
        Ok(())
    }

    async fn fail_over(&self) -> Result<FailedOver, LabError> {
        self.managed.fail_over().await
    }

    async fn shut_down(&self) {
        self.close().await;
    }

    fn objects(&self) -> Option<&dyn Objects> {
        Some(&self.inner.objects)
    }
}

/// What a cluster refused, or what could not be asked of it.
pub(crate) fn refused(reason: impl std::fmt::Display) -> LabError {
    LabError::Process {
        program: "kubernetes".into(),
        reason: reason.to_string(),
    }
}
