//! Bringing a lab up on a cluster, and taking it down.

use std::fmt::Debug;
use std::fs::Permissions;
use std::net::Ipv4Addr;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use embedded_kubernetes::Cluster;
use k8s_openapi::api::core::v1::PersistentVolume;
use k8s_openapi::api::rbac::v1::ClusterRoleBinding;
use kube::api::DeleteParams;
use kube::{Api, Client};
use lab_managed::compute::Phase;
use lab_managed::launch::Wanted;
use lab_managed::lock::SupervisorLock;
use lab_managed::plane::{Stage, Step, Tell};
use lab_managed::topology::{self, End, LINKS, WORKLOADS};
use lab_managed::{ClusterTrouble, Desired, LabDir, LabError, ManagedPlane};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::context::{self, Obstacle, Place, has_nodes, look, scrape};
use crate::data::Data;
use crate::images::Names;
use crate::kubectl::Kubectl;
use crate::learner;
use crate::manifests::{Plan, of_cluster};
use crate::objects::ClusterObjects;
use crate::plane::{Inner, KubernetesPlane, refused};
use crate::target::{Target, Whose, as_error};
use crate::watch::{Watch, Ways};

/// How long the pods may take to serve.
const PODS_LIMIT: Duration = Duration::from_secs(60);

/// The image of a probe: it has a shell and `psql`.
const PROBE_IMAGE: &str = "shop-reporting";

/// The user and the group of the services' pods.
const SERVICES: u32 = 65532;

/// The manifests of a lab in the order in which they are applied.
struct Manifests {
    /// Everything that pods need, and the jobs that migrate.
    first: String,
    /// The services.
    services: String,
}

impl KubernetesPlane {
    /// Brings a lab up on a cluster and returns once every pod that was asked for serves; `wanted` is as in
    /// [`ManagedPlane::prepare`]. The caller holds the supervisor's lock: that is what `_lock` stands for.
    ///
    /// # Errors
    /// With what failed; what is on the cluster by then stays for `kubectl` to look at.
    pub async fn bring_up(
        dir: LabDir,
        wanted: Wanted,
        cluster: &Cluster,
        _lock: &SupervisorLock,
        tell: Tell<'_>,
    ) -> Result<Self, LabError> {
        let prepare = Stage::begin(Step::Prepare, tell);
        if let Some(place) = Place::load(&dir)? {
            let looked = look(&place, &dir, cluster.kubectl().as_deref()).await;
            looked.map_err(as_error)?;
        }
        let target = Target::of(&dir, cluster)
            .await?
            .ok_or(LabError::NoCluster(ClusterTrouble::NotUp))?;
        if target.place.is_none() {
            is_sound(&target.client).await?;
        }
        let namespace = crate::namespace(dir.name());
        match target.whose(&namespace, &dir).await? {
            Whose::Ours => {}
            // Of a lab of this name whose namespace somebody deleted.
            Whose::Nobodys => remove_outside(&target, &namespace).await?,
            Whose::Orphaned => remove_all(&target, &namespace).await?,
            Whose::Somebodys => {
                return Err(refused(format!(
                    "the namespace {namespace} is there and is not this lab's; choose another name with --lab, or end what it belongs to: `kubectl get namespace {namespace} --output=yaml` says"
                )));
            }
        }
        let server = target.cluster_entry()?;
        let managed = ManagedPlane::prepare(dir, wanted, initial(), tell).await?;
        if target.place.is_none() {
            share(&managed.dir().path("shared"))?;
        }
        prepare.done();

        let stores = Stage::begin(Step::Stores, tell);
        managed.start_stores(target.host).await?;
        // Pods come in through these; customers through the other, as through a load balancer.
        managed.open_links(|link| listens_at(link, target.listen()))?;
        managed.route(|_| Vec::new());
        stores.done();

        let making = Stage::begin(Step::Images, tell);
        let images = target.provide_images(managed.dir(), cluster).await?;
        making.done();

        if let Some(place) = &target.place {
            let probing = Stage::begin(Step::Probe, tell);
            // The links lead to the stores from now on, which the supervisor's later turns keep true.
            managed.route(|_| Vec::new());
            probe(&target.client, place, &managed, &images).await?;
            probing.done();
        }

        let migration = Stage::begin(Step::Data, tell);
        let manifests = render(&target, &managed, &namespace, &images).await?;
        let data = Data::new(&target.client, &namespace);
        data.forget().await?;
        target.kubectl.apply(&manifests.first).await?;
        data.migrated().await?;
        migration.done();

        let services = Stage::begin(Step::Services, tell);
        target.kubectl.apply(&manifests.services).await?;
        let (client, kubectl) = (&target.client, &target.kubectl);
        learner::provide(client, &namespace, kubectl, &server, managed.dir()).await?;
        let ways = match &target.place {
            None => Ways::Direct(cluster.dir().clone()),
            Some(_) => {
                scrape::through(client, &namespace, &server, &managed).await?;
                Ways::through(client, &namespace)
            }
        };
        let watch = Watch::begin(client, &namespace, ways).await?;
        let embedded = target.place.is_none();
        let objects = ClusterObjects::new(client.clone(), namespace.clone(), images, embedded);
        let inner = Inner {
            client: client.clone(),
            namespace: namespace.clone(),
            watch,
            objects,
            rollouts: WORKLOADS
                .iter()
                .map(|workload| (workload.name, tokio::sync::Mutex::default()))
                .collect(),
            target,
        };
        let plane = Self {
            managed,
            inner: Arc::new(inner),
        };
        let keeper = plane.clone();
        tokio::spawn(async move {
            let managed = keeper.managed.clone();
            keeper.inner.watch.keep(managed).await;
        });
        // A lab whose fault survived a crash is up as soon as it is as broken as it was.
        let desired = plane.state().desired;
        let untouched = desired.replicas == initial().replicas
            && desired.settings.is_empty()
            && desired.links.is_empty();
        for workload in WORKLOADS.iter().filter(|_| untouched) {
            plane.until_up(workload.name, PODS_LIMIT).await?;
        }
        // Filled beside the services' start: they need the tables and no product.
        data.filled().await?;
        plane.managed.seeded()?;
        plane.managed.redis_serves().await;
        plane.managed.apply_traffic().await;
        services.done();
        plane.managed.set_phase(Phase::Ready);
        Ok(plane)
    }

    /// Removes what a lab without a supervisor left on the cluster: after a start that failed or was broken off, and
    /// after a crash. Does nothing where the cluster is not up or has nothing of the lab.
    ///
    /// # Errors
    /// With what the cluster said.
    pub async fn remove(dir: &LabDir, cluster: &Cluster) -> Result<(), LabError> {
        let Some(target) = Target::of(dir, cluster).await? else {
            return Ok(());
        };
        if let Some(place) = &target.place {
            context::probe::remove(&target.client, dir.name(), &place.id).await?;
        }
        let namespace = crate::namespace(dir.name());
        if target.whose(&namespace, dir).await? != Whose::Ours {
            return Ok(());
        }
        remove_all(&target, &namespace).await
    }

    /// Ends the lab: its namespace goes, its data stays.
    pub(crate) async fn close(&self) {
        self.managed.set_phase(Phase::Stopping);
        self.managed.end_traffic().await;
        let Inner {
            target, namespace, ..
        } = &*self.inner;
        let emptied = empty_namespace(&target.kubectl, namespace).await;
        // Nobody uses the stores any more, and a namespace takes its time.
        let removed = async {
            emptied?;
            until_gone(&target.kubectl, namespace).await?;
            remove_outside(target, namespace).await
        };
        let (removed, ()) = tokio::join!(removed, self.managed.shut_down());
        if let Err(error) = removed {
            tracing::error!(%error, "What is the lab's on the cluster could not be removed.");
        }
    }
}

/// A cluster of this machine that hangs is told at once, and not by the first thing that waits for it.
async fn is_sound(client: &Client) -> Result<(), LabError> {
    match has_nodes("", client).await {
        Ok(()) => Ok(()),
        Err(Obstacle::Unreachable { reason, .. }) => {
            Err(LabError::NoCluster(ClusterTrouble::NoAnswer(reason)))
        }
        Err(Obstacle::NoNode { .. }) => Err(LabError::NoCluster(ClusterTrouble::NoNode)),
        Err(other) => Err(as_error(other)),
    }
}

/// Where a link listens; none for those between services, which on a cluster are Services.
fn listens_at(link: &str, host: Ipv4Addr) -> Option<Ipv4Addr> {
    let (_, end) = LINKS.iter().find(|(name, _)| *name == link)?;
    match end {
        End::Store(_) => Some(host),
        End::Workload("frontend") => Some(Ipv4Addr::LOCALHOST),
        End::Workload(_) => None,
    }
}

/// Removes the namespace and what belongs to it beside it.
async fn remove_all(target: &Target, namespace: &str) -> Result<(), LabError> {
    empty_namespace(&target.kubectl, namespace).await?;
    until_gone(&target.kubectl, namespace).await?;
    remove_outside(target, namespace).await
}

/// Begins to remove the namespace, and ends its pods.
async fn empty_namespace(kubectl: &Kubectl, namespace: &str) -> Result<(), LabError> {
    let namespaced = format!("--namespace={namespace}");
    // A namespace is looked at 5 s after it was deleted, and where that finds pods, or a claim that they use, only much
    // later again. So they go at once; nobody is served any more, and no pod has anything to drain. The kubelets end
    // their containers within these 5 s.
    delete_namespace(kubectl, namespace, "--wait=false").await?;
    let pods = [
        "delete",
        "deployments,replicasets,jobs,pods,persistentvolumeclaims",
        "--all",
        &namespaced,
        "--cascade=orphan",
        "--grace-period=0",
        "--force",
        "--ignore-not-found",
        "--timeout=30s",
    ];
    kubectl.run(&pods, "").await.map(drop)
}

/// Waits until the namespace is gone.
async fn until_gone(kubectl: &Kubectl, namespace: &str) -> Result<(), LabError> {
    delete_namespace(kubectl, namespace, "--timeout=60s").await
}

async fn delete_namespace(kubectl: &Kubectl, name: &str, wait: &str) -> Result<(), LabError> {
    let delete = ["delete", "namespace", name, "--ignore-not-found", wait];
    kubectl.run(&delete, "").await.map(drop)
}

/// Removes what is a lab's and in no namespace.
async fn remove_outside(target: &Target, namespace: &str) -> Result<(), LabError> {
    if target.place.is_some() {
        return Ok(());
    }
    let volumes: Api<PersistentVolume> = Api::all(target.client.clone());
    remove(&volumes, &of_cluster(namespace, "shared")).await?;
    let bindings: Api<ClusterRoleBinding> = Api::all(target.client.clone());
    remove(&bindings, &of_cluster(namespace, "learner")).await
}

async fn remove<K>(api: &Api<K>, name: &str) -> Result<(), LabError>
where
    K: Clone + DeserializeOwned + Debug,
{
    match api.delete(name, &DeleteParams::default()).await {
        Ok(_) => Ok(()),
        Err(kube::Error::Api(status)) if status.code == 404 => Ok(()),
        Err(error) => Err(refused(error)),
    }
}

/// Tries from a pod whether nodes pull from the registry, and reach the lab's stores.
async fn probe(
    client: &Client,
    place: &Place,
    managed: &ManagedPlane,
    images: &Names,
) -> Result<(), LabError> {
    let state = managed.state();
    let port = state.port(&topology::link_purpose("reporting->postgres"));
    let address = format!("{}:{port}", place.host);
    let url = topology::database(&state, "reporting", &address).unwrap_or_default();
    let probe = context::probe::Probe {
        client,
        lab: managed.dir().name(),
        id: &place.id,
        registry: &place.registry,
        image: images.get(PROBE_IMAGE).map_or("", String::as_str),
        address,
        url,
    };
    probe.run().await
}

async fn render(
    target: &Target,
    managed: &ManagedPlane,
    namespace: &str,
    images: &Names,
) -> Result<Manifests, LabError> {
    let state = managed.state();
    let api_servers = target.api_servers().await;
    let plan = Plan {
        dir: managed.dir(),
        state: &state,
        namespace,
        host: target.host,
        images,
        place: target.place.as_ref(),
        api_servers: &api_servers,
    };
    let folder = plan.write()?;
    let rendered = target.kubectl.kustomize(&folder).await?;
    let objects: Vec<Value> = serde_saphyr::from_multiple(&rendered).map_err(refused)?;
    let (mut services, others): (Vec<Value>, Vec<Value>) = objects
        .into_iter()
        .partition(|object| object["kind"] == "Deployment");
    for deployment in &mut services {
        as_desired(deployment, &state.desired);
    }
    let list = |items: Vec<Value>| {
        serde_json::json!({ "apiVersion": "v1", "kind": "List", "items": items }).to_string()
    };
    // They are applied in this order: a claim that is there before its volume is looked at again only after 15 s.
    let volume = target.place.is_none().then(|| plan.volume());
    let first = [plan.namespace_object()].into_iter().chain(volume);
    Ok(Manifests {
        first: list(first.chain(others).collect()),
        services: list(services),
    })
}

/// Opens the shared folder to the group of the services: `fsGroup` changes nothing of a folder of the node.
fn share(folder: &Path) -> Result<(), LabError> {
    std::os::unix::fs::chown(folder, None, Some(SERVICES)).map_err(LabError::file(folder))?;
    // New files and folders have the group, too.
    std::fs::set_permissions(folder, Permissions::from_mode(0o2770)).map_err(LabError::file(folder))
}

/// What a new lab is asked for. On a cluster the frontend too has a replica to lose.
fn initial() -> Desired {
    let mut desired = topology::initial();
    desired.replicas.insert("frontend".to_owned(), 2);
    desired
}

/// Gives a Deployment the replicas and the settings that were last asked for: a lab that comes up again is the lab that
/// it was.
fn as_desired(deployment: &mut Value, desired: &Desired) {
    let name = deployment["metadata"]["name"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    if let Some(replicas) = desired.replicas.get(&name) {
        deployment["spec"]["replicas"] = (*replicas).into();
    }
    let containers = &mut deployment["spec"]["template"]["spec"]["containers"];
    let env = containers
        .as_array_mut()
        .into_iter()
        .flatten()
        .find(|container| container["name"] == name.as_str())
        .and_then(|container| container["env"].as_array_mut());
    let (Some(env), Some(settings)) = (env, desired.settings.get(&name)) else {
        return;
    };
    env.extend(
        settings
            .iter()
            .map(|(name, value)| serde_json::json!({ "name": name, "value": value })),
    );
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn a_deployment_comes_up_as_it_was_last_asked_for() {
        let container = serde_json::json!({ "name": "order", "env": [{ "name": "LISTEN_ADDR", "value": "0.0.0.0:8080" }] });
        let mut deployment = serde_json::json!({
            "metadata": { "name": "order" },
            "spec": { "replicas": 2, "template": { "spec": { "containers": [container] } } },
        });
        let mut desired = initial();
        desired.replicas.insert("order".into(), 0);
        desired.settings.insert(
            "order".into(),
            [("DB_POOL_MAX".to_owned(), "2".to_owned())].into(),
        );
        as_desired(&mut deployment, &desired);
        assert_eq!(deployment["spec"]["replicas"], 0);
        let env = deployment["spec"]["template"]["spec"]["containers"][0]["env"]
            .as_array()
            .unwrap();
        assert_eq!(env.len(), 2);
        assert_eq!(
            env[1],
            serde_json::json!({ "name": "DB_POOL_MAX", "value": "2" })
        );
    }

    #[test]
    fn pods_reach_the_stores_by_links_and_each_other_without() {
        let host = Ipv4Addr::new(10, 86, 0, 1);
        assert_eq!(listens_at("order->postgres", host), Some(host));
        assert_eq!(
            listens_at("customer->frontend", host),
            Some(Ipv4Addr::LOCALHOST)
        );
        assert_eq!(listens_at("main->order", host), None);
    }
}
