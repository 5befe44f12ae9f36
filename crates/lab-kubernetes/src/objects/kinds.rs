//! What kinds of objects a cluster has.

use k8s_openapi::api::core::v1::Event;
use kube::api::{DynamicObject, TypeMeta};
use kube::discovery::{ApiCapabilities, ApiResource, Discovery, Scope};
use kube::{Api, Client};
use lab_managed::LabError;
use lab_managed::objects::ObjectEvent;

use crate::plane::refused;

/// Every kind of a cluster, as it was when it was asked.
pub(crate) struct Kinds(Vec<(ApiResource, ApiCapabilities)>);

impl Kinds {
    /// Asks a cluster.
    pub(crate) async fn of(client: &Client) -> Result<Self, LabError> {
        let found = Discovery::new(client.clone())
            .run_aggregated()
            .await
            .map_err(refused)?;
        let mut all: Vec<_> = found
            .groups_alphabetical()
            .into_iter()
            .flat_map(kube::discovery::ApiGroup::recommended_resources)
            .collect();
        // Of two kinds with one name, such as the events of two groups, `kubectl` takes the core group's.
        all.sort_by_key(|(resource, _)| !resource.group.is_empty());
        Ok(Self(all))
    }

    /// The objects of a kind, in `namespace` where the kind has one.
    pub(crate) fn api(
        &self,
        client: &Client,
        namespace: &str,
        kind: &str,
    ) -> Result<Api<DynamicObject>, LabError> {
        let (resource, capabilities) = self.find(kind)?;
        Ok(match capabilities.scope {
            Scope::Namespaced => Api::namespaced_with(client.clone(), namespace, resource),
            Scope::Cluster => Api::all_with(client.clone(), resource),
        })
    }

    /// A kind and its API's version, as manifests write them.
    pub(crate) fn types(&self, kind: &str) -> Result<TypeMeta, LabError> {
        let (resource, _) = self.find(kind)?;
        Ok(TypeMeta {
            api_version: resource.api_version.clone(),
            kind: resource.kind.clone(),
        })
    }

    fn find(&self, kind: &str) -> Result<&(ApiResource, ApiCapabilities), LabError> {
        let found = self
            .0
            .iter()
            .find(|(resource, _)| resource.kind.eq_ignore_ascii_case(kind));
        found.ok_or_else(|| refused(format!("the cluster has no kind {kind}")))
    }
}

/// An event with what a drill asks of it; none for one without a time.
pub(crate) fn event(event: Event) -> Option<ObjectEvent> {
    let series = event.series.and_then(|series| series.last_observed_time);
    let at = series
        .map(|time| time.0)
        .or(event.last_timestamp.map(|time| time.0))
        .or(event.event_time.map(|time| time.0))?;
    Some(ObjectEvent {
        reason: event.reason.unwrap_or_default(),
        message: event.message.unwrap_or_default(),
        at: at.to_string().parse().ok()?,
    })
}
