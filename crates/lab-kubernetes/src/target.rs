//! Where a lab's pods run: on the cluster of this machine, or on a context of somebody's kubeconfig. What differs between
//! the two is asked here.

use std::net::{IpAddr, Ipv4Addr, TcpListener};
use std::path::Path;

use embedded_kubernetes::api::client;
use embedded_kubernetes::{Access, Cluster};
use k8s_openapi::api::core::v1::Namespace;
use k8s_openapi::api::discovery::v1::EndpointSlice;
use kube::api::ListParams;
use kube::config::Kubeconfig;
use kube::{Api, Client};
use lab_managed::{LabDir, LabError};

use crate::context::registry::Registry;
use crate::context::{Obstacle, Place, reach};
use crate::images::{self, Names};
use crate::kubectl::Kubectl;
use crate::plane::refused;

/// The annotation of a lab's namespaces on a cluster that is not of this machine: whose they are.
pub(crate) const ID: &str = "firedrill.dev/id";
/// The same on the cluster of this machine, where each lab has a folder.
pub(crate) const FOLDER: &str = "firedrill.dev/folder";

/// Whose a namespace is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Whose {
    /// It is not there.
    Nobodys,
    /// This lab's.
    Ours,
    /// Of a lab of this machine whose folder is gone, as that of a rehearsal is after a restart of the machine: nobody can
    /// end that lab any more.
    Orphaned,
    /// Of another lab or of no lab: it is not touched.
    Somebodys,
}

/// The cluster of a lab, and the ways there.
pub(crate) struct Target {
    pub(crate) client: Client,
    pub(crate) kubectl: Kubectl,
    /// Where pods reach this machine.
    pub(crate) host: Ipv4Addr,
    /// The context; none for the cluster of this machine.
    pub(crate) place: Option<Place>,
}

impl Target {
    /// The cluster that a lab was made for; none when that is the one of this machine and it is not up.
    ///
    /// # Errors
    /// When it can't be reached, or is not one for labs.
    pub(crate) async fn of(dir: &LabDir, cluster: &Cluster) -> Result<Option<Self>, LabError> {
        let access = cluster.access().map_err(refused)?;
        match Place::load(dir)? {
            None => match access {
                None => Ok(None),
                Some(access) => Self::embedded(access).await.map(Some),
            },
            Some(place) => {
                let built = cluster.kubectl();
                Self::context(place, built.as_deref()).await.map(Some)
            }
        }
    }

    async fn embedded(access: Access) -> Result<Self, LabError> {
        Ok(Self {
            client: client(&access.kubeconfig).await?,
            kubectl: Kubectl::of_file(access.kubectl, &access.kubeconfig),
            host: access.host,
            place: None,
        })
    }

    async fn context(place: Place, built: Option<&Path>) -> Result<Self, LabError> {
        let (seen, client) = reach(&place, built).await.map_err(as_error)?;
        Ok(Self {
            client,
            kubectl: Kubectl {
                program: seen.kubectl,
                kubeconfig: place.variable(),
                context: Some(place.context.clone()),
            },
            host: place.host,
            place: Some(place),
        })
    }

    /// The API server: its address and its authority.
    pub(crate) fn cluster_entry(&self) -> Result<kube::config::Cluster, LabError> {
        let found = match &self.place {
            Some(place) => place.cluster()?,
            None => {
                let of = Kubeconfig::read_from(Path::new(&self.kubectl.kubeconfig));
                let of = of.map_err(refused)?.clusters.into_iter();
                of.filter_map(|named| named.cluster).next()
            }
        };
        found.ok_or_else(|| refused("the kubeconfig names no cluster"))
    }

    /// Whence the API server comes to pods on a cluster that is somebody's. Whoever may not ask has none, and metrics come
    /// only where the cluster's network lets the nodes through.
    pub(crate) async fn api_servers(&self) -> Vec<IpAddr> {
        if self.place.is_none() {
            return Vec::new();
        }
        let api: Api<EndpointSlice> = Api::namespaced(self.client.clone(), "default");
        let of = ListParams::default().labels("kubernetes.io/service-name=kubernetes");
        let slices = match api.list(&of).await {
            Ok(slices) => slices.items,
            Err(error) => {
                tracing::warn!(%error, "The API server's own addresses could not be read.");
                return Vec::new();
            }
        };
        let ends = slices.into_iter().flat_map(|slice| slice.endpoints);
        ends.flat_map(|end| end.addresses)
            .filter_map(|address| address.parse().ok())
            .collect()
    }

    /// Makes the images, and puts them where the nodes get them.
    pub(crate) async fn provide_images(
        &self,
        dir: &LabDir,
        cluster: &Cluster,
    ) -> Result<Names, LabError> {
        let folder = match &self.place {
            None => cluster.dir().path("images"),
            Some(_) => dir.home().join("images"),
        };
        let packed = tokio::task::spawn_blocking(move || images::pack_in(&folder))
            .await
            .map_err(refused)??;
        match &self.place {
            None => {
                let cluster = cluster.clone();
                tokio::task::spawn_blocking(move || packed.onto_nodes(&cluster))
                    .await
                    .map_err(refused)?
            }
            Some(place) => packed.push_to(&Registry::new(&place.registry)?).await,
        }
    }

    /// Where links listen that pods come in through. An address of another machine leads here by rules that are not ours.
    pub(crate) fn listen(&self) -> Ipv4Addr {
        let is_here = TcpListener::bind((self.host, 0)).is_ok();
        if is_here {
            self.host
        } else {
            Ipv4Addr::UNSPECIFIED
        }
    }

    /// Whose the namespace of a lab is.
    pub(crate) async fn whose(&self, namespace: &str, dir: &LabDir) -> Result<Whose, LabError> {
        let api: Api<Namespace> = Api::all(self.client.clone());
        let Some(found) = api.get_opt(namespace).await.map_err(refused)? else {
            return Ok(Whose::Nobodys);
        };
        let folder = match &self.place {
            Some(place) if is_of(&found, &place.id) => return Ok(Whose::Ours),
            Some(_) => None,
            None => annotation(&found, FOLDER).map(Path::new),
        };
        Ok(match folder {
            Some(folder) if folder == dir.root() => Whose::Ours,
            Some(folder) if !folder.exists() => Whose::Orphaned,
            _ => Whose::Somebodys,
        })
    }
}

/// Whether a namespace belongs to the lab of this id.
pub(crate) fn is_of(namespace: &Namespace, id: &str) -> bool {
    annotation(namespace, ID) == Some(id)
}

fn annotation<'a>(namespace: &'a Namespace, name: &str) -> Option<&'a str> {
    let all = namespace.metadata.annotations.as_ref()?;
    all.get(name).map(String::as_str)
}

/// An obstacle as the log has it: whoever asked for the lab was told in more words before.
pub(crate) fn as_error(obstacle: Obstacle) -> LabError {
    match obstacle {
        Obstacle::Lab(error) => error,
        other => refused(format!("{other:?}")),
    }
}
