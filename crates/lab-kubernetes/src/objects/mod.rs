//! The objects of a lab's cluster, for drills.

mod before;
mod kinds;

use std::collections::BTreeSet;

use async_trait::async_trait;
use drill_core::object::ObjectName;
use futures::future::try_join_all;
use http_body_util::BodyExt as _;
use k8s_openapi::api::core::v1::{Event, Namespace};
use kube::api::{DeleteParams, DynamicObject, ListParams, Patch, PatchParams, PostParams};
use kube::{Api, Client, ResourceExt as _};
use lab_managed::LabError;
use lab_managed::objects::{ObjectEvent, Objects, Others, Snapshot};
use serde_json::Value;
use tokio::sync::OnceCell;

use self::kinds::Kinds;
use crate::images::{Names, with_tags};
use crate::plane::refused;

/// Who changes what a drill breaks. What firedrill itself applies has another name, and the fault's shall not be one
/// that tells it apart from what people do.
const MANAGER: &str = "kubectl";

/// How often an object may have been changed by somebody else while it is put back.
const CONFLICTS: u32 = 20;

/// Kinds that people configure. What controllers make of them is not among them.
const CONFIGURED: [&str; 15] = [
    "configmap",
    "cronjob",
    "daemonset",
    "deployment",
    "horizontalpodautoscaler",
    "ingress",
    "limitrange",
    "networkpolicy",
    "poddisruptionbudget",
    "resourcequota",
    "role",
    "rolebinding",
    "secret",
    "service",
    "serviceaccount",
];

/// The objects of one lab.
pub struct ClusterObjects {
    client: Client,
    namespace: String,
    images: Names,
    /// Whether the cluster is there for labs alone.
    embedded: bool,
    /// What kinds of objects the cluster has, once somebody asked.
    kinds: OnceCell<Kinds>,
}

impl ClusterObjects {
    /// Those of a namespace, whose images have these names; `embedded` says whether the cluster is the one of this machine.
    #[must_use]
    pub fn new(client: Client, namespace: String, images: Names, embedded: bool) -> Self {
        Self {
            client,
            namespace,
            images,
            embedded,
            kinds: OnceCell::new(),
        }
    }

    async fn kinds(&self) -> Result<&Kinds, LabError> {
        self.kinds.get_or_try_init(|| Kinds::of(&self.client)).await
    }

    async fn api(&self, kind: &str) -> Result<Api<DynamicObject>, LabError> {
        self.kinds().await?.api(&self.client, &self.namespace, kind)
    }

    /// The objects of the lab's namespace that people configure.
    async fn configured(&self) -> Result<Vec<(ObjectName, Value)>, LabError> {
        let lists = CONFIGURED.iter().map(|kind| async move {
            let all = self.api(kind).await?.list(&ListParams::default()).await;
            let all = all.map_err(refused)?;
            let types = self.kinds().await?.types(kind)?;
            all.items
                .into_iter()
                .map(|mut object| {
                    // A list says it once for all. Without it, none would be what it is when it is read alone.
                    object.types = Some(types.clone());
                    let name = ObjectName::new(*kind, object.name_any());
                    Ok((name, as_json(&object)?))
                })
                .collect::<Result<Vec<_>, LabError>>()
        });
        let all = try_join_all(lists).await?.into_iter().flatten();
        Ok(all.filter(|(_, object)| !before::is_made(object)).collect())
    }

    /// Makes one object what it was.
    async fn put_back(&self, name: &ObjectName, before: Option<&Value>) -> Result<(), LabError> {
        let Some(before) = before else {
            return self.delete(name).await;
        };
        let mut conflicts = 0;
        loop {
            match self.replace(name, before).await? {
                Replaced::Done => return Ok(()),
                Replaced::Conflict if conflicts < CONFLICTS => conflicts += 1,
                Replaced::Conflict => return Err(refused(format!("{name} changes all the time"))),
            }
        }
    }

    async fn replace(&self, name: &ObjectName, before: &Value) -> Result<Replaced, LabError> {
        let api = self.api(&name.kind).await?;
        if let Some(now) = self.read(name).await? {
            if before::same(&now, before) {
                return Ok(Replaced::Done);
            }
            let object = of_json(before::replacement(&now, before))?;
            match api
                .replace(&name.name, &PostParams::default(), &object)
                .await
            {
                Ok(_) => return Ok(Replaced::Done),
                // A controller or a kubelet wrote its status meanwhile.
                Err(kube::Error::Api(status)) if status.code == 409 => {
                    return Ok(Replaced::Conflict);
                }
                // Somebody deleted it and made another of its name, with other values where none can be changed.
                Err(kube::Error::Api(status)) if status.code == 422 => self.delete(name).await?,
                Err(error) => return Err(refused(error)),
            }
        }
        let object = of_json(before::tidy(before))?;
        match api.create(&PostParams::default(), &object).await {
            Ok(_) => Ok(Replaced::Done),
            // The one that was deleted is not gone yet.
            Err(kube::Error::Api(status)) if status.code == 409 => Ok(Replaced::Conflict),
            Err(error) => Err(refused(error)),
        }
    }
}

/// What became of an attempt to replace an object.
enum Replaced {
    Done,
    Conflict,
}

#[async_trait]
impl Objects for ClusterObjects {
    async fn read(&self, object: &ObjectName) -> Result<Option<Value>, LabError> {
        let found = self.api(&object.kind).await?.get_opt(&object.name).await;
        found.map_err(refused)?.as_ref().map(as_json).transpose()
    }

    async fn patch(&self, object: &ObjectName, change: &Value) -> Result<(), LabError> {
        let api = self.api(&object.kind).await?;
        let params = PatchParams {
            field_manager: Some(MANAGER.into()),
            ..PatchParams::default()
        };
        let change = with_tags(change, &self.images);
        match api
            .patch(&object.name, &params, &Patch::Strategic(&change))
            .await
        {
            Ok(_) => Ok(()),
            // Kinds that were added to the cluster know no strategic merge.
            Err(kube::Error::Api(status)) if status.code == 415 => {
                let change = Patch::Merge(&change);
                let merged = api.patch(&object.name, &params, &change).await;
                merged.map(drop).map_err(refused)
            }
            Err(error) => Err(refused(error)),
        }
    }

    async fn apply(&self, manifest: &Value) -> Result<(), LabError> {
        let name = ObjectName::of_manifest(manifest)
            .ok_or_else(|| refused("a manifest without kind and name"))?;
        let manifest = with_tags(manifest, &self.images);
        let params = PatchParams::apply(MANAGER).force();
        let api = self.api(&name.kind).await?;
        let applied = api
            .patch(&name.name, &params, &Patch::Apply(&manifest))
            .await;
        applied.map(drop).map_err(refused)
    }

    async fn delete(&self, object: &ObjectName) -> Result<(), LabError> {
        let api = self.api(&object.kind).await?;
        match api.delete(&object.name, &DeleteParams::default()).await {
            Ok(_) => Ok(()),
            Err(kube::Error::Api(status)) if status.code == 404 => Ok(()),
            Err(error) => Err(refused(error)),
        }
    }

    async fn snapshot(&self, beside: &[ObjectName]) -> Result<Snapshot, LabError> {
        let mut snapshot = Snapshot {
            namespace: self.configured().await?.into_iter().collect(),
            ..Snapshot::default()
        };
        for name in beside {
            if !CONFIGURED.contains(&&*name.kind) {
                let found = self.read(name).await?;
                snapshot.beside.insert(name.clone(), found);
            }
        }
        Ok(snapshot)
    }

    async fn restore(&self, snapshot: &Snapshot) -> Result<(), LabError> {
        let mut outcome = Ok(());
        for (name, before) in &snapshot.beside {
            let done = self.put_back(name, before.as_ref()).await;
            outcome = outcome.and(done);
        }
        let now: BTreeSet<ObjectName> = self
            .configured()
            .await?
            .into_iter()
            .map(|(name, _)| name)
            .collect();
        for name in now
            .iter()
            .filter(|name| !snapshot.namespace.contains_key(*name))
        {
            let done = self.delete(name).await;
            outcome = outcome.and(done);
        }
        for (name, before) in &snapshot.namespace {
            let done = self.put_back(name, Some(before)).await;
            outcome = outcome.and(done);
        }
        outcome
    }

    async fn events(&self, object: &ObjectName) -> Result<Vec<ObjectEvent>, LabError> {
        let kind = self.kinds().await?.types(&object.kind)?.kind;
        let about = ListParams::default().fields(&format!("involvedObject.kind={kind}"));
        let api: Api<Event> = Api::namespaced(self.client.clone(), &self.namespace);
        let found = api.list(&about).await.map_err(refused)?;
        let is_it = |name: &str| match object.name.strip_suffix('-') {
            Some(_) => name.starts_with(&object.name),
            None => name == object.name,
        };
        let mut events: Vec<ObjectEvent> = found
            .items
            .into_iter()
            .filter(|event| event.involved_object.name.as_deref().is_some_and(is_it))
            .filter_map(kinds::event)
            .collect();
        events.sort_by_key(|event| event.at);
        Ok(events)
    }

    async fn get_through(&self, service: &str, path: &str) -> Result<u16, LabError> {
        let namespace = &self.namespace;
        let url = format!("/api/v1/namespaces/{namespace}/services/{service}:http/proxy{path}");
        let request = http::Request::get(url)
            .body(kube::client::Body::empty())
            .map_err(refused)?;
        let answer = self.client.send(request).await.map_err(refused)?;
        let status = answer.status().as_u16();
        // A body that nobody reads keeps the connection from others.
        answer.into_body().collect().await.map_err(refused)?;
        Ok(status)
    }

    async fn others(&self) -> Result<Others, LabError> {
        let api: Api<Namespace> = Api::all(self.client.clone());
        let ours = ListParams::default().labels("app.kubernetes.io/managed-by=firedrill");
        let labs = api.list(&ours).await.map_err(refused)?;
        let labs = labs
            .items
            .into_iter()
            .filter(|namespace| namespace.name_any() != self.namespace)
            .map(|namespace| {
                let label = namespace.labels().get("firedrill.dev/lab").cloned();
                label.unwrap_or_else(|| namespace.name_any())
            });
        Ok(Others {
            embedded: self.embedded,
            labs: labs.collect(),
        })
    }
}

fn as_json(object: &DynamicObject) -> Result<Value, LabError> {
    serde_json::to_value(object).map_err(refused)
}

fn of_json(object: Value) -> Result<DynamicObject, LabError> {
    serde_json::from_value(object).map_err(refused)
}
