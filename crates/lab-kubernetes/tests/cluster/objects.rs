//! What drills do to a cluster, done to a real one and taken back.

use std::collections::BTreeMap;
use std::future::Future;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::time::Duration;

use drill_core::object::ObjectName;
use embedded_kubernetes::api::client;
use futures::FutureExt as _;
use lab_kubernetes::objects::ClusterObjects;
use lab_managed::Objects;
use lab_managed::compute::wait_until;
use lab_managed::objects::Snapshot;
use serde_json::{Value, json};

use crate::kit::Lab;

const LIMIT: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(100);

fn object(text: &str) -> ObjectName {
    ObjectName::try_from(text.to_owned()).unwrap()
}

/// The lab's objects as drills see them, and as they were; the test gets them and may do anything.
async fn changed_and_restored<F: Future<Output = ()>>(
    beside: &[&str],
    change: impl FnOnce(Lab, ClusterObjects) -> F,
) {
    let open = || async {
        let lab = Lab::from_environment();
        let client = client(&lab.access.kubeconfig).await.unwrap();
        let objects = ClusterObjects::new(client, lab.namespace.clone(), BTreeMap::new(), true);
        (lab, objects)
    };
    let beside: Vec<ObjectName> = beside.iter().map(|name| object(name)).collect();
    let (lab, objects) = open().await;
    let before = objects.snapshot(&beside).await.unwrap();
    // What a failing test did is taken back too: the next one uses the same nodes.
    let outcome = AssertUnwindSafe(change(lab, objects)).catch_unwind().await;
    let (_, objects) = open().await;
    objects.restore(&before).await.unwrap();
    // Twice is safe.
    objects.restore(&before).await.unwrap();
    let after = objects.snapshot(&beside).await.unwrap();
    let (after, before) = (configured(&after), configured(&before));
    // By name alone: Secrets are among them, and this is printed.
    let differing: Vec<&String> = after
        .keys()
        .chain(before.keys())
        .filter(|name| after.get(*name) != before.get(*name))
        .collect();
    assert!(differing.is_empty(), "not as before: {differing:?}");
    if let Err(panic) = outcome {
        resume_unwind(panic);
    }
}

/// What a snapshot says, without what the API server and controllers keep.
fn configured(snapshot: &Snapshot) -> BTreeMap<String, Value> {
    let beside = snapshot
        .beside
        .iter()
        .map(|(name, value)| (name, value.clone().unwrap_or_default()));
    let namespace = snapshot
        .namespace
        .iter()
        .map(|(name, value)| (name, value.clone()));
    namespace
        .chain(beside)
        .map(|(name, mut value)| {
            if let Some(fields) = value.as_object_mut() {
                fields.remove("status");
                fields.remove("metadata");
            }
            (name.to_string(), value)
        })
        .collect()
}

/// Waits until the cluster reports an event.
async fn until_event(objects: &ClusterObjects, about: &str, reason: &str) {
    let seen = wait_until(reason, LIMIT, POLL, || async {
        let events = objects.events(&object(about)).await.unwrap();
        if events.iter().any(|event| event.reason == reason) {
            return Ok(());
        }
        Err(format!("{about}: {events:?}"))
    });
    seen.await.unwrap();
}

#[tokio::test]
async fn a_service_is_patched_deleted_and_asked() {
    changed_and_restored(&[], |_, objects| async move {
        let service = object("service/order");
        assert_eq!(objects.get_through("order", "/livez").await.unwrap(), 200);
        let change = json!({ "spec": { "selector": { "app.kubernetes.io/name": "nobody" } } });
        objects.patch(&service, &change).await.unwrap();
        let empty = wait_until("no endpoints", LIMIT, POLL, || async {
            match objects.get_through("order", "/livez").await.unwrap() {
                503 => Ok(()),
                status => Err(status.to_string()),
            }
        });
        empty.await.unwrap();
        objects.delete(&service).await.unwrap();
        assert_eq!(objects.read(&service).await.unwrap(), None);
        assert_eq!(objects.get_through("order", "/livez").await.unwrap(), 404);
    })
    .await;
}

#[tokio::test]
async fn a_release_that_can_not_be_pulled_is_reported_and_rolled_back() {
    changed_and_restored(&[], |_, objects| async move {
        let containers = json!([{ "name": "order", "image": "firedrill.local/shop-order:none" }]);
        let change = json!({ "spec": { "template": { "spec": { "containers": containers } } } });
        objects
            .patch(&object("deployment/order"), &change)
            .await
            .unwrap();
        until_event(&objects, "pod/order-", "Failed").await;
    })
    .await;
}

#[tokio::test]
async fn a_quota_keeps_a_deployment_short() {
    changed_and_restored(&[], |lab, objects| async move {
        let quota = json!({
            "apiVersion": "v1",
            "kind": "ResourceQuota",
            "metadata": { "name": "cap" },
            "spec": { "hard": { "pods": "1" } },
        });
        objects.apply(&quota).await.unwrap();
        let namespaced = format!("--namespace={}", lab.namespace);
        lab.kubectl(
            &["scale", &namespaced, "deployment/catalog", "--replicas=4"],
            "",
        );
        until_event(&objects, "replicaset/catalog-", "FailedCreate").await;
    })
    .await;
}

#[tokio::test]
async fn a_node_is_cordoned_and_tainted() {
    changed_and_restored(&["node/node-1", "node/node-2"], |lab, objects| async move {
        let cordon = json!({ "spec": { "unschedulable": true } });
        objects
            .patch(&object("node/node-1"), &cordon)
            .await
            .unwrap();
        let taints = json!([{ "key": "drill", "value": "yes", "effect": "NoSchedule" }]);
        let taint = json!({ "spec": { "taints": taints } });
        objects.patch(&object("node/node-2"), &taint).await.unwrap();
        let namespaced = format!("--namespace={}", lab.namespace);
        lab.kubectl(
            &["scale", &namespaced, "deployment/catalog", "--replicas=3"],
            "",
        );
        until_event(&objects, "pod/catalog-", "FailedScheduling").await;
    })
    .await;
}

#[tokio::test]
async fn other_labs_are_known() {
    changed_and_restored(&[], |_, objects| async move {
        let others = objects.others().await.unwrap();
        assert!(others.embedded);
        assert_eq!(others.labs, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn a_restart_alone_is_left_as_it_is() {
    let lab = Lab::from_environment();
    let namespaced = format!("--namespace={}", lab.namespace);
    let client = client(&lab.access.kubeconfig).await.unwrap();
    let objects = ClusterObjects::new(client, lab.namespace.clone(), BTreeMap::new(), true);
    let before = objects.snapshot(&[]).await.unwrap();
    lab.kubectl(&["rollout", "restart", &namespaced, "deployment/order"], "");
    let generation = async || {
        let deployment = objects.read(&object("deployment/order")).await.unwrap();
        deployment.unwrap()["metadata"]["generation"].clone()
    };
    let restarted = generation().await;
    objects.restore(&before).await.unwrap();
    assert_eq!(generation().await, restarted);
}
