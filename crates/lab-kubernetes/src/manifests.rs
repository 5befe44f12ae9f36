//! What is applied for a lab: the overlay, with the lab's addresses, secrets and images.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lab_managed::state::write_private;
use lab_managed::topology;
use lab_managed::{LabDir, LabError, LabState, layout, redis};
use serde_json::{Value, json};

use crate::context::Place;
use crate::images::Names;
use crate::target::{FOLDER, ID};

/// Where labs' shops have their names. `.internal` is nobody's on the Internet.
const DOMAIN: &str = "firedrill.internal";

/// A lab on a cluster, as far as its manifests need it.
pub(crate) struct Plan<'a> {
    pub(crate) dir: &'a LabDir,
    pub(crate) state: &'a LabState,
    pub(crate) namespace: &'a str,
    /// Where pods reach this machine.
    pub(crate) host: Ipv4Addr,
    pub(crate) images: &'a Names,
    /// The context, where it is not the cluster of this machine.
    pub(crate) place: Option<&'a Place>,
    /// Whence the API server comes to pods, where it is not this machine.
    pub(crate) api_servers: &'a [IpAddr],
}

/// Secrets and settings of a workload by name.
type Values = BTreeMap<&'static str, String>;

impl Plan<'_> {
    /// Writes the lab's kustomization, and gives back its folder.
    pub(crate) fn write(&self) -> Result<PathBuf, LabError> {
        let folder = self.dir.path("kubernetes");
        std::fs::create_dir_all(&folder).map_err(LabError::file(&folder))?;
        let put = |name: &str, value: &Value| {
            write_private(&folder.join(name), format!("{value:#}\n").as_bytes())
        };
        let overlay = match self.place {
            None => "k8s/overlays/embedded",
            Some(_) => "k8s/overlays/lab",
        };
        let overlay = relative(&folder, &layout::share()?.join(overlay))?;
        let mut resources = vec![overlay.display().to_string()];
        // What belongs to no namespace is not ours to give on a cluster that is somebody's.
        if self.place.is_none() {
            put("learner.yaml", &self.learner())?;
            resources.push("learner.yaml".to_owned());
        }
        for (name, policy) in self.policies() {
            let file = format!("{name}.yaml");
            put(&file, &policy)?;
            resources.push(file);
        }
        let mut secrets = Vec::new();
        let mut settings = Vec::new();
        for workload in ["main", "catalog", "order", "reporting"] {
            let file = format!("{workload}.env");
            write_private(
                &folder.join(&file),
                env_file(&self.secrets(workload)).as_bytes(),
            )?;
            secrets.push(json!({ "name": workload, "envs": [file] }));
        }
        for workload in ["frontend", "main", "catalog", "order"] {
            let literals: Vec<String> = self
                .settings(workload)
                .into_iter()
                .map(|(key, value)| format!("{key}={value}"))
                .collect();
            if !literals.is_empty() {
                settings
                    .push(json!({ "name": workload, "behavior": "merge", "literals": literals }));
            }
        }
        let images: Vec<Value> = self
            .images
            .iter()
            .map(|(name, tagged)| {
                if let Some((new, digest)) = tagged.split_once('@') {
                    return json!({ "name": name, "newName": new, "digest": digest });
                }
                let (new, tag) = tagged.rsplit_once(':').unwrap_or((tagged, "latest"));
                json!({ "name": name, "newName": new, "newTag": tag })
            })
            .collect();
        let kustomization = json!({
            "apiVersion": "kustomize.config.k8s.io/v1beta1",
            "kind": "Kustomization",
            "namespace": self.namespace,
            "resources": resources,
            "secretGenerator": secrets,
            "configMapGenerator": settings,
            "images": images,
            "patches": self.patches(),
        });
        put("kustomization.yaml", &kustomization)?;
        Ok(folder)
    }

    /// The lab's namespace, which says whose it is.
    pub(crate) fn namespace_object(&self) -> Value {
        json!({
            "apiVersion": "v1",
            "kind": "Namespace",
            "metadata": {
                "name": self.namespace,
                "labels": {
                    "app.kubernetes.io/managed-by": "firedrill",
                    "firedrill.dev/lab": self.dir.name(),
                    "pod-security.kubernetes.io/enforce": "restricted",
                    "pod-security.kubernetes.io/warn": "restricted",
                },
                "annotations": match self.place {
                    None => json!({ FOLDER: self.dir.root().display().to_string() }),
                    Some(place) => json!({ ID: place.id }),
                },
            },
        })
    }

    fn patches(&self) -> Vec<Value> {
        let Some(place) = self.place else {
            return vec![self.ingress_host()];
        };
        let class = place.storage_class.iter().map(|class| {
            let patch = json!([{ "op": "add", "path": "/spec/storageClassName", "value": class }]);
            json!({
                "target": { "kind": "PersistentVolumeClaim", "name": "shared" },
                "patch": patch.to_string(),
            })
        });
        class.collect()
    }

    /// Labs share the cluster's way in, so each lab's shop has a name of its own there.
    fn ingress_host(&self) -> Value {
        let host = format!("{}.{DOMAIN}", self.namespace);
        let patch = json!([{ "op": "add", "path": "/spec/rules/0/host", "value": host }]);
        json!({
            "target": { "group": "networking.k8s.io", "kind": "Ingress", "name": "frontend" },
            "patch": patch.to_string(),
        })
    }

    /// The learner's sight of nodes and whatever else belongs to no namespace.
    fn learner(&self) -> Value {
        json!({
            "apiVersion": "rbac.authorization.k8s.io/v1",
            "kind": "ClusterRoleBinding",
            "metadata": { "name": of_cluster(self.namespace, "learner") },
            "roleRef": {
                "apiGroup": "rbac.authorization.k8s.io",
                "kind": "ClusterRole",
                "name": "firedrill:learner",
            },
            "subjects": [{ "kind": "ServiceAccount", "name": "learner", "namespace": self.namespace }],
        })
    }

    /// The lab's shared folder, for the claim of the same name.
    pub(crate) fn volume(&self) -> Value {
        json!({
            "apiVersion": "v1",
            "kind": "PersistentVolume",
            "metadata": { "name": of_cluster(self.namespace, "shared") },
            "spec": {
                "capacity": { "storage": "1Gi" },
                "accessModes": ["ReadWriteMany"],
                "persistentVolumeReclaimPolicy": "Retain",
                "storageClassName": "",
                "hostPath": { "path": self.dir.path("shared").display().to_string(), "type": "Directory" },
                "claimRef": { "name": "shared", "namespace": self.namespace },
            },
        })
    }

    /// Ways to the data stores, each at the port of its link, and from this machine: Prometheus and the load balancer.
    /// The cluster's ingress controller comes in too, but to the frontend alone.
    fn policies(&self) -> Vec<(String, Value)> {
        let host = json!({ "ipBlock": { "cidr": format!("{}/32", self.host) } });
        let ways_in = self.ways_in(&host);
        let ingress_controller = json!({
            "namespaceSelector": { "matchLabels": { "kubernetes.io/metadata.name": "ingress" } },
            "podSelector": { "matchLabels": { "app.kubernetes.io/name": "ingress" } },
        });
        let pods = [
            ("frontend", "frontend"),
            ("main", "main"),
            ("catalog", "catalog"),
            ("order", "order"),
            ("reporting", "reporting"),
            ("catalog-migrate", "catalog"),
            ("catalog-seed", "catalog"),
            ("order-migrate", "order"),
        ];
        pods.iter()
            .map(|(pod, workload)| {
                let name = format!("managed-{pod}");
                let ports: Vec<Value> = topology::store_ports(self.state, workload)
                    .iter()
                    .map(|port| json!({ "port": port }))
                    .collect();
                let out = if ports.is_empty() {
                    json!([])
                } else {
                    json!([{ "to": [host], "ports": ports }])
                };
                let into =
                    |from: &[&Value]| json!([{ "from": from, "ports": [{ "port": "http" }] }]);
                let mut from: Vec<&Value> = ways_in.iter().collect();
                if self.place.is_none() && *pod == "frontend" {
                    from.push(&ingress_controller);
                }
                let into = match *pod {
                    "frontend" | "main" | "catalog" | "order" => into(&from),
                    _ => json!([]),
                };
                let policy = json!({
                    "apiVersion": "networking.k8s.io/v1",
                    "kind": "NetworkPolicy",
                    "metadata": { "name": name },
                    "spec": {
                        "podSelector": { "matchLabels": { "app.kubernetes.io/name": pod } },
                        "policyTypes": ["Ingress", "Egress"],
                        "ingress": into,
                        "egress": out,
                    },
                });
                (name, policy)
            })
            .collect()
    }

    /// Whence Prometheus and customers come: from this machine or, where pods can't be reached from here, through the API
    /// server, which comes from its own address or from an agent in kube-system.
    fn ways_in(&self, host: &Value) -> Vec<Value> {
        if self.place.is_none() {
            return vec![host.clone()];
        }
        let agents = json!({
            "namespaceSelector": { "matchLabels": { "kubernetes.io/metadata.name": "kube-system" } },
        });
        let servers = self.api_servers.iter().map(|address| {
            let length = if address.is_ipv4() { 32 } else { 128 };
            json!({ "ipBlock": { "cidr": format!("{address}/{length}") } })
        });
        servers.chain([agents]).collect()
    }

    fn secrets(&self, workload: &str) -> Values {
        let secret = |purpose: &str| self.state.recorded(purpose).to_owned();
        let mut values = Values::new();
        if workload != "reporting" {
            values.insert("INTERNAL_TOKEN", secret("internal-token"));
        }
        let link = self.at(&format!("{workload}->postgres"));
        if let Some(url) = topology::database(self.state, workload, &link) {
            values.insert("DATABASE_URL", url);
        }
        if topology::REDIS_CLIENTS.contains(&workload) {
            values.insert("REDIS_URL", redis::url(self.state, self.host));
        }
        match workload {
            "main" => {
                values.insert("SESSION_KEY", STANDARD.encode(secret("session-key")));
                values.insert("STAFF_TOKEN", secret("staff-token"));
            }
            "catalog" => {
                values.insert("STAFF_TOKEN", secret("staff-token"));
                values.insert("AWS_ACCESS_KEY_ID", secret("s3-access-key"));
                values.insert("AWS_SECRET_ACCESS_KEY", secret("s3-secret-key"));
            }
            _ => {}
        }
        values
    }

    fn settings(&self, workload: &str) -> Values {
        let mut values = Values::new();
        if topology::REDIS_CLIENTS.contains(&workload) {
            values.insert("REDIS_CLUSTER", redis::is_cluster(self.state).to_string());
        }
        if workload == "catalog" {
            values.insert("S3_ENDPOINT", format!("http://{}", self.at("catalog->s3")));
        }
        values
    }

    /// The address of a link, as pods reach it.
    fn at(&self, link: &str) -> String {
        format!(
            "{}:{}",
            self.host,
            self.state.port(&topology::link_purpose(link))
        )
    }
}

/// The name of a lab's object that belongs to no namespace.
pub(crate) fn of_cluster(namespace: &str, name: &str) -> String {
    format!("{namespace}-{name}")
}

fn env_file(values: &Values) -> String {
    let mut text = String::new();
    for (key, value) in values {
        let _ = writeln!(text, "{key}={value}");
    }
    text
}

/// The way from a folder to a path: Kustomize takes no absolute one.
fn relative(from: &Path, to: &Path) -> Result<PathBuf, LabError> {
    let real = |path: &Path| path.canonicalize().map_err(LabError::file(path));
    let (from, to) = (real(from)?, real(to)?);
    let common = from
        .components()
        .zip(to.components())
        .take_while(|(one, other)| one == other)
        .count();
    let up = from.components().skip(common).map(|_| Path::new(".."));
    let down: PathBuf = to.components().skip(common).collect();
    Ok(up.collect::<PathBuf>().join(down))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn the_way_between_two_folders_is_relative() {
        let home = tempfile::tempdir().unwrap();
        let (from, to) = (home.path().join("a/b"), home.path().join("c"));
        std::fs::create_dir_all(&from).unwrap();
        std::fs::create_dir_all(&to).unwrap();
        assert_eq!(relative(&from, &to).unwrap(), Path::new("../../c"));
    }
}
