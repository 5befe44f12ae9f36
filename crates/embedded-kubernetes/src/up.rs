//! Bringing a cluster up, looking at it, and taking it down.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use lab_managed::LabError;
use lab_managed::compute::wait_until;
use lab_managed::lock::SupervisorLock;
use lab_managed::process::{guard, memory};
use lab_managed::state::write_private;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde::Serialize;
use serde_json::Value;

use crate::cgroups::Cgroups;
use crate::command::run;
use crate::machine::has_space;
use crate::network::{MOST_NODES, Network, Ranges, bridge, routes_beside};
use crate::pki::{DOMAIN, Pki};
use crate::programs::{Building, GoPrograms, KUBERNETES_VERSION, Programs, Progress};
use crate::{
    ClusterDir, ClusterError, ClusterState, addons, ingress, lookup, policy, removal, supervisor,
};

/// How long the API server may take: on a busy machine it starts in a few seconds.
const API_LIMIT: Duration = Duration::from_secs(60);
/// How long the nodes and the name service may take.
const READY_LIMIT: Duration = Duration::from_secs(120);
/// How long an orderly end may take before it is forced.
const STOP_LIMIT: Duration = Duration::from_secs(60);
const POLL: Duration = Duration::from_millis(100);
/// How long a part that works may take to answer.
const ANSWER_LIMIT: Duration = Duration::from_millis(500);

/// The cluster of a home of labs.
#[derive(Debug, Clone)]
pub struct Cluster {
    dir: ClusterDir,
    share: PathBuf,
    cache: PathBuf,
}

/// A step of a cluster's start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Building the Go programs.
    Building(Progress),
    /// Certificates, images, addresses.
    Preparing,
    /// The control plane.
    ControlPlane,
    /// The nodes.
    Nodes,
    /// The name service.
    NameService,
    /// The ingress controller.
    Ingress,
}

/// A cluster that is up.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Up {
    /// Whether it was up before.
    pub was_up: bool,
    /// The API server.
    pub server: String,
    /// The administrator's kubeconfig.
    pub kubeconfig: PathBuf,
    /// The version of Kubernetes.
    pub version: String,
    /// Its nodes' names.
    pub nodes: Vec<String>,
}

/// A cluster at a glance.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Health {
    /// Whether the API server says that it is ready.
    pub api_ready: bool,
    /// The version of Kubernetes.
    pub version: String,
    /// The API server.
    pub server: String,
    /// Every address of the cluster.
    pub addresses: String,
    /// The nodes that the cluster should have.
    pub nodes: Vec<NodeHealth>,
    /// What the name service answers for the API server's own name.
    pub name_service: Option<String>,
    /// The way in for customers.
    pub ingress: IngressHealth,
    /// Network policies that were not understood, each with the reason: their namespaces are closed.
    pub refused_policies: Vec<String>,
    /// Memory of everything that the cluster runs, pods too, as the proportional set size in bytes.
    pub memory: u64,
    /// The administrator's kubeconfig.
    pub kubeconfig: PathBuf,
}

/// A node at a glance.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NodeHealth {
    /// Its name.
    pub name: String,
    /// Its address on the bridge.
    pub address: String,
    /// Whether the kubelet says that it is ready.
    pub ready: bool,
}

/// The ingress controller at a glance.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct IngressHealth {
    /// Where it is reached from this machine, `http://10.86.0.11`.
    pub url: String,
    /// Whether it answers there.
    pub answers: bool,
}

/// What a lab on a cluster has to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// The administrator's kubeconfig.
    pub kubeconfig: PathBuf,
    /// `kubectl` of the cluster's version.
    pub kubectl: PathBuf,
    /// Where pods reach this machine.
    pub host: std::net::Ipv4Addr,
}

impl Cluster {
    /// The cluster of `home`. `share` is the folder of what the program ships with; Go programs are kept in `cache`.
    pub fn new(home: &Path, share: &Path, cache: &Path) -> Self {
        Self {
            dir: ClusterDir::of_home(home),
            share: share.to_owned(),
            cache: cache.to_owned(),
        }
    }

    /// The cluster's folder.
    pub fn dir(&self) -> &ClusterDir {
        &self.dir
    }

    /// Whether its supervisor runs.
    pub fn is_up(&self) -> bool {
        SupervisorLock::holder(&self.dir.lock_file()).is_some()
    }

    /// Brings the cluster up, from nothing or from whatever a crash left, and returns once names are resolved on it
    /// and requests come in.
    ///
    /// # Errors
    /// With what failed. What was started until then is still there; `cluster down` removes it.
    pub async fn up(&self, nodes: u8, tell: &mut dyn FnMut(Step)) -> Result<Up, ClusterError> {
        if !rustix::process::geteuid().is_root() {
            return Err(ClusterError::NotRoot);
        }
        let was_up = self.is_up();
        if !was_up {
            has_space(&self.dir)?;
            let programs = Programs::find(self.go_programs(tell)?)?;
            tell(Step::Preparing);
            let state = self.prepare(nodes, &programs)?;
            tell(Step::ControlPlane);
            self.start(&state)?;
        }
        let state = ClusterState::load(&self.dir)?.ok_or(ClusterError::NotUp)?;
        self.wait_for_api().await?;
        let manifests = addons::write_manifests(&self.dir, &state, &self.share)?;
        self.apply(&manifests)?;
        self.publish(&state)?;
        tell(Step::Nodes);
        self.wait_for_nodes(&state).await?;
        tell(Step::NameService);
        self.wait_for_names(&state).await?;
        tell(Step::Ingress);
        self.wait_for_ingress(&state).await?;
        Ok(Up {
            was_up,
            server: server(&state),
            kubeconfig: self.dir.kubeconfig(),
            version: state.version.clone(),
            nodes: state
                .node_list()
                .into_iter()
                .map(|(_, name, _)| name)
                .collect(),
        })
    }

    /// Ends the cluster and removes everything that it changed on this machine; says what that was. Its folder stays, so
    /// that the next start is the same cluster, unless `purge`.
    ///
    /// # Errors
    /// When a tool of the system refuses.
    pub async fn down(&self, purge: bool) -> Result<Vec<String>, ClusterError> {
        if !rustix::process::geteuid().is_root() {
            return Err(ClusterError::NotRoot);
        }
        let mut removed = Vec::new();
        let processes = self.stop().await;
        if processes > 0 {
            removed.push(format!("{processes} processes"));
        }
        removed.extend(removal::remove(&self.dir)?);
        if Network::stop_forwarding()? {
            removed.push("net.ipv4.ip_forward".to_owned());
        }
        if purge && self.dir.root().exists() {
            std::fs::remove_dir_all(self.dir.root()).map_err(LabError::file(self.dir.root()))?;
            removed.push(format!("folder {}", self.dir.root().display()));
        }
        Ok(removed)
    }

    /// How the cluster is; none when there is none.
    ///
    /// # Errors
    /// When its state can't be read.
    pub fn health(&self) -> Result<Option<Health>, ClusterError> {
        let Some(state) = ClusterState::load(&self.dir)? else {
            return Ok(None);
        };
        let Some(supervisor) = SupervisorLock::holder(&self.dir.lock_file()) else {
            return Ok(None);
        };
        let ready = self.ready_nodes().unwrap_or_default();
        Ok(Some(Health {
            api_ready: self.get(&["--raw", "/readyz"]).is_ok(),
            version: state.version.clone(),
            server: server(&state),
            addresses: state.ranges.all().to_string(),
            nodes: state
                .node_list()
                .into_iter()
                .map(|(_, name, address)| NodeHealth {
                    ready: ready.contains(&name),
                    address: address.to_string(),
                    name,
                })
                .collect(),
            name_service: self.resolved().map(|address| address.to_string()),
            ingress: IngressHealth {
                url: format!("http://{}", ingress::address(&state)),
                answers: ingress::answers(ingress::address(&state), ANSWER_LIMIT),
            },
            refused_policies: policy::refused(&self.dir, &crate::state::node_name(1)),
            memory: memory::tree_pss(supervisor),
            kubeconfig: self.dir.kubeconfig(),
        }))
    }

    /// What a lab on the cluster has to know; none when the cluster is not up.
    ///
    /// # Errors
    /// When the cluster's state can't be read.
    pub fn access(&self) -> Result<Option<Access>, ClusterError> {
        let state = ClusterState::load(&self.dir)?.filter(|_| self.is_up());
        Ok(state.map(|state| Access {
            kubeconfig: self.dir.kubeconfig(),
            kubectl: state.kubectl(),
            host: state.ranges.host(),
        }))
    }

    /// `kubectl` of the version that clusters of this machine have; none when it was not built.
    pub fn kubectl(&self) -> Option<PathBuf> {
        let built = self.building().ok()?.built()?;
        Some(built.folder().join("kubectl"))
    }

    /// Puts the images of an OCI archive onto every node that lacks one of `names`.
    ///
    /// # Errors
    /// When a node refuses them.
    pub fn import(&self, archive: &Path, names: &[String]) -> Result<(), ClusterError> {
        let state = ClusterState::load(&self.dir)?.ok_or(ClusterError::NotUp)?;
        let nodes = state.node_list();
        let importing = |node: &str| -> Result<(), ClusterError> {
            let socket = crate::node::run_dir(&self.dir.id())
                .join(node)
                .join("containerd.sock");
            let address = format!("--address={}", socket.display());
            let present = run(
                "ctr",
                [&address, "--namespace=k8s.io", "images", "list", "--quiet"],
            )?;
            if names
                .iter()
                .all(|name| present.lines().any(|line| line == name))
            {
                return Ok(());
            }
            let file = archive.display().to_string();
            run(
                "ctr",
                [&address, "--namespace=k8s.io", "images", "import", &file],
            )?;
            Ok(())
        };
        std::thread::scope(|scope| {
            let all: Vec<_> = nodes
                .iter()
                .map(|(_, name, _)| scope.spawn(|| importing(name)))
                .collect();
            all.into_iter()
                .try_for_each(|one| one.join().unwrap_or(Err(ClusterError::NotUp)))
        })
    }

    fn building(&self) -> Result<Building, ClusterError> {
        Building::new(&self.share.join("k8s/embedded"), &self.cache)
    }

    fn go_programs(&self, tell: &mut dyn FnMut(Step)) -> Result<GoPrograms, ClusterError> {
        let building = self.building()?;
        match building.built() {
            Some(programs) => Ok(programs),
            None => building.build(&mut |progress| tell(Step::Building(progress.clone()))),
        }
    }

    fn prepare(&self, nodes: u8, programs: &Programs) -> Result<ClusterState, ClusterError> {
        Cgroups::of_machine().ok_or_else(|| ClusterError::NoFeature {
            what: "control groups",
            reason: "/proc/self/mountinfo names none".into(),
        })?;
        removal::remove(&self.dir)?;
        self.dir.create()?;
        let state = self.state(nodes, programs)?;
        state.save(&self.dir)?;
        let pki = Pki::of(&self.dir);
        let list: Vec<_> = state
            .node_list()
            .into_iter()
            .map(|(_, name, address)| (name, address))
            .collect();
        pki.ensure(&state.ranges, &list)?;
        let copy = |from: PathBuf, to: PathBuf| -> Result<(), LabError> {
            let bytes = std::fs::read(&from).map_err(LabError::file(from))?;
            write_private(&to, &bytes)
        };
        copy(pki.kubeconfig("admin"), self.dir.kubeconfig())?;
        copy(
            self.share.join("k8s/embedded/audit-policy.yaml"),
            self.dir.path("config/audit-policy.yaml"),
        )?;
        addons::write_images(&self.dir, programs)?;
        Ok(state)
    }

    /// The recorded cluster, with its addresses if they are still free, or a new one.
    fn state(&self, nodes: u8, programs: &Programs) -> Result<ClusterState, ClusterError> {
        let taken = routes_beside(&bridge(&self.dir.id()))?;
        let nodes = nodes.clamp(1, MOST_NODES);
        let Some(state) = ClusterState::load(&self.dir)? else {
            let ranges = Ranges::choose(&taken).ok_or(ClusterError::NoRange)?;
            return Ok(ClusterState::new(nodes, ranges, programs.folder()));
        };
        if !state.ranges.is_free(&taken) {
            let route = taken.iter().find(|net| !state.ranges.is_free(&[**net]));
            return Err(ClusterError::RangeTaken {
                range: state.ranges.all().to_string(),
                route: route.map(ToString::to_string).unwrap_or_default(),
            });
        }
        Ok(ClusterState {
            nodes,
            version: KUBERNETES_VERSION.to_owned(),
            programs: programs.folder().to_owned(),
            ..state
        })
    }

    fn start(&self, state: &ClusterState) -> Result<(), ClusterError> {
        Network::new(&self.dir.id(), state.ranges).create()?;
        let command = [
            supervisor::COMMAND.to_owned(),
            self.dir.root().display().to_string(),
        ];
        guard::spawn(&command, self.dir.root(), &self.dir.log_file("supervisor"))?;
        Ok(())
    }

    async fn wait_for_api(&self) -> Result<(), ClusterError> {
        let ready = wait_until("kube-apiserver", API_LIMIT, POLL, || async {
            if !self.is_up() {
                return Err("the cluster's supervisor is not there".to_owned());
            }
            self.get(&["--raw", "/readyz"])
                .map(drop)
                .map_err(|error| error.to_string())
        });
        Ok(ready.await?)
    }

    /// The API server refuses fields that it does not know, so `kubectl` need not fetch the schemas for that.
    fn apply(&self, manifests: &Path) -> Result<(), ClusterError> {
        let folder = manifests.display().to_string();
        self.kubectl_run(&[
            "apply",
            "--server-side",
            "--force-conflicts",
            "--validate=false",
            "--filename",
            &folder,
        ])?;
        Ok(())
    }

    /// Gives the ingress controller's Service its addresses, which is the part of a cloud here.
    fn publish(&self, state: &ClusterState) -> Result<(), ClusterError> {
        self.kubectl_run(&[
            "patch",
            "service",
            "ingress",
            "--namespace=ingress",
            "--subresource=status",
            "--type=merge",
            "--patch",
            &ingress::status(state),
        ])?;
        Ok(())
    }

    async fn wait_for_nodes(&self, state: &ClusterState) -> Result<(), ClusterError> {
        let wanted: Vec<String> = state
            .node_list()
            .into_iter()
            .map(|(_, name, _)| name)
            .collect();
        let ready = wait_until("nodes", READY_LIMIT, POLL, || async {
            let ready = self.ready_nodes().map_err(|error| error.to_string())?;
            let missing: Vec<&String> =
                wanted.iter().filter(|name| !ready.contains(name)).collect();
            match missing.as_slice() {
                [] => Ok(()),
                missing => Err(missing
                    .iter()
                    .map(|name| name.as_str())
                    .collect::<Vec<_>>()
                    .join(", ")),
            }
        });
        Ok(ready.await?)
    }

    async fn wait_for_names(&self, state: &ClusterState) -> Result<(), ClusterError> {
        let expected = state.ranges.api_service();
        let ready = wait_until("coredns", READY_LIMIT, POLL, || async {
            match self.resolved() {
                Some(address) if address == expected => Ok(()),
                Some(address) => Err(format!("it answered {address} instead of {expected}")),
                None => Err("no answer".to_owned()),
            }
        });
        Ok(ready.await?)
    }

    async fn wait_for_ingress(&self, state: &ClusterState) -> Result<(), ClusterError> {
        let address = ingress::address(state);
        let ready = wait_until("ingress", READY_LIMIT, POLL, || async {
            if ingress::answers(address, ANSWER_LIMIT) {
                Ok(())
            } else {
                Err(format!("no answer at http://{address}"))
            }
        });
        Ok(ready.await?)
    }

    /// What CoreDNS says of the API server's name.
    fn resolved(&self) -> Option<std::net::Ipv4Addr> {
        let pods = self
            .get(&[
                "pods",
                "--namespace=kube-system",
                "--selector=k8s-app=kube-dns",
                "--output=jsonpath={.items[*].status.podIP}",
            ])
            .ok()?;
        let name = format!("kubernetes.default.svc.{DOMAIN}");
        pods.split_whitespace().find_map(|pod| {
            let server = std::net::SocketAddr::new(pod.parse().ok()?, 5353);
            lookup::address(server, &name, ANSWER_LIMIT)
        })
    }

    fn ready_nodes(&self) -> Result<Vec<String>, ClusterError> {
        let list: Value =
            serde_json::from_str(&self.get(&["nodes", "--output=json"])?).unwrap_or_default();
        let is_ready = |node: &&Value| {
            node["status"]["conditions"]
                .as_array()
                .into_iter()
                .flatten()
                .any(|condition| condition["type"] == "Ready" && condition["status"] == "True")
        };
        Ok(list["items"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(is_ready)
            .filter_map(|node| node["metadata"]["name"].as_str().map(str::to_owned))
            .collect())
    }

    fn get(&self, args: &[&str]) -> Result<String, ClusterError> {
        let all: Vec<&str> = ["get", "--request-timeout=3s"]
            .iter()
            .chain(args)
            .copied()
            .collect();
        self.kubectl_run(&all)
    }

    fn kubectl_run(&self, args: &[&str]) -> Result<String, ClusterError> {
        let kubectl = ClusterState::load(&self.dir)?
            .ok_or(ClusterError::NotUp)?
            .kubectl();
        let kubeconfig = format!("--kubeconfig={}", self.dir.kubeconfig().display());
        run(
            kubectl,
            std::iter::once(kubeconfig.as_str()).chain(args.iter().copied()),
        )
    }

    /// Asks the supervisor to end, and forces it when it does not; says how many processes there were.
    async fn stop(&self) -> usize {
        let Some(supervisor) = SupervisorLock::holder(&self.dir.lock_file()) else {
            return 0;
        };
        let processes = lab_managed::process::children::descendants(supervisor).len() + 1;
        let guard = parent(supervisor);
        let started = Instant::now();
        let mut signal = Signal::SIGTERM;
        let _ = kill(Pid::from_raw(supervisor), signal);
        while self.is_up() {
            if signal == Signal::SIGTERM && started.elapsed() > STOP_LIMIT {
                // The guard ends the rest.
                signal = Signal::SIGKILL;
                let _ = kill(Pid::from_raw(supervisor), signal);
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        // It ends what the supervisor left, and then itself.
        while guard.is_some_and(|guard| Path::new("/proc").join(guard.to_string()).exists()) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        processes
    }
}

/// The parent of a process, when that is not the first process of the machine.
fn parent(pid: i32) -> Option<i32> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let parent = status.lines().find_map(|line| line.strip_prefix("PPid:"))?;
    parent.trim().parse().ok().filter(|parent| *parent > 1)
}

fn server(state: &ClusterState) -> String {
    format!("https://{}:{}", state.ranges.host(), crate::pki::API_PORT)
}
