//! The learner's way to the cluster: a kubeconfig with the learner's own rights, and `kubectl`.

use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::time::Duration;

use k8s_openapi::api::core::v1::Secret;
use kube::config::Cluster;
use kube::{Api, Client};
use lab_managed::compute::wait_until;
use lab_managed::connect::Invocation;
use lab_managed::state::write_private;
use lab_managed::{LabDir, LabError};
use serde_json::json;

use crate::kubectl::Kubectl;

/// The Secret with the token of the ServiceAccount.
const TOKEN: &str = "learner-token";
/// How long the cluster may take to fill it.
const TOKEN_LIMIT: Duration = Duration::from_secs(20);
const POLL: Duration = Duration::from_millis(50);

/// The learner's kubeconfig.
#[must_use]
pub fn kubeconfig(dir: &LabDir) -> PathBuf {
    dir.path("kubernetes/kubeconfig")
}

/// A folder for PATH, with `kubectl` of the cluster's version.
#[must_use]
pub fn programs(dir: &LabDir) -> PathBuf {
    dir.path("kubernetes/bin")
}

/// `kubectl` as the learner.
#[must_use]
pub fn kubectl(dir: &LabDir) -> Invocation {
    let variable = (
        "KUBECONFIG".to_owned(),
        kubeconfig(dir).display().to_string(),
    );
    Invocation {
        program: programs(dir).join("kubectl"),
        args: Vec::new(),
        env: [variable].into(),
        unset: &[],
    }
}

/// Writes the kubeconfig, and puts `kubectl` beside it.
pub(crate) async fn provide(
    client: &Client,
    namespace: &str,
    admin: &Kubectl,
    cluster: &Cluster,
    dir: &LabDir,
) -> Result<(), LabError> {
    let folder = programs(dir);
    std::fs::create_dir_all(&folder).map_err(LabError::file(&folder))?;
    let link = folder.join("kubectl");
    let _ = std::fs::remove_file(&link);
    symlink(&admin.program, &link).map_err(LabError::file(&link))?;
    let token = token(client, namespace, TOKEN).await?;
    let config = json!({
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{ "name": "firedrill", "cluster": cluster }],
        "users": [{ "name": "learner", "user": { "token": token } }],
        "contexts": [{
            "name": namespace,
            "context": { "cluster": "firedrill", "user": "learner", "namespace": namespace },
        }],
        "current-context": namespace,
    });
    write_private(&kubeconfig(dir), format!("{config:#}\n").as_bytes())
}

/// The token in a Secret, which the cluster fills.
pub(crate) async fn token(
    client: &Client,
    namespace: &str,
    name: &str,
) -> Result<String, LabError> {
    let api: Api<Secret> = Api::namespaced(client.clone(), namespace);
    wait_until(name, TOKEN_LIMIT, POLL, || async {
        let secret = api.get_opt(name).await.map_err(|error| error.to_string())?;
        let token = secret.and_then(|secret| secret.data?.remove("token"));
        let token = token.ok_or("it has no token yet")?;
        String::from_utf8(token.0).map_err(|error| error.to_string())
    })
    .await
}
