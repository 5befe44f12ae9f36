//! A rehearsal: a drill played by the machine, on labs of its own, to prove that the drill is true.
//!
//! One play proves the drill itself: the steady state holds, every symptom shows in time, the page comes in time, every
//! resolving check fails, each wrong fix still fails, and the cleanup gives the steady state back. Each solution has a
//! play of its own. A few labs share the plays, side by side; they are started and asked as the command line does it, so
//! a rehearsal is a real client.

mod broken;
mod home;
mod lab;
mod plan;
mod proof;
mod script;
mod solved;

use std::num::NonZero;
use std::sync::Arc;
use std::time::{Duration, Instant};

use drill_core::definition::Runtime;
use drill_core::fault::Fault;
use drill_core::i18n::Text;
use futures::future::join_all;
use lab_managed::layout;
use tokio::sync::{Barrier, mpsc};
use tokio_util::sync::CancellationToken;

pub use self::proof::{Broken, Proof};

use self::home::Home;
use self::lab::Stage;
use self::proof::Teller;
use crate::catalog::{Catalog, DrillFolder};
use crate::control::protocol::Failure;
use crate::texts::rehearse as say;

/// A rehearsal that proved everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rehearsed {
    /// How many things were proven.
    pub proofs: usize,
    /// How long it took.
    pub took: Duration,
}

/// Why a rehearsal ended without having proven everything.
#[derive(Debug, thiserror::Error)]
pub enum RehearsalError {
    /// The drill could not be had, or the labs could not be made.
    #[error(transparent)]
    NotBegun(#[from] Failure),
    /// Something that had to be true was not.
    #[error("{}", .0.reason.en)]
    Broken(Box<Broken>),
    /// Ended from the outside. The labs are gone.
    #[error("cancelled")]
    Cancelled,
}

/// Rehearses one drill on a runtime. `on_proof` hears each proof as it is proven; `cancel` ends everything in an orderly way.
///
/// # Errors
/// The first thing that is not true. Its lab's folder is kept.
pub async fn rehearse(
    drill: &str,
    runtime: Runtime,
    on_proof: &mut (dyn FnMut(Proof) + Send),
    cancel: &CancellationToken,
) -> Result<Rehearsed, RehearsalError> {
    let began = Instant::now();
    let share = layout::share().map_err(Failure::from)?;
    let drill = Arc::new(
        Catalog::of_share(&share)
            .load(drill)
            .map_err(Failure::from)?,
    );
    if !drill.drill.runtimes.contains(&runtime) {
        return Err(crate::director::wrong_runtime(&drill).into());
    }
    let mut home = Home::create(&drill.drill.id, runtime).map_err(Failure::from)?;
    let (sender, mut coming) = mpsc::unbounded_channel();
    let tell = |lab: &str| Teller::new(lab, sender.clone());

    tell(say::DEFINITION_LAB).proven(Text::from_fn(|lang| {
        say::definition_is_sound(lang, drill.hash.get(..12).unwrap_or_default())
    }));
    let cores = std::thread::available_parallelism().map_or(2, NonZero::get);
    // A lab whose shop is slow for want of a processor proves nothing and takes longer to say so. A broken one takes
    // less than half a core; on Kubernetes each has kubelets and an API server to feed, too.
    let at_once = match runtime {
        Runtime::Process => cores * 2,
        Runtime::Kubernetes => cores + 1,
    };
    let at_once = at_once
        .min(cores * rate_of_a_core(runtime) / peak(&drill).max(1))
        .max(1);
    // The first thing that is not true ends every lab.
    let abort = cancel.child_token();
    let plan = plan::of(&drill.drill, at_once);
    let all_up = Arc::new(Barrier::new(plan.len()));
    let labs = plan.into_iter().enumerate().map(|(index, plays)| {
        let name = format!("lab-{}", index + 1);
        let (home, share, drill) = (&home, &share, Arc::clone(&drill));
        let (teller, all_up, abort) = (tell(&name), Arc::clone(&all_up), abort.clone());
        async move {
            let played = async {
                let stage = Stage {
                    dir: home.lab(&name)?,
                    runtime,
                    scripts_path: home.path_with_firedrill(),
                    share: share.clone(),
                    drill,
                    teller,
                    all_up,
                };
                lab::on_a_lab(stage, &abort, &plays).await
            };
            let outcome = played.await;
            // Whatever it was: the others may be waiting for this lab.
            if outcome.is_err() {
                abort.cancel();
            }
            outcome
        }
    });
    let mut proofs = 0;
    let mut count = |proof: Proof| {
        proofs += 1;
        on_proof(proof);
    };
    let mut labs = Box::pin(join_all(labs));
    let outcomes = loop {
        tokio::select! {
            Some(proof) = coming.recv() => count(proof),
            outcomes = &mut labs => break outcomes,
        }
    };
    drop(labs);
    while let Ok(proof) = coming.try_recv() {
        count(proof);
    }

    let broken = outcomes
        .into_iter()
        .filter_map(Result::err)
        .min_by_key(|broken| broken.at());
    match broken {
        Some(broken) => {
            home.keep();
            Err(RehearsalError::Broken(broken))
        }
        None if cancel.is_cancelled() => Err(RehearsalError::Cancelled),
        None => Ok(Rehearsed {
            proofs,
            took: began.elapsed(),
        }),
    }
}

/// Requests per second that one core carries, with everything that a lab does for them. On Kubernetes pods come and go
/// meanwhile, each of which takes half a second of a core.
fn rate_of_a_core(runtime: Runtime) -> usize {
    match runtime {
        Runtime::Process => 75,
        Runtime::Kubernetes => 50,
    }
}

/// The most requests per second that come to a lab of a drill.
fn peak(drill: &DrillFolder) -> usize {
    let surges = drill.drill.fault.iter().filter_map(|fault| match fault {
        Fault::Traffic { rate } => Some(*rate),
        _ => None,
    });
    let most = surges.chain([drill.drill.load.rate]).max();
    usize::try_from(most.unwrap_or_default()).unwrap_or(usize::MAX)
}
