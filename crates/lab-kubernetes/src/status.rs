//! Deployments and pods as a lab's status.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};

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
    WorkloadStatus::new(workload.name, replicas, desired)
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
        address: address(pod).filter(|_| matches!(workload.program, Program::Service(_))),
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

/// Where a pod listens, if it is a service's.
pub(crate) fn address(pod: &Pod) -> Option<SocketAddr> {
    let address: IpAddr = pod.status.as_ref()?.pod_ip.as_ref()?.parse().ok()?;
    Some(SocketAddr::new(address, PORT))
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

/// Whether every container of a pod ended as it should.
pub(crate) fn has_succeeded(pod: &Pod) -> bool {
    phase(pod) == Some("Succeeded")
}

/// Whether every container of a pod ended, and none is started again.
pub(crate) fn is_over(pod: &Pod) -> bool {
    matches!(phase(pod), Some("Succeeded" | "Failed"))
}

fn phase(pod: &Pod) -> Option<&str> {
    pod.status.as_ref()?.phase.as_deref()
}

/// Why a pod does not run or does not serve, in the words of whoever keeps it from that: the scheduler, the kubelet, or
/// the way its container last ended.
pub(crate) fn obstacle(pod: &Pod) -> String {
    let Some(status) = &pod.status else {
        return "not scheduled yet".to_owned();
    };
    let said = |reason: Option<&String>, message: Option<&String>| {
        let words: Vec<&str> = reason
            .into_iter()
            .chain(message)
            .map(String::as_str)
            .collect();
        (!words.is_empty()).then(|| words.join(": "))
    };
    let refused = status.conditions.iter().flatten().find_map(|condition| {
        let is = condition.type_ == "PodScheduled" && condition.status == "False";
        is.then(|| said(condition.reason.as_ref(), condition.message.as_ref()))?
    });
    let init = status.init_container_statuses.iter().flatten();
    let held = init
        .chain(status.container_statuses.iter().flatten())
        .find_map(|container| {
            if let Some(words) = last_exit(container) {
                return Some(format!("{} ended: {words}", container.name));
            }
            let waiting = container.state.as_ref()?.waiting.as_ref()?;
            said(waiting.reason.as_ref(), waiting.message.as_ref())
        });
    refused
        .or(held)
        .unwrap_or_else(|| "it runs, and its readiness probe has not passed".to_owned())
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
        .filter(|variable| workload.settings().any(|(key, _)| key == variable.name))
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

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use lab_managed::topology;
    use rstest::rstest;
    use serde_json::{Value, json};

    fn pod(status: Value) -> Pod {
        serde_json::from_value(json!({ "metadata": { "name": "order-a-b" }, "status": status }))
            .unwrap()
    }

    #[rstest]
    #[case::asked(json!({ "exitCode": 0, "reason": "Completed" }), "exit 0")]
    #[case::failed(json!({ "exitCode": 1, "reason": "Error" }), "exit 1")]
    #[case::killed(json!({ "exitCode": 137, "reason": "Error" }), "signal 9")]
    #[case::out_of_memory(json!({ "exitCode": 137, "reason": "OOMKilled" }), "out of memory")]
    fn how_a_container_ended_is_said_as_of_a_process(#[case] ended: Value, #[case] words: &str) {
        let pod = pod(json!({ "containerStatuses": [{
            "name": "order", "image": "", "imageID": "", "ready": true, "restartCount": 2,
            "lastState": { "terminated": ended },
        }] }));
        let replica = replica(topology::workload("order").unwrap(), &pod);
        assert_eq!(replica.last_exit.as_deref(), Some(words));
        assert_eq!(replica.restarts, 2);
    }

    #[rstest]
    #[case::no_node(
        json!({ "conditions": [{ "type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": "0/2 nodes are available" }] }),
        "Unschedulable: 0/2 nodes are available"
    )]
    #[case::no_image(
        json!({ "containerStatuses": [{ "name": "order", "image": "", "imageID": "", "ready": false, "restartCount": 0,
            "state": { "waiting": { "reason": "ImagePullBackOff", "message": "not found" } } }] }),
        "ImagePullBackOff: not found"
    )]
    #[case::ends(
        json!({ "containerStatuses": [{ "name": "order", "image": "", "imageID": "", "ready": false, "restartCount": 3,
            "state": { "waiting": { "reason": "CrashLoopBackOff" } },
            "lastState": { "terminated": { "exitCode": 1, "reason": "Error" } } }] }),
        "order ended: exit 1"
    )]
    #[case::not_ready(json!({ "phase": "Running" }), "it runs, and its readiness probe has not passed")]
    fn what_holds_a_pod_up_is_said(#[case] status: Value, #[case] words: &str) {
        assert_eq!(obstacle(&pod(status)), words);
    }

    #[test]
    fn a_pod_that_ends_does_not_serve_although_it_is_ready() {
        let ready = json!({ "conditions": [{ "type": "Ready", "status": "True" }] });
        assert!(is_ready(&pod(ready.clone())));
        let ending = json!({
            "metadata": { "name": "order-a-b", "deletionTimestamp": "2026-11-27T00:00:00Z" },
            "status": ready,
        });
        assert!(!is_ready(&serde_json::from_value(ending).unwrap()));
    }

    #[rstest]
    #[case::done(json!({ "observedGeneration": 2, "replicas": 2, "updatedReplicas": 2, "availableReplicas": 2 }), true)]
    #[case::not_seen_yet(json!({ "observedGeneration": 1, "replicas": 2, "updatedReplicas": 2, "availableReplicas": 2 }), false)]
    #[case::an_old_pod_is_left(json!({ "observedGeneration": 2, "replicas": 3, "updatedReplicas": 2, "availableReplicas": 3 }), false)]
    #[case::a_new_one_is_not_ready(json!({ "observedGeneration": 2, "replicas": 2, "updatedReplicas": 2, "availableReplicas": 1 }), false)]
    fn a_rollout_is_done_when_all_are_new_and_serve(#[case] status: Value, #[case] done: bool) {
        let deployment = json!({
            "metadata": { "generation": 2 },
            "spec": { "replicas": 2, "selector": {}, "template": {} },
            "status": status,
        });
        let deployment: Deployment = serde_json::from_value(deployment).unwrap();
        assert_eq!(is_rolled_out(&deployment), done);
    }

    #[test]
    fn only_what_a_workload_may_be_set_counts_as_a_setting() {
        let deployment = json!({ "metadata": {}, "spec": { "selector": {}, "template": { "spec": { "containers": [{
            "name": "order",
            "env": [
                { "name": "DB_POOL_MAX", "value": "2" },
                { "name": "REQUEST_TIMEOUT_MS", "value": "500" },
                { "name": "OTEL_EXPORTER_OTLP_ENDPOINT", "value": "http://collector:4318" },
                { "name": "LISTEN_ADDR", "value": "0.0.0.0:8080" },
            ],
        }] } } } });
        let deployment: Deployment = serde_json::from_value(deployment).unwrap();
        let settings = settings(topology::workload("order").unwrap(), &deployment);
        assert_eq!(
            settings,
            BTreeMap::from(
                [
                    ("DB_POOL_MAX", "2"),
                    ("REQUEST_TIMEOUT_MS", "500"),
                    ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318"),
                ]
                .map(|(key, value)| (key.to_owned(), value.to_owned()))
            )
        );
    }
}
