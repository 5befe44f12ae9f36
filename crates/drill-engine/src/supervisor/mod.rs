//! The supervisor of a lab: brings it up, answers its clients, directs its runs, until it goes down.

mod handler;
mod shop;
mod stage;

use std::sync::Arc;
use std::time::Duration;

use drill_core::definition::Runtime;
use drill_core::i18n::Text;
use embedded_kubernetes::Cluster;
use lab_kubernetes::KubernetesPlane;
use lab_managed::launch::Wanted;
use lab_managed::lock::SupervisorLock;
use lab_managed::{Compute, LabDir, LabError, LabState, layout};
use lab_process::ProcessPlane;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use self::handler::LabHandler;
use self::stage::{Stage, Up};
use crate::access::LabAccess;
use crate::catalog::Catalog;
use crate::control::protocol::{Failure, FailureKind};
use crate::control::server::Server;
use crate::director::{Director, TICK};
use crate::lab_failure::lab_failure;
use crate::receiver::{Alerts, Inbox, Receiver};
use crate::texts::supervisor as say;

/// How long a supervisor that failed goes on answering.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// Runs the supervisor of a lab, as `wanted`, until the lab is taken down, or a signal asks for its end.
///
/// Works on a runtime of one thread, and must: the death signal of the lab's processes fires when the thread that
/// started them ends.
///
/// # Errors
/// When another supervisor has the lab, or when it could not be brought up; clients that waited for it were told.
pub async fn serve(dir: LabDir, wanted: Wanted) -> Result<(), Failure> {
    let lock = SupervisorLock::take(&dir)?;
    let server = Server::bind(&dir.socket()).map_err(LabError::file(dir.socket()))?;
    let mut signals = Signals::new()?;
    let stop = CancellationToken::new();
    let stage = watch::Sender::new(Stage::default());
    let handler = Arc::new(LabHandler::new(dir.name(), stage.clone(), stop.clone()));
    let serving = tokio::spawn(server.run(handler, stop.clone()));

    let ended = tokio::select! {
        result = live(&dir, wanted, &lock, &stage) => result,
        () = stop.cancelled() => Ok(()),
        () = signals.any() => {
            tracing::info!("A signal asks for the supervisor's end.");
            let up = stage.borrow().up();
            stage.send_replace(Stage::Stopping);
            if let Some(up) = up {
                up.director.halt().await;
                up.compute.shut_down().await;
            }
            Ok(())
        }
    };
    if ended.is_ok()
        && let Err(error) = remove_leftovers(&dir).await
    {
        tracing::error!(reason = %error, "What is left of the lab on the cluster could not be removed.");
    }
    stop.cancel();
    if let Err(error) = serving.await {
        tracing::error!(%error, "The control server failed.");
    }
    ended
}

/// Removes what a lab without a supervisor has on a cluster: after a start that failed or was broken off, and after a
/// crash. Where there is nothing, nothing happens.
///
/// # Errors
/// When the cluster refused.
pub async fn remove_leftovers(dir: &LabDir) -> Result<(), Failure> {
    // A damaged lab.json names no runtime; `down --purge` is what removes it.
    match LabState::load(dir) {
        Ok(Some(state)) if state.runtime == Runtime::Kubernetes => {
            Ok(KubernetesPlane::remove(dir, &cluster_of(dir)?).await?)
        }
        _ => Ok(()),
    }
}

fn cluster_of(dir: &LabDir) -> Result<Cluster, Failure> {
    Ok(Cluster::new(
        dir.home(),
        &layout::share()?,
        &layout::cache()?,
    ))
}

/// Brings the lab up and keeps it. Returns only when it could not be brought up.
async fn live(
    dir: &LabDir,
    wanted: Wanted,
    lock: &SupervisorLock,
    stage: &watch::Sender<Stage>,
) -> Result<(), Failure> {
    let failure = match bring_up(dir, wanted, lock, stage).await {
        Ok((receiver, up)) => {
            stage.send_replace(Stage::Up(up));
            tracing::info!("The lab is up.");
            receiver.run(CancellationToken::new()).await;
            return Ok(());
        }
        Err(failure) => Failure {
            // Whatever it is, for somebody who wanted a lab it is the machine.
            kind: FailureKind::Environment,
            ..failure
        },
    };
    tracing::error!(reason = %failure, "The lab could not be brought up.");
    stage.send_replace(Stage::Failed(failure.clone()));
    // Whoever started this supervisor may not have asked yet how far it is, and shall hear it.
    tokio::time::sleep(LAST_WORDS).await;
    Err(failure)
}

async fn bring_up(
    dir: &LabDir,
    wanted: Wanted,
    lock: &SupervisorLock,
    stage: &watch::Sender<Stage>,
) -> Result<(Receiver, Up), Failure> {
    let share = layout::share()?;
    let tell = |progress| {
        stage.send_modify(|stage| stage.said(stage::progress(&progress)));
    };
    // A lab that was made keeps the runtime that it was made for.
    let runtime = LabState::load(dir)?.map_or(wanted.runtime, |state| state.runtime);
    let compute: Arc<dyn Compute> = match runtime {
        Runtime::Process => {
            Arc::new(ProcessPlane::bring_up(dir.clone(), wanted, lock, &tell).await?)
        }
        Runtime::Kubernetes => {
            let cluster = cluster_of(dir)?;
            Arc::new(KubernetesPlane::bring_up(dir.clone(), wanted, &cluster, lock, &tell).await?)
        }
    };
    let state = LabState::require(dir)?;
    let alerts = Alerts::default();
    let receiver = Receiver::bind(
        state.port("alerts"),
        state.recorded("alerts"),
        alerts.clone(),
        Inbox::of(dir),
        Arc::clone(&compute),
    )
    .await
    .map_err(|error| {
        Failure::new(
            FailureKind::Environment,
            Text::from_fn(|lang| say::no_receiver(lang, state.port("alerts"), &error)),
        )
        .with_next("firedrill up")
    })?;
    let director = Director::new(
        Arc::clone(&compute),
        LabAccess::of(dir, &state),
        alerts,
        Catalog::of_share(&share),
        TICK,
    )?;
    director.resume().await;
    let up = Up {
        compute,
        director: Arc::new(director),
    };
    Ok((receiver, up))
}

/// The signals that ask for an orderly end.
struct Signals {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

impl Signals {
    fn new() -> Result<Self, Failure> {
        let listen = |kind| {
            signal(kind).map_err(|error| {
                lab_failure(&LabError::Process {
                    program: "supervisor".into(),
                    reason: error.to_string(),
                })
            })
        };
        Ok(Self {
            terminate: listen(SignalKind::terminate())?,
            interrupt: listen(SignalKind::interrupt())?,
        })
    }

    async fn any(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
