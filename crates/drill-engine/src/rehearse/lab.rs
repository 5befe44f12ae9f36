//! One lab of a rehearsal, from its start to its end.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use drill_core::definition::Runtime;
use drill_core::i18n::{Lang, Text};
use drill_core::journal::{Entry, Event};
use lab_managed::LabDir;
use lab_managed::launch::{self, Wanted};
use tokio::sync::Barrier;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use super::plan::Play;
use super::proof::{Broken, Teller};
use super::script;
use crate::catalog::DrillFolder;
use crate::control::Client;
use crate::control::protocol::{Done, Failure, Request, RunView};
use crate::lab_failure::lab_failure;
use crate::runs::RunFolder;
use crate::supervisor::remove_leftovers;
use crate::texts::rehearse as say;

/// How often something is looked at that is waited for.
pub(super) const POLL: Duration = Duration::from_millis(250);
/// How long a lab may take to end.
const DOWN_LIMIT: Duration = Duration::from_secs(30);
/// Every rehearsal plays the same variant.
const SEED: u64 = 1;

/// What a lab of a rehearsal needs to be made.
pub(super) struct Stage {
    pub(super) dir: LabDir,
    pub(super) runtime: Runtime,
    pub(super) scripts_path: OsString,
    pub(super) share: PathBuf,
    pub(super) drill: Arc<DrillFolder>,
    pub(super) teller: Teller,
    /// Where labs that are up wait for the others: a start is work that those would notice which measure.
    pub(super) all_up: Arc<Barrier>,
}

/// A lab that is up.
pub(super) struct Lab {
    pub(super) stage: Stage,
    pub(super) client: Client,
}

/// Makes a lab, plays on it one play after the other, and takes it down whatever came of it. A play that is aborted
/// because another lab found something is no failure.
pub(super) async fn on_a_lab(
    stage: Stage,
    abort: &CancellationToken,
    plays: &[Play],
) -> Result<(), Box<Broken>> {
    let client = Client::new(stage.dir.name(), stage.dir.socket());
    let lab = Lab { stage, client };
    // Not broken off half way: a supervisor without a socket can't be told to end.
    let outcome = match lab.launch().await {
        Ok(()) => tokio::select! {
            biased;
            () = abort.cancelled() => Ok(()),
            outcome = lab.with(plays) => outcome,
        },
        Err(broken) => Err(broken),
    };
    let down = lab.down().await;
    outcome?;
    if abort.is_cancelled() {
        return Ok(());
    }
    down
}

impl Lab {
    async fn launch(&self) -> Result<(), Box<Broken>> {
        let wanted = Wanted {
            standby: Some(self.stage.drill.drill.standby),
            ..self.stage.runtime.into()
        };
        launch::launch(&self.stage.dir, wanted)
            .await
            .map_err(|error| self.failed(&Text::from_fn(say::lab_comes_up), &lab_failure(&error)))
    }

    /// Plays one play after the other as soon as every lab is up.
    async fn with(&self, plays: &[Play]) -> Result<(), Box<Broken>> {
        // A rehearsal that is killed must not leave labs behind.
        let tether = tokio::spawn({
            let client = self.client.clone();
            async move { client.ask::<Done>(&Request::Tether).await }
        });
        let outcome = async {
            let began = Instant::now();
            let Done {} = self
                .client
                .ready(&mut |_| {})
                .await
                .map_err(|failure| self.failed(&Text::from_fn(say::lab_comes_up), &failure))?;
            self.proven(|lang| say::lab_is_up(lang, began.elapsed().as_secs()));
            self.stage.all_up.wait().await;
            for play in plays {
                play.on(self).await?;
            }
            Ok(())
        }
        .await;
        // The lab is taken down in the open.
        tether.abort();
        outcome
    }

    /// Begins the drill and returns once it has paged in time.
    pub(super) async fn play(&self) -> Result<RunView, Box<Broken>> {
        let drill = &self.stage.drill.drill;
        let within = drill.page.within;
        let proof = Text::from_fn(|lang| say::page_comes(lang, within));
        let run: RunView = self
            .client
            .ask(&Request::Play {
                drill: drill.id.clone(),
                seed: Some(SEED),
                lang: Lang::En,
            })
            .await
            .map_err(|failure| self.failed(&proof, &failure))?;
        let took = run
            .moments
            .time_to_detect()
            .and_then(|took| took.to_std().ok());
        match (took, &run.page) {
            (Some(took), Some(page)) if took <= within.as_duration() => {
                self.proven(|lang| say::page_came(lang, &page.alert, seconds(took), within));
                Ok(run)
            }
            (Some(took), Some(page)) => Err(self.broken(
                &proof,
                Text::from_fn(|lang| say::page_was_late(lang, &page.alert, seconds(took))),
            )),
            _ => Err(self.broken(&proof, Text::from_fn(say::nothing_paged))),
        }
    }

    /// Runs a script of the drill.
    pub(super) async fn run_script(&self, name: &str) -> Result<(), Box<Broken>> {
        let path = self.stage.drill.script(name, self.stage.runtime);
        script::run(&self.stage, &path).await.map_err(|reason| {
            self.broken(
                &Text::from_fn(|lang| say::script_runs(lang, name)),
                Text::same(reason),
            )
        })
    }

    /// Stops the run, and proves that the steady state is back.
    pub(super) async fn clean_up(&self) -> Result<(), Box<Broken>> {
        let proof = Text::from_fn(say::steady_state_returns);
        let run: RunView = self
            .client
            .ask(&Request::Stop)
            .await
            .map_err(|failure| self.failed(&proof, &failure))?;
        let restored = self.entries(&run)?.iter().rev().find_map(|entry| {
            if let Event::CleanedUp { baseline_restored } = entry.event {
                Some(baseline_restored)
            } else {
                None
            }
        });
        if restored != Some(true) {
            return Err(self.broken(&proof, Text::from_fn(say::steady_state_is_gone)));
        }
        self.proven(say::steady_state_returned);
        Ok(())
    }

    /// The journal of a run.
    pub(super) fn entries(&self, run: &RunView) -> Result<Vec<Entry>, Box<Broken>> {
        let proof = Text::from_fn(say::journal_is_whole);
        RunFolder::find(&self.stage.dir.runs(), Some(&run.run))
            .ok_or_else(|| self.broken(&proof, Text::same(&run.folder)))?
            .entries()
            .map_err(|error| self.broken(&proof, Text::same(error.to_string())))
    }

    pub(super) fn proven(&self, say: impl Fn(Lang) -> String) {
        self.stage.teller.proven(Text::from_fn(say));
    }

    pub(super) fn broken(&self, proof: &Text, reason: Text) -> Box<Broken> {
        Broken::new(
            self.stage.teller.lab(),
            proof.clone(),
            reason,
            self.stage.dir.root().to_path_buf(),
        )
    }

    pub(super) fn failed(&self, proof: &Text, failure: &Failure) -> Box<Broken> {
        self.broken(proof, failure.sentence())
    }

    /// Takes the lab down, if it ever came up.
    async fn down(&self) -> Result<(), Box<Broken>> {
        if launch::is_running(&self.stage.dir) {
            // The answer does not matter: what counts is that the supervisor is gone.
            let _ = self.client.ask::<Done>(&Request::Down).await;
        }
        let began = Instant::now();
        while launch::is_running(&self.stage.dir) {
            if began.elapsed() > DOWN_LIMIT {
                return Err(self.broken(
                    &Text::from_fn(say::lab_goes_down),
                    Text::from_fn(|lang| say::still_running(lang, DOWN_LIMIT.as_secs())),
                ));
            }
            sleep(POLL).await;
        }
        // Of one that did not come up.
        let proof = Text::from_fn(say::lab_goes_down);
        remove_leftovers(&self.stage.dir)
            .await
            .map_err(|failure| self.failed(&proof, &failure))
    }
}

/// Seconds with one digit.
pub(super) fn seconds(duration: Duration) -> String {
    format!("{:.1}", duration.as_secs_f32())
}
