//! The cluster's supervisor: keeps the control plane and the nodes alive until it is told to end.

use std::path::Path;
use std::time::Duration;

use lab_managed::LabError;
use lab_managed::lock::SupervisorLock;
use lab_managed::process::{Supervised, children};
use tokio::net::TcpStream;
use tokio::signal::unix::{SignalKind, signal};

use crate::components::{self, Plan};
use crate::network::Network;
use crate::node::Node;
use crate::pki::{API_PORT, Pki};
use crate::programs::Programs;
use crate::{ClusterDir, ClusterError, ClusterState};

/// The hidden command of the cluster's supervisor.
pub const COMMAND: &str = "__cluster";

/// Runs as the supervisor until a signal asks for its end. `args` are those after [`COMMAND`].
///
/// Works on a runtime of one thread, and must: the death signal of the processes fires when the thread that started
/// them ends.
///
/// # Errors
/// When another supervisor has the cluster, or the machine refuses what the cluster needs.
pub async fn serve(args: &[String]) -> Result<(), ClusterError> {
    let failed = |reason: String| LabError::Process {
        program: COMMAND.into(),
        reason,
    };
    let [root] = args else {
        return Err(failed("it is started by `firedrill cluster up`, not by hand".into()).into());
    };
    let dir = ClusterDir::at(Path::new(root));
    let _lock = SupervisorLock::take_file(&dir.lock_file(), "cluster")?;
    let mut terminate =
        signal(SignalKind::terminate()).map_err(|error| failed(error.to_string()))?;
    let state = ClusterState::load(&dir)?.ok_or(ClusterError::NotUp)?;
    let programs = Programs::in_folder(&state.programs)?;
    children::become_subreaper().map_err(|errno| failed(format!("no child subreaper: {errno}")))?;
    // What a node leaves behind when it loses its power: keepers of containers, and the containers.
    tokio::spawn(children::adopt_and_end_orphans());

    Network::new(&dir.id(), state.ranges).create()?;
    let running = tokio::select! {
        running = start(&dir, &state, &programs) => running,
        _ = terminate.recv() => return Ok(()),
    };
    tracing::info!("The cluster's processes are started.");
    terminate.recv().await;
    tracing::info!("The cluster ends.");
    stop(running).await;
    Ok(())
}

/// The nodes first: containerd, its images and the kubelet take as long as the API server, and wait for it by themselves.
async fn start(dir: &ClusterDir, state: &ClusterState, programs: &Programs) -> Vec<Supervised> {
    let plan = Plan {
        dir,
        state,
        programs,
        pki: Pki::of(dir),
    };
    let run = |spec: lab_managed::process::ProcessSpec| {
        let log = dir.log_file(&spec.name);
        Supervised::start(spec, log)
    };
    let mut running = vec![
        run(components::etcd(&plan)),
        run(components::api_server(&plan)),
    ];
    for (number, ..) in state.node_list() {
        running.push(run(Node::new(dir, state, programs, number).spec()));
    }
    // These give up when they find no API server, and each new try comes later than the one before.
    while TcpStream::connect((state.ranges.host(), API_PORT))
        .await
        .is_err()
    {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    running.push(run(components::controller_manager(&plan)));
    running.push(run(components::scheduler(&plan)));
    running
}

/// In the reverse order of their start, so that nobody misses what has ended; the nodes together.
async fn stop(running: Vec<Supervised>) {
    for process in running.iter().skip(2) {
        process.ask_to_stop();
    }
    for process in running.into_iter().rev() {
        process.stop().await;
    }
}
