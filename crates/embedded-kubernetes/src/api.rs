//! The API server, as programs of ours follow it.

use std::path::Path;
use std::sync::Arc;

use futures::StreamExt as _;
use kube::config::{KubeConfigOptions, Kubeconfig};
use kube::runtime::reflector::Store;
use kube::runtime::reflector::store::Writer;
use kube::runtime::{WatchStreamExt as _, watcher};
use kube::{Api, Client, Config, Resource};
use lab_managed::LabError;
use serde::de::DeserializeOwned;
use tokio::sync::Notify;
use tokio_util::task::AbortOnDropHandle;

/// A copy of all objects of a kind that follows the API server until it is dropped.
pub struct Followed<K: Resource + 'static>
where
    K::DynamicType: std::hash::Hash + Eq,
{
    /// The copy.
    pub store: Store<K>,
    _task: AbortOnDropHandle<()>,
}

/// A client of the cluster of a kubeconfig.
///
/// # Errors
/// When the kubeconfig can't be read or understood.
pub async fn client(kubeconfig: &Path) -> Result<Client, LabError> {
    let kubeconfig = Kubeconfig::read_from(kubeconfig).map_err(failed)?;
    let mut config = Config::from_custom_kubeconfig(kubeconfig, &KubeConfigOptions::default())
        .await
        .map_err(failed)?;
    // A 503 that comes from behind a Service is an answer, and must not be asked for again for minutes.
    config.default_retry = false;
    Client::try_from(config).map_err(failed)
}

/// Begins to follow the objects that `api` lists. `changed` is told of each change.
pub fn follow<K>(api: Api<K>, kind: K::DynamicType, changed: &Arc<Notify>) -> Followed<K>
where
    K: Resource + Clone + std::fmt::Debug + DeserializeOwned + Send + Sync + 'static,
    K::DynamicType: Clone + std::hash::Hash + Eq + Send + Sync,
{
    let writer = Writer::new(kind);
    let store = writer.as_reader();
    let changed = Arc::clone(changed);
    let task = tokio::spawn(async move {
        let stream = watcher(api, watcher::Config::default())
            .default_backoff()
            .reflect(writer);
        let mut stream = std::pin::pin!(stream);
        while let Some(event) = stream.next().await {
            if let Err(error) = event {
                tracing::warn!(%error, "The API server does not answer; what is known stays.");
            }
            changed.notify_one();
        }
    });
    Followed {
        store,
        _task: AbortOnDropHandle::new(task),
    }
}

impl<K> Followed<K>
where
    K: Resource + Clone + Send + Sync + 'static,
    K::DynamicType: Clone + std::hash::Hash + Eq + Send + Sync,
{
    /// Returns once all objects are known.
    ///
    /// # Errors
    /// When that will never be.
    pub async fn known(&self) -> Result<(), LabError> {
        self.store.wait_until_ready().await.map_err(failed)
    }
}

fn failed(error: impl std::fmt::Display) -> LabError {
    LabError::Process {
        program: "kubernetes".into(),
        reason: error.to_string(),
    }
}
