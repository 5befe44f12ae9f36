//! A node: one process with a network and mounts of its own, and in them containerd, the kubelet and kube-proxy. What it
//! mounts is seen by nobody else and goes with it; to end it with everything below it is a machine that lost its power.

mod config;
mod network;
mod plugins;

use std::path::{Path, PathBuf};
use std::time::Duration;

use lab_managed::LabError;
use lab_managed::process::{OWN_PROGRAM, ProcessSpec, Supervised, children, run_to_end};
use nix::mount::{MsFlags, mount};
use nix::sched::{CloneFlags, unshare};
use nix::sys::signal::Signal;
use tokio::signal::unix::{SignalKind, signal};

use crate::cgroups::Cgroups;
use crate::components::flag;
use crate::pki::Pki;
use crate::programs::Programs;
use crate::{ClusterDir, ClusterError, ClusterState, policy, state};

/// The hidden command of a node's process.
pub const COMMAND: &str = "__node";

/// How long containerd may take to answer.
const RUNTIME_LIMIT: Duration = Duration::from_secs(20);
/// How long the import of the images may take.
const IMPORT_LIMIT: Duration = Duration::from_secs(120);

/// Folders whose places are compiled into programs of a node: names of pods' networks, the kubelet's links to their
/// logs, what CNI plugins gave to pods, and the kubelet's socket for device plugins, which two nodes must not share.
const FIXED_FOLDERS: [&str; 4] = [
    "/run/netns",
    "/var/log/containers",
    "/var/lib/cni",
    KUBELET_FOLDER,
];
/// Where a kubelet keeps what `--root-dir` does not move.
const KUBELET_FOLDER: &str = "/var/lib/kubelet";

/// What the kubelet wants of the kernel. It sets what is otherwise, for the whole machine, and nobody sets it back.
const KERNEL_SETTINGS: [(&str, &str); 6] = [
    ("vm/overcommit_memory", "1"),
    ("vm/panic_on_oom", "0"),
    ("kernel/panic", "10"),
    ("kernel/panic_on_oops", "1"),
    ("kernel/keys/root_maxkeys", "1000000"),
    ("kernel/keys/root_maxbytes", "25000000"),
];

/// One node of a cluster.
pub(crate) struct Node<'a> {
    pub(crate) dir: &'a ClusterDir,
    pub(crate) state: &'a ClusterState,
    pub(crate) programs: &'a Programs,
    pub(crate) pki: Pki,
    pub(crate) number: u8,
    pub(crate) name: String,
}

impl<'a> Node<'a> {
    pub(crate) fn new(
        dir: &'a ClusterDir,
        state: &'a ClusterState,
        programs: &'a Programs,
        number: u8,
    ) -> Self {
        Self {
            dir,
            state,
            programs,
            pki: Pki::of(dir),
            number,
            name: state::node_name(number),
        }
    }

    /// The process that is the node, for the cluster's supervisor.
    pub(crate) fn spec(&self) -> ProcessSpec {
        let mut spec = ProcessSpec::new(&self.name, OWN_PROGRAM, self.dir.root()).args([
            COMMAND.to_owned(),
            self.dir.root().display().to_string(),
            self.number.to_string(),
        ]);
        // Its children end by their own death signals, and what they leave behind the supervisor ends.
        spec.death_signal = Signal::SIGTERM;
        spec.stop_grace = Duration::from_secs(15);
        spec
    }

    /// The node's folder.
    fn path(&self, relative: &str) -> PathBuf {
        self.dir.node(&self.name).join(relative)
    }

    /// A folder for sockets: their paths may not be long, and after a reboot there shall be none.
    pub(crate) fn run_dir(&self) -> PathBuf {
        run_dir(&self.dir.id()).join(&self.name)
    }

    /// containerd's socket.
    pub(crate) fn socket(&self) -> PathBuf {
        self.run_dir().join("containerd.sock")
    }

    fn log(&self, process: &str) -> PathBuf {
        self.dir.log_file(&format!("{}-{process}", self.name))
    }

    fn prepare(&self) -> Result<(), ClusterError> {
        for folder in ["containerd", "kubelet", "cni", "plugins", "pod-logs"] {
            let path = self.path(folder);
            std::fs::create_dir_all(&path).map_err(LabError::file(&path))?;
        }
        self.end_leases()?;
        let run_dir = self.run_dir();
        std::fs::create_dir_all(&run_dir).map_err(LabError::file(&run_dir))?;
        let cgroups = Cgroups::of_machine().ok_or_else(|| ClusterError::NoFeature {
            what: "control groups",
            reason: "/proc/self/mountinfo names none".into(),
        })?;
        cgroups.remove(&self.dir.id(), Some(&self.name));
        cgroups.create(&self.dir.id(), &self.name)?;
        policy::close(&self.name)?;
        plugins::provide(self)?;
        config::write(self)
    }

    /// Pods of a node that ended are gone with its network, and so are their leases of addresses. Which one was given last
    /// is remembered: callers that still hold the address of a pod that is gone should not meet another pod there.
    fn end_leases(&self) -> Result<(), LabError> {
        let folder = self.path("addresses").join(config::POD_NETWORK);
        std::fs::create_dir_all(&folder).map_err(LabError::file(&folder))?;
        for lease in std::fs::read_dir(&folder).map_err(LabError::file(&folder))? {
            let lease = lease.map_err(LabError::file(&folder))?;
            let name = lease.file_name();
            if !name.to_string_lossy().starts_with("last_reserved_ip") {
                let path = lease.path();
                std::fs::remove_file(&path).map_err(LabError::file(path))?;
            }
        }
        Ok(())
    }

    fn containerd(&self) -> ProcessSpec {
        let mut spec = ProcessSpec::new("containerd", &self.programs.containerd, self.dir.root())
            .args([
                "--config".to_owned(),
                self.path("containerd.toml").display().to_string(),
            ]);
        spec.death_signal = Signal::SIGKILL;
        spec
    }

    fn kubelet(&self) -> ProcessSpec {
        ProcessSpec::new(
            "kubelet",
            self.programs.kubernetes("kubelet"),
            self.dir.root(),
        )
        .args([
            flag("config", self.path("kubelet.json").display()),
            flag("kubeconfig", self.pki.kubeconfig(&self.name).display()),
            flag("root-dir", self.path("kubelet").display()),
            flag("hostname-override", &self.name),
            flag("node-ip", self.state.ranges.node(self.number)),
            flag(
                "node-labels",
                format!("topology.kubernetes.io/zone=zone-{}", self.number),
            ),
        ])
    }

    fn kube_proxy(&self) -> ProcessSpec {
        ProcessSpec::new(
            "kube-proxy",
            self.programs.kubernetes("kube-proxy"),
            self.dir.root(),
        )
        .args([flag("config", self.path("kube-proxy.json").display())])
    }

    fn network_policy(&self) -> ProcessSpec {
        ProcessSpec::new("network-policy", OWN_PROGRAM, self.dir.root()).args([
            policy::COMMAND.to_owned(),
            self.pki.kubeconfig("network-policy").display().to_string(),
            self.name.clone(),
            policy::refused_file(self.dir, &self.name)
                .display()
                .to_string(),
            self.run_dir().join(policy::SOCKET).display().to_string(),
        ])
    }

    /// Puts the images of the cluster's own pods where containerd finds them.
    async fn import_images(&self) -> Result<(), ClusterError> {
        let images = self.dir.path("images/addons.tar");
        let spec = ProcessSpec::new("import", &self.programs.ctr, self.dir.root()).args([
            flag("address", self.socket().display()),
            "--namespace=k8s.io".to_owned(),
            "images".to_owned(),
            "import".to_owned(),
            images.display().to_string(),
        ]);
        run_to_end(&spec, &self.log("import"), IMPORT_LIMIT).await?;
        Ok(())
    }

    async fn run(&self) -> Result<(), ClusterError> {
        let failed = |error: std::io::Error| LabError::Process {
            program: self.name.clone(),
            reason: error.to_string(),
        };
        let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
        let containerd = Supervised::start(self.containerd(), self.log("containerd"));
        let started = tokio::select! {
            started = self.start_rest() => started.map(Some),
            _ = terminate.recv() => Ok(None),
        };
        if let Ok(Some(_)) = &started {
            tracing::info!("The node is up.");
            tokio::select! {
                _ = terminate.recv() => {}
                () = reap_orphans() => {}
            }
        }
        // The kubelet first, so that it does not start what is being ended.
        if let Ok(Some(rest)) = started {
            for process in &rest {
                process.ask_to_stop();
            }
            for process in rest {
                process.stop().await;
            }
            containerd.stop().await;
            return Ok(());
        }
        containerd.stop().await;
        started.map(|_| ())
    }

    async fn start_rest(&self) -> Result<Vec<Supervised>, ClusterError> {
        let socket = self.socket();
        lab_managed::compute::wait_until(
            "containerd",
            RUNTIME_LIMIT,
            Duration::from_millis(20),
            || async {
                let connected = tokio::net::UnixStream::connect(&socket).await;
                connected.map(drop).map_err(|error| error.to_string())
            },
        )
        .await?;
        self.import_images().await?;
        Ok(vec![
            Supervised::start(self.network_policy(), self.log("network-policy")),
            Supervised::start(self.kubelet(), self.log("kubelet")),
            Supervised::start(self.kube_proxy(), self.log("kube-proxy")),
        ])
    }
}

/// Runs as a node until a signal asks for its end. `args` are those after [`COMMAND`].
///
/// # Errors
/// When the node can't be made.
pub fn run(args: &[String]) -> Result<(), ClusterError> {
    let bad = || LabError::Process {
        program: COMMAND.into(),
        reason: "it is started by the cluster's supervisor, not by hand".into(),
    };
    let [root, number] = args else {
        return Err(bad().into());
    };
    let dir = ClusterDir::at(Path::new(root));
    let number: u8 = number.parse().map_err(|_| bad())?;
    let state = ClusterState::load(&dir)?.ok_or(ClusterError::NotUp)?;
    let programs = Programs::in_folder(&state.programs)?;
    let node = Node::new(&dir, &state, &programs, number);

    // Containers of this node outlive containerd, and their keepers must not outlive the node.
    children::become_subreaper().map_err(kernel("child subreapers"))?;
    // Before any thread is started: a mount namespace is shared by none.
    unshare(CloneFlags::CLONE_NEWNET | CloneFlags::CLONE_NEWNS)
        .map_err(kernel("network and mount namespaces"))?;
    own_mounts()?;
    own_settings(Path::new(KUBELET_FOLDER))?;
    network::connect(&node)?;
    node.prepare()?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| LabError::Process {
            program: node.name.clone(),
            reason: error.to_string(),
        })?;
    let ended = runtime.block_on(node.run());
    children::end_all(Signal::SIGKILL, Duration::ZERO, Duration::from_secs(10));
    ended
}

/// What the node mounts stays its own; what the machine mounts later it sees too.
fn own_mounts() -> Result<(), ClusterError> {
    let none = None::<&str>;
    mount(none, "/", none, MsFlags::MS_SLAVE | MsFlags::MS_REC, none)
        .map_err(kernel("mount namespaces"))?;
    for folder in FIXED_FOLDERS {
        std::fs::create_dir_all(folder).map_err(LabError::file(folder))?;
        mount(
            Some("tmpfs"),
            folder,
            Some("tmpfs"),
            MsFlags::empty(),
            Some("mode=0755"),
        )
        .map_err(kernel("tmpfs"))?;
        mount(none, folder, none, MsFlags::MS_SHARED, none).map_err(kernel("shared mounts"))?;
    }
    Ok(())
}

/// The kubelet finds the kernel's settings as it wants them, and the machine keeps its own: files in `folder` lie over
/// those of the kernel, for the node alone.
fn own_settings(folder: &Path) -> Result<(), ClusterError> {
    let none = None::<&str>;
    for (setting, value) in KERNEL_SETTINGS {
        let kernels = Path::new("/proc/sys").join(setting);
        // Not every kernel has keys.
        if !kernels.exists() {
            continue;
        }
        let own = folder.join(setting.replace('/', "."));
        std::fs::write(&own, format!("{value}\n")).map_err(LabError::file(&own))?;
        mount(Some(&own), &kernels, none, MsFlags::MS_BIND, none)
            .map_err(kernel("mounts over its settings"))?;
    }
    Ok(())
}

/// The keepers of containers that ended are this process's children without having been started by it.
async fn reap_orphans() {
    loop {
        children::reap_orphans();
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

fn kernel(what: &'static str) -> impl FnOnce(nix::Error) -> ClusterError {
    move |errno| ClusterError::NoFeature {
        what,
        reason: errno.to_string(),
    }
}

/// Where a cluster's sockets are.
pub(crate) fn run_dir(id: &str) -> PathBuf {
    Path::new("/run").join(format!("firedrill-{id}"))
}
