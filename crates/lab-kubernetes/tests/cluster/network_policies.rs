//! Every pair of `k8s/network/matrix.yaml`, tried from a pod: what is allowed connects, what is denied does not.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;

use embedded_kubernetes::{Archive, Image, with_libraries};
use lab_kubernetes::probe::{self, Reach};
use lab_managed::layout;
use lab_managed::topology::link_purpose;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::kit::Lab;

#[derive(Deserialize)]
struct Matrix {
    sources: Vec<String>,
    targets: Vec<String>,
    allow: BTreeMap<String, Vec<String>>,
}

/// An address beyond the bridge, in a network of its own that goes with the value.
struct Outside;

/// A pod in another namespace.
const STRANGER: &str = "stranger";

/// The cluster's ingress controller, and its namespace.
const INGRESS: &str = "ingress";

const OUTSIDE: &str = "fdoutside";
const OUTSIDE_ADDRESS: &str = "192.0.2.2:8080";

#[test]
fn every_pair_connects_exactly_when_the_matrix_says_so() {
    let lab = Lab::from_environment();
    let _outside = Outside::make();
    let image = lab.probe_image();
    let text = std::fs::read_to_string("../../k8s/network/matrix.yaml").unwrap();
    let matrix: Matrix = serde_saphyr::from_str(&text).unwrap();
    let of = |source: &str| -> Vec<SocketAddr> {
        matrix
            .targets
            .iter()
            .map(|target| lab.address(source, target))
            .collect()
    };
    let strangers = of(STRANGER);
    let own: Vec<Vec<SocketAddr>> = matrix.sources.iter().map(|source| of(source)).collect();

    lab.start("default", STRANGER, &image, &strangers);
    for (source, addresses) in matrix.sources.iter().zip(&own) {
        lab.start(lab.namespace_of(source), source, &image, addresses);
    }
    let mut wrong = Vec::new();
    let mut compare = |source: &str,
                       namespace: &str,
                       addresses: &[SocketAddr],
                       reached: &dyn Fn(&String) -> bool| {
        let seen = lab.result(namespace, source);
        for (target, address) in matrix.targets.iter().zip(addresses) {
            let expected = if reached(target) {
                Reach::Reached
            } else {
                Reach::Blocked
            };
            let found = seen.get(address);
            if found != Some(&expected) {
                wrong.push(format!(
                    "{source} -> {target}: {found:?} instead of {expected:?}"
                ));
            }
        }
    };
    // No policy selects the stranger. What is beyond the lab's own pods is there to be reached, so a pair that is denied
    // is denied by the policies; and the lab's pods let no stranger in.
    compare(STRANGER, "default", &strangers, &|target| {
        !matrix.sources.contains(target)
    });
    for (source, addresses) in matrix.sources.iter().zip(&own) {
        let allowed = matrix.allow.get(source).cloned().unwrap_or_default();
        compare(source, lab.namespace_of(source), addresses, &|target| {
            allowed.contains(target)
        });
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

impl Lab {
    /// The ingress controller is the cluster's; every other source is the lab's.
    fn namespace_of(&self, source: &str) -> &str {
        if source == INGRESS {
            INGRESS
        } else {
            &self.namespace
        }
    }

    /// Where a target is, as pods of a source see it: a store at the source's own link, if it has one. Services by a pod
    /// of theirs: policies speak of pods.
    fn address(&self, source: &str, target: &str) -> SocketAddr {
        let port = |link: &str| self.state.ports.get(&link_purpose(link)).copied();
        let link = |others: &str| {
            let port = port(&format!("{source}->{target}")).or_else(|| port(others));
            SocketAddr::from((self.access.host, port.unwrap()))
        };
        match target {
            "postgres" => link("order->postgres"),
            "redis" => link("services->redis-1"),
            "s3" => link("catalog->s3"),
            "prometheus" => SocketAddr::from((self.access.host, self.state.port("prometheus"))),
            "outside" => OUTSIDE_ADDRESS.parse().unwrap(),
            "dns" => format!("{}:5353", self.pod("kube-system", "k8s-app=kube-dns"))
                .parse()
                .unwrap(),
            service => {
                let label = format!("app.kubernetes.io/name={service}");
                format!("{}:8080", self.pod(&self.namespace, &label))
                    .parse()
                    .unwrap()
            }
        }
    }

    /// The address of a pod that serves, and that is to stay.
    fn pod(&self, namespace: &str, label: &str) -> String {
        let pods = self.pods(namespace, label);
        let serves = |pod: &&Value| {
            pod["status"]["conditions"].as_array().is_some_and(|all| {
                all.iter()
                    .any(|one| one["type"] == "Ready" && one["status"] == "True")
            })
        };
        let pod = pods.iter().find(serves);
        let address = pod.and_then(|pod| pod["status"]["podIP"].as_str());
        address
            .unwrap_or_else(|| panic!("{label}: no pod serves"))
            .to_owned()
    }

    /// An image of this program, which tries connections.
    fn probe_image(&self) -> String {
        let program = layout::bin_dir().unwrap().join("firedrill");
        let path = self.cluster.dir().path("images/probe.tar");
        let image = Image {
            files: with_libraries(&program, &PathBuf::from("/firedrill")).unwrap(),
            entrypoint: vec!["/firedrill".into()],
            user: "65532:65532".into(),
            ..Image::default()
        };
        let mut archive = Archive::create(&path).unwrap();
        let name = archive
            .add(&image, |digest| {
                format!("firedrill.local/probe:{}", &digest[7..19])
            })
            .unwrap();
        archive.finish().unwrap();
        self.cluster
            .import(&path, std::slice::from_ref(&name))
            .unwrap();
        name
    }

    /// Starts a pod with a workload's name. Its own readiness never comes, so no Service sends it requests.
    fn start(&self, namespace: &str, source: &str, image: &str, targets: &[SocketAddr]) {
        let args: Vec<String> = std::iter::once(probe::COMMAND.to_owned())
            .chain(targets.iter().map(ToString::to_string))
            .collect();
        let pod = json!({
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": { "name": name(source), "labels": { "app.kubernetes.io/name": source } },
            "spec": {
                "restartPolicy": "Never",
                "automountServiceAccountToken": false,
                "readinessGates": [{ "conditionType": "firedrill.dev/never" }],
                "securityContext": { "runAsNonRoot": true, "seccompProfile": { "type": "RuntimeDefault" } },
                "containers": [{
                    "name": "probe",
                    "image": image,
                    "imagePullPolicy": "Never",
                    "args": args,
                    "securityContext": { "allowPrivilegeEscalation": false, "capabilities": { "drop": ["ALL"] } },
                }],
            },
        });
        let delete = [
            "delete",
            "pod",
            "--namespace",
            namespace,
            &name(source),
            "--ignore-not-found",
            "--wait=true",
        ];
        self.kubectl(&delete, "");
        self.kubectl(
            &["create", "--namespace", namespace, "--filename=-"],
            &pod.to_string(),
        );
    }

    /// What a pod that was started has seen; then the pod goes.
    fn result(&self, namespace: &str, source: &str) -> BTreeMap<SocketAddr, Reach> {
        let pod = name(source);
        let done = "--for=jsonpath={.status.phase}=Succeeded";
        let wait = [
            "wait",
            "--namespace",
            namespace,
            &format!("pod/{pod}"),
            done,
            "--timeout=60s",
        ];
        self.kubectl(&wait, "");
        let seen = probe::read(&self.kubectl(&["logs", "--namespace", namespace, &pod], ""));
        self.kubectl(
            &[
                "delete",
                "pod",
                "--namespace",
                namespace,
                &pod,
                "--wait=false",
            ],
            "",
        );
        seen.into_iter().collect()
    }
}

fn name(source: &str) -> String {
    format!("probe-{source}")
}

impl Outside {
    fn remove() {
        for what in ["netns", "link"] {
            let _ = Command::new("ip").args([what, "delete", OUTSIDE]).output();
        }
    }

    fn make() -> Self {
        // One that a killed test left.
        Self::remove();
        ip(&["netns", "add", OUTSIDE]);
        ip(&[
            "link", "add", OUTSIDE, "type", "veth", "peer", "name", "eth0", "netns", OUTSIDE,
        ]);
        ip(&["address", "add", "192.0.2.1/24", "dev", OUTSIDE]);
        ip(&["link", "set", OUTSIDE, "up"]);
        for args in [
            "address add 192.0.2.2/24 dev eth0",
            "link set eth0 up",
            "link set lo up",
            "route add default via 192.0.2.1",
        ] {
            let words: Vec<&str> = ["-n", OUTSIDE].into_iter().chain(args.split(' ')).collect();
            ip(&words);
        }
        // Nobody listens: a refusal is an answer too, and says that the packet arrived.
        Self
    }
}

impl Drop for Outside {
    fn drop(&mut self) {
        Self::remove();
    }
}

fn ip(args: &[&str]) {
    let output = Command::new("ip").args(args).output().unwrap();
    assert!(
        output.status.success(),
        "ip {}: {}",
        args.join(" "),
        String::from_utf8_lossy(&output.stderr)
    );
}
