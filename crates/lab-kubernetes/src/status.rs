//! Deployments and pods as a lab's status.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::core::v1::{ContainerStatus, Pod};
use lab_managed::Desired;
use lab_managed::compute::{ReplicaStatus, WorkloadStatus};
use lab_managed::topology::{Program, Workload};

use crate::watch::Watch;

/// The port that services listen on in their pods.
pub(crate) const PORT: u16 = 8080;

/// A workload with its pods.
pub(crate) fn workload(workload: &Workload, watch: &Watch, desired: &Desired) -> WorkloadStatus {
    let replicas: Vec<ReplicaStatus> = watch
        .pods_of(workload.name)
        .iter()
        .map(|pod| replica(workload, pod))
        .collect();
    let ready = replicas.iter().filter(|replica| replica.ready).count();
    WorkloadStatus {
        name: workload.name.to_owned(),
        desired: desired
            .replicas
            .get(workload.name)
            .copied()
            .unwrap_or_default(),
        ready: u32::try_from(ready).unwrap_or(u32::MAX),
        replicas,
        settings: desired
            .settings
            .get(workload.name)
            .cloned()
            .unwrap_or_default(),
    }
}

fn replica(workload: &Workload, pod: &Pod) -> ReplicaStatus {
    let container = container(workload, pod);
    let state = container.and_then(|container| container.state.as_ref());
    let running = state.and_then(|state| state.running.as_ref());
    ReplicaStatus {
        name: pod.metadata.name.clone().unwrap_or_default(),
        pid: None,
        ready: is_ready(pod),
        restarts: container.map_or(0, |container| {
            u32::try_from(container.restart_count).unwrap_or_default()
        }),
        last_exit: container.and_then(last_exit),
        started_at: running.and_then(|running| time(&running.started_at.as_ref()?.0.to_string())),
        port: matches!(workload.program, Program::Service(_)).then_some(PORT),
    }
}

fn time(text: &str) -> Option<DateTime<Utc>> {
    text.parse().ok()
}

fn container<'a>(workload: &Workload, pod: &'a Pod) -> Option<&'a ContainerStatus> {
    let all = pod.status.as_ref()?.container_statuses.as_ref()?;
    all.iter().find(|container| container.name == workload.name)
}

/// How the container last ended, in the words of a process.
fn last_exit(container: &ContainerStatus) -> Option<String> {
    let ended = container.last_state.as_ref()?.terminated.as_ref()?;
    Some(match (ended.reason.as_deref(), ended.exit_code) {
        (Some("OOMKilled"), _) => "out of memory".to_owned(),
        // A shell's way to say which signal it was.
        (_, code @ 129..160) => format!("signal {}", code - 128),
        (_, code) => format!("exit {code}"),
    })
}

/// Whether a pod serves: it is ready and does not end.
pub(crate) fn is_ready(pod: &Pod) -> bool {
    let conditions = pod
        .status
        .as_ref()
        .and_then(|status| status.conditions.as_ref());
    let ready = conditions
        .into_iter()
        .flatten()
        .any(|condition| condition.type_ == "Ready" && condition.status == "True");
    ready && pod.metadata.deletion_timestamp.is_none()
}

/// How many replicas a Deployment is asked to have.
pub(crate) fn replicas(deployment: &Deployment) -> Option<u32> {
    deployment
        .spec
        .as_ref()?
        .replicas
        .and_then(|replicas| u32::try_from(replicas).ok())
}

/// The settings that somebody set over the ConfigMap: variables of the container itself.
pub(crate) fn settings(workload: &Workload, deployment: &Deployment) -> BTreeMap<String, String> {
    let containers = deployment
        .spec
        .iter()
        .filter_map(|spec| spec.template.spec.as_ref())
        .flat_map(|pod| &pod.containers);
    containers
        .filter(|container| container.name == workload.name)
        .flat_map(|container| container.env.iter().flatten())
        .filter(|variable| {
            workload
                .settings
                .iter()
                .any(|(key, _)| *key == variable.name)
        })
        .filter_map(|variable| Some((variable.name.clone(), variable.value.clone()?)))
        .collect()
}

/// Whether every replica is of the newest template and serves, as `kubectl rollout status` sees it.
pub(crate) fn is_rolled_out(deployment: &Deployment) -> bool {
    let wanted = deployment
        .spec
        .as_ref()
        .and_then(|spec| spec.replicas)
        .unwrap_or(1);
    let Some(status) = &deployment.status else {
        return false;
    };
    let count = |number: Option<i32>| number.unwrap_or_default();
    status.observed_generation >= deployment.metadata.generation
        && count(status.updated_replicas) == wanted
        && count(status.replicas) == wanted
        && count(status.available_replicas) == wanted
}
