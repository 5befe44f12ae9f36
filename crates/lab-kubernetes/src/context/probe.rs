//! The last look before a lab is made: a pod that pulls an image from the registry and logs in to the lab's PostgreSQL at
//! the address of this machine. It has a namespace of its own, which goes again.

use std::collections::BTreeMap;
use std::time::Duration;

use k8s_openapi::api::core::v1::{Namespace, Pod, Secret, ServiceAccount};
use kube::api::{DeleteParams, LogParams, PostParams};
use kube::{Api, Client};
use lab_managed::LabError;
use lab_managed::compute::wait_until;
use serde_json::json;

use crate::plane::refused;
use crate::status::{has_succeeded, obstacle};
use crate::target::{ID, is_of};

/// How long the pod may take, its image included.
const LIMIT: Duration = Duration::from_secs(120);
/// How long a namespace may take to be ready for pods, or to be gone.
const NAMESPACE_LIMIT: Duration = Duration::from_secs(60);
const POLL: Duration = Duration::from_millis(200);
const POD: &str = "probe";

/// The namespace of a lab's probe.
pub(crate) fn namespace(lab: &str) -> String {
    format!("firedrill-probe-{lab}")
}

/// What a probe tries.
pub(crate) struct Probe<'a> {
    pub(crate) client: &'a Client,
    pub(crate) lab: &'a str,
    /// Whose the namespace is.
    pub(crate) id: &'a str,
    pub(crate) registry: &'a str,
    /// An image with `psql`.
    pub(crate) image: &'a str,
    /// Where pods shall reach this machine.
    pub(crate) address: String,
    /// The database there.
    pub(crate) url: String,
}

impl Probe<'_> {
    /// Runs it, and takes its namespace away whatever came of it.
    ///
    /// # Errors
    /// When the image can't be pulled, the address can't be reached, or no pod starts: each an error of its own.
    pub(crate) async fn run(&self) -> Result<(), LabError> {
        remove(self.client, self.lab, self.id).await?;
        let outcome = self.tried().await;
        let removed = remove(self.client, self.lab, self.id).await;
        outcome.and(removed)
    }

    async fn tried(&self) -> Result<(), LabError> {
        let namespace = namespace(self.lab);
        self.make(&namespace).await?;
        let pods: Api<Pod> = Api::namespaced(self.client.clone(), &namespace);
        let began = tokio::time::Instant::now();
        loop {
            let pod = pods.get(POD).await.map_err(refused)?;
            if has_succeeded(&pod) {
                return Ok(());
            }
            if let Some(reason) = not_pulled(&pod) {
                return Err(LabError::NoPull {
                    registry: self.registry.to_owned(),
                    image: self.image.to_owned(),
                    reason,
                });
            }
            let phase = pod
                .status
                .as_ref()
                .and_then(|status| status.phase.as_deref());
            if phase == Some("Failed") {
                let said = pods.logs(POD, &LogParams::default()).await;
                return Err(LabError::NoWay {
                    address: self.address.clone(),
                    reason: said.map_err(refused)?.trim().to_owned(),
                });
            }
            if began.elapsed() > LIMIT {
                return Err(LabError::NotReady {
                    what: format!("{namespace}/{POD}"),
                    waited: LIMIT,
                    last: obstacle(&pod),
                });
            }
            tokio::time::sleep(POLL).await;
        }
    }

    async fn make(&self, namespace: &str) -> Result<(), LabError> {
        let params = PostParams::default();
        let all: Api<Namespace> = Api::all(self.client.clone());
        let object = object(json!({
            "metadata": {
                "name": namespace,
                "labels": { "pod-security.kubernetes.io/enforce": "restricted" },
                "annotations": { ID: self.id },
            },
        }))?;
        all.create(&params, &object).await.map_err(refused)?;
        // No pod is let in before.
        let accounts: Api<ServiceAccount> = Api::namespaced(self.client.clone(), namespace);
        wait_until(
            "the account of the probe",
            NAMESPACE_LIMIT,
            POLL,
            || async {
                match accounts.get_opt("default").await {
                    Ok(Some(_)) => Ok(()),
                    Ok(None) => Err("the namespace has none yet".to_owned()),
                    Err(error) => Err(error.to_string()),
                }
            },
        )
        .await?;
        let secrets: Api<Secret> = Api::namespaced(self.client.clone(), namespace);
        let secret = Secret {
            string_data: Some(BTreeMap::from([("url".to_owned(), self.url.clone())])),
            ..self::object(json!({ "metadata": { "name": POD } }))?
        };
        secrets.create(&params, &secret).await.map_err(refused)?;
        let pods: Api<Pod> = Api::namespaced(self.client.clone(), namespace);
        pods.create(&params, &self.pod()?).await.map_err(refused)?;
        Ok(())
    }

    fn pod(&self) -> Result<Pod, LabError> {
        object(json!({
            "metadata": { "name": POD },
            "spec": {
                "restartPolicy": "Never",
                "automountServiceAccountToken": false,
                "terminationGracePeriodSeconds": 0,
                "securityContext": {
                    "runAsNonRoot": true,
                    "runAsUser": 65532,
                    "seccompProfile": { "type": "RuntimeDefault" },
                },
                "containers": [{
                    "name": POD,
                    "image": self.image,
                    // Whatever is on the nodes already: this is about the registry.
                    "imagePullPolicy": "Always",
                    "command": ["/bin/sh", "-c", "exec psql --no-password \"$DATABASE_URL\" --command='select 1' 2>&1"],
                    "env": [
                        { "name": "PGCONNECT_TIMEOUT", "value": "10" },
                        { "name": "DATABASE_URL", "valueFrom": { "secretKeyRef": { "name": POD, "key": "url" } } },
                    ],
                    "resources": { "limits": { "memory": "64Mi" }, "requests": { "cpu": "10m", "memory": "64Mi" } },
                    "securityContext": { "allowPrivilegeEscalation": false, "capabilities": { "drop": ["ALL"] } },
                }],
            },
        }))
    }
}

/// Takes the namespace of a lab's probe away, and waits until it is gone. One that is not this lab's is not touched.
pub(crate) async fn remove(client: &Client, lab: &str, id: &str) -> Result<(), LabError> {
    let name = namespace(lab);
    let all: Api<Namespace> = Api::all(client.clone());
    match all.get_opt(&name).await.map_err(refused)? {
        None => return Ok(()),
        Some(found) if !is_of(&found, id) => return Ok(()),
        Some(_) => {}
    }
    // A namespace is looked at again only much later where that finds pods.
    let pods: Api<Pod> = Api::namespaced(client.clone(), &name);
    let at_once = DeleteParams::default().grace_period(0);
    let _ = pods.delete(POD, &at_once).await;
    match all.delete(&name, &DeleteParams::default()).await {
        Ok(_) => {}
        Err(kube::Error::Api(status)) if matches!(status.code, 404 | 409) => {}
        Err(error) => return Err(refused(error)),
    }
    wait_until(&name, NAMESPACE_LIMIT, POLL, || async {
        match all.get_opt(&name).await {
            Ok(None) => Ok(()),
            Ok(Some(_)) => Err("it is not gone yet".to_owned()),
            Err(error) => Err(error.to_string()),
        }
    })
    .await
}

/// Why the image could not be pulled, in the words of the node.
fn not_pulled(pod: &Pod) -> Option<String> {
    let containers = pod.status.as_ref()?.container_statuses.iter().flatten();
    containers
        .filter_map(|container| container.state.as_ref()?.waiting.as_ref())
        .find(|waiting| {
            let reason = waiting.reason.as_deref().unwrap_or_default();
            ["ErrImagePull", "ImagePullBackOff", "InvalidImageName"].contains(&reason)
        })
        .map(|waiting| {
            let (reason, message) = (&waiting.reason, &waiting.message);
            message.clone().or(reason.clone()).unwrap_or_default()
        })
}

fn object<T: serde::de::DeserializeOwned>(value: serde_json::Value) -> Result<T, LabError> {
    serde_json::from_value(value).map_err(refused)
}
