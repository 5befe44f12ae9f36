//! One replica of a workload.

use std::net::{Ipv4Addr, SocketAddr};

use lab_managed::LabDir;
use lab_managed::compute::ReplicaStatus;
use lab_managed::process::{ProcessSpec, Supervised};
use lab_managed::topology::{Program, Workload};
use tokio::sync::watch;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::probe;

/// A running replica, probed until it is dropped.
pub(crate) struct Replica {
    pub(crate) slot: u32,
    pub(crate) port: Option<u16>,
    pub(crate) process: Supervised,
    pub(crate) ready: watch::Receiver<bool>,
    _probing: DropGuard,
}

impl Replica {
    /// Starts a replica. `changed` is told whenever its readiness changes.
    pub(crate) fn start(
        dir: &LabDir,
        workload: &Workload,
        slot: u32,
        port: Option<u16>,
        spec: ProcessSpec,
        changed: watch::Sender<()>,
    ) -> Self {
        let log = dir.log_file(&spec.name);
        let process = Supervised::start(spec, log);
        let (ready_tx, ready) = watch::channel(false);
        let stop = CancellationToken::new();
        let stopped = stop.clone();
        let status = process.watch();
        let url = match (workload.program, port) {
            (Program::Service(_), Some(port)) => Some(format!("http://127.0.0.1:{port}/readyz")),
            _ => None,
        };
        tokio::spawn(async move {
            tokio::select! {
                () = stopped.cancelled() => {}
                () = probe::readiness(url, status, ready_tx, changed) => {}
            }
        });
        Self {
            slot,
            port,
            process,
            ready,
            _probing: stop.drop_guard(),
        }
    }

    pub(crate) fn is_ready(&self) -> bool {
        *self.ready.borrow()
    }

    /// Where it serves, when it does.
    pub(crate) fn endpoint(&self) -> Option<SocketAddr> {
        self.port
            .filter(|_| self.is_ready())
            .map(|port| SocketAddr::from((Ipv4Addr::LOCALHOST, port)))
    }

    pub(crate) fn status(&self) -> ReplicaStatus {
        let status = self.process.status();
        ReplicaStatus {
            name: self.process.name().to_owned(),
            pid: status.pid,
            ready: self.is_ready(),
            restarts: status.restarts,
            last_exit: status.last_exit,
            started_at: status.started_at,
            address: self.port.map(|port| (Ipv4Addr::LOCALHOST, port).into()),
        }
    }
}
