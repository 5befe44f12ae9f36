//! What is looked at before anything is made on a cluster that is somebody's. Nothing is changed.

use std::path::{Path, PathBuf};
use std::time::Duration;

use k8s_openapi::api::authorization::v1::{
    ResourceAttributes, SelfSubjectAccessReview, SelfSubjectAccessReviewSpec,
};
use k8s_openapi::api::core::v1::{Namespace, Node};
use k8s_openapi::api::storage::v1::StorageClass;
use kube::api::{ListParams, PostParams};
use kube::{Api, Client, ResourceExt as _};
use lab_managed::programs::locate;
use lab_managed::{LabDir, LabError};

use super::Place;
use crate::kubectl;

/// How long the API server may take to answer.
pub(super) const LIMIT: Duration = Duration::from_secs(5);

/// The first version whose autoscalers have a tolerance of their own.
const WITH_TOLERANCE: u32 = 35;

/// What marks the class that a claim without one gets.
const DEFAULT_CLASS: &str = "storageclass.kubernetes.io/is-default-class";

/// What a lab does on a cluster, as far as it is not everybody's right: verb, group, resource.
const RIGHTS: [(&str, &str, &str); 15] = [
    ("create", "", "namespaces"),
    ("delete", "", "namespaces"),
    ("create", "apps", "deployments"),
    ("patch", "apps", "deployments"),
    ("create", "batch", "jobs"),
    ("create", "", "configmaps"),
    ("create", "", "persistentvolumeclaims"),
    ("create", "", "pods"),
    ("create", "", "pods/portforward"),
    ("get", "", "pods/log"),
    ("create", "", "secrets"),
    ("create", "", "services"),
    ("create", "networking.k8s.io", "networkpolicies"),
    ("create", "rbac.authorization.k8s.io", "rolebindings"),
    ("create", "rbac.authorization.k8s.io", "roles"),
];

/// A cluster that a lab can be made on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The API server's address.
    pub server: String,
    /// Its version: `v1.35.4`.
    pub version: String,
    /// The `kubectl` that fits.
    pub kubectl: PathBuf,
    /// Whether autoscalers have a tolerance of their own, which some drills set.
    pub has_tolerance: bool,
}

/// Why a lab can't be made on a cluster.
#[derive(Debug)]
pub enum Obstacle {
    /// The kubeconfig has no such context.
    NoContext {
        /// Those that it has.
        known: Vec<String>,
        /// Its files.
        files: Vec<PathBuf>,
    },
    /// The API server did not answer, or not as one.
    Unreachable {
        /// Its address.
        server: String,
        /// What was seen.
        reason: String,
    },
    /// The API server does not take the credentials of the context.
    NoEntry {
        /// Its address.
        server: String,
        /// What it said.
        reason: String,
    },
    /// No `kubectl` is within one minor version of the cluster.
    Skew {
        /// The cluster's version.
        version: String,
        /// The minor version that is needed.
        minor: u32,
        /// Those that were found.
        found: Vec<String>,
    },
    /// No node takes pods.
    NoNode {
        /// The nodes: each is not ready, or cordoned.
        closed: Vec<String>,
    },
    /// A right is missing.
    Forbidden {
        /// All that are, as `create pods`.
        rights: Vec<String>,
    },
    /// A namespace of the lab's name is somebody else's.
    Taken {
        /// The namespace.
        namespace: String,
    },
    /// The shared volume has no class.
    NoStorageClass {
        /// The class that was asked for; none for the default one.
        asked: Option<String>,
        /// Those that the cluster has.
        known: Vec<String>,
    },
    /// Something on this machine.
    Lab(LabError),
}

impl From<LabError> for Obstacle {
    fn from(error: LabError) -> Self {
        Self::Lab(error)
    }
}

/// Looks whether a lab can be made, and changes nothing. `built` is the `kubectl` of the cluster of this machine, where
/// there is one.
///
/// # Errors
/// With the first obstacle.
pub async fn look(place: &Place, dir: &LabDir, built: Option<&Path>) -> Result<Seen, Obstacle> {
    let (seen, client) = reach(place, built).await?;
    let ask = Ask {
        server: &seen.server,
    };
    may_all(&ask, &client, &crate::namespace(dir.name())).await?;
    is_free(&ask, &client, place, dir).await?;
    has_nodes(&seen.server, &client).await?;
    has_class(&ask, &client, place).await?;
    Ok(seen)
}

/// Reaches the API server.
pub(crate) async fn reach(place: &Place, built: Option<&Path>) -> Result<(Seen, Client), Obstacle> {
    let all = place.read()?;
    if !all.contexts.iter().any(|one| one.name == place.context) {
        return Err(Obstacle::NoContext {
            known: all.contexts.into_iter().map(|one| one.name).collect(),
            files: place.kubeconfig.clone(),
        });
    }
    let server = place
        .cluster()?
        .and_then(|cluster| cluster.server)
        .unwrap_or_default();
    let ask = Ask { server: &server };
    let client = place.client().await?;
    let version = ask.limited(client.apiserver_version()).await?;
    let minor = kubectl::minor(&version.minor);
    let seen = Seen {
        kubectl: fitting(&version.git_version, minor, built).await?,
        server: server.clone(),
        version: version.git_version,
        has_tolerance: minor >= WITH_TOLERANCE,
    };
    Ok((seen, client))
}

/// Asks an API server with a limit.
struct Ask<'a> {
    server: &'a str,
}

impl Ask<'_> {
    async fn limited<T>(
        &self,
        request: impl Future<Output = Result<T, kube::Error>>,
    ) -> Result<T, Obstacle> {
        let server = self.server.to_owned();
        match tokio::time::timeout(LIMIT, request).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(kube::Error::Api(status))) if matches!(status.code, 401 | 403) => {
                Err(Obstacle::NoEntry {
                    server,
                    reason: status.message.clone(),
                })
            }
            Ok(Err(error)) => Err(Obstacle::Unreachable {
                server,
                reason: causes(&error),
            }),
            Err(_) => Err(Obstacle::Unreachable {
                server,
                reason: format!("no answer within {} s", LIMIT.as_secs()),
            }),
        }
    }
}

/// An error with what is behind it: the outer ones say little more than that a request failed.
pub(super) fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(inner) = next {
        let words = inner.to_string();
        if !text.contains(&words) {
            text = format!("{text}: {words}");
        }
        next = inner.source();
    }
    text
}

/// A `kubectl` [that the cluster supports](https://kubernetes.io/releases/version-skew-policy/#kubectl).
async fn fitting(version: &str, minor: u32, built: Option<&Path>) -> Result<PathBuf, Obstacle> {
    let mut found = Vec::new();
    for program in locate("kubectl").iter().map(PathBuf::as_path).chain(built) {
        let Ok(own) = kubectl::version(program).await else {
            continue;
        };
        if kubectl::minor_of(&own).abs_diff(minor) <= 1 {
            return Ok(program.to_owned());
        }
        found.push(format!("{own} ({})", program.display()));
    }
    Err(Obstacle::Skew {
        version: version.to_owned(),
        minor,
        found,
    })
}

async fn may_all(ask: &Ask<'_>, client: &Client, namespace: &str) -> Result<(), Obstacle> {
    let api: Api<SelfSubjectAccessReview> = Api::all(client.clone());
    let mut missing = Vec::new();
    for (verb, group, resource) in RIGHTS {
        let (name, part) = match resource.split_once('/') {
            Some((name, part)) => (name, Some(part.to_owned())),
            None => (resource, None),
        };
        let review = SelfSubjectAccessReview {
            spec: SelfSubjectAccessReviewSpec {
                resource_attributes: Some(ResourceAttributes {
                    namespace: (resource != "namespaces").then(|| namespace.to_owned()),
                    verb: Some(verb.to_owned()),
                    group: Some(group.to_owned()),
                    resource: Some(name.to_owned()),
                    subresource: part,
                    ..ResourceAttributes::default()
                }),
                ..SelfSubjectAccessReviewSpec::default()
            },
            ..SelfSubjectAccessReview::default()
        };
        let params = PostParams::default();
        let answer = ask.limited(api.create(&params, &review)).await?;
        if !answer.status.is_some_and(|status| status.allowed) {
            missing.push(format!("{verb} {resource}"));
        }
    }
    if missing.is_empty() {
        return Ok(());
    }
    Err(Obstacle::Forbidden { rights: missing })
}

async fn is_free(
    ask: &Ask<'_>,
    client: &Client,
    place: &Place,
    dir: &LabDir,
) -> Result<(), Obstacle> {
    let api: Api<Namespace> = Api::all(client.clone());
    for namespace in [
        crate::namespace(dir.name()),
        super::probe::namespace(dir.name()),
    ] {
        let found = ask.limited(api.get_opt(&namespace)).await?;
        if found.is_some_and(|found| !crate::target::is_of(&found, &place.id)) {
            return Err(Obstacle::Taken { namespace });
        }
    }
    Ok(())
}

/// Whether a node takes pods. Whoever may not see nodes learns later that there is none: no pod starts then.
///
/// # Errors
/// When none does, or the API server does not answer.
pub(crate) async fn has_nodes(server: &str, client: &Client) -> Result<(), Obstacle> {
    let ask = Ask { server };
    let api: Api<Node> = Api::all(client.clone());
    let nodes = match ask.limited(api.list(&ListParams::default())).await {
        Ok(nodes) => nodes,
        Err(Obstacle::NoEntry { .. }) => return Ok(()),
        Err(other) => return Err(other),
    };
    let is_ready = |node: &Node| {
        let conditions = node.status.iter().flat_map(|status| &status.conditions);
        conditions
            .flatten()
            .any(|one| one.type_ == "Ready" && one.status == "True")
    };
    let is_cordoned = |node: &Node| {
        let spec = node.spec.as_ref();
        spec.is_some_and(|spec| spec.unschedulable == Some(true))
    };
    if nodes
        .items
        .iter()
        .any(|node| is_ready(node) && !is_cordoned(node))
    {
        return Ok(());
    }
    Err(Obstacle::NoNode {
        closed: nodes.items.iter().map(|node| node.name_any()).collect(),
    })
}

async fn has_class(ask: &Ask<'_>, client: &Client, place: &Place) -> Result<(), Obstacle> {
    let api: Api<StorageClass> = Api::all(client.clone());
    let classes = match ask.limited(api.list(&ListParams::default())).await {
        Ok(classes) => classes,
        Err(Obstacle::NoEntry { .. }) => return Ok(()),
        Err(other) => return Err(other),
    };
    let fits = |class: &StorageClass| match &place.storage_class {
        Some(asked) => class.name_any() == *asked,
        None => class
            .annotations()
            .get(DEFAULT_CLASS)
            .is_some_and(|value| value == "true"),
    };
    if classes.items.iter().any(fits) {
        return Ok(());
    }
    Err(Obstacle::NoStorageClass {
        asked: place.storage_class.clone(),
        known: classes.items.iter().map(|class| class.name_any()).collect(),
    })
}
