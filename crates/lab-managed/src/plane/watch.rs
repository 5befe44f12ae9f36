//! Watches over the standby of PostgreSQL, as RDS does for a Multi-AZ database.
//!
//! One task decides everything, so nothing is decided twice. It holds to three rules:
//! - The standby is in sync only when every commit waits for it and it has all that was acknowledged before that.
//! - It stops being in sync before the primary stops waiting for it, and only one that is in sync is promoted.
//! - Who is the primary is recorded before the promotion, when no process of the old primary is left.

use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::{Instant, sleep, timeout};

use super::ManagedPlane;
use super::pair::Ask;
use crate::compute::{FailedOver, wait_until};
use crate::postgres::{self, Observer, Replication, Server};
use crate::{LabError, LabState};

/// How often the standby is looked at.
const EVERY: Duration = Duration::from_millis(250);
/// How long the primary may take until every commit waits for the standby. Writes may hang meanwhile.
const SETTLE_LIMIT: Duration = Duration::from_secs(3);
/// How long the primary may leave unsaid how its standby is.
const BLIND_LIMIT: Duration = Duration::from_secs(4);
/// A standby that runs and does not follow for so long lacks what the primary no longer has, and is made anew.
const LOST_LIMIT: Duration = Duration::from_secs(10);
/// How long to wait after something failed.
const AGAIN: Duration = Duration::from_secs(3);

/// The task that watches.
pub(super) struct Watch {
    plane: ManagedPlane,
    /// The primary's process when it was last looked at.
    pid: Option<u32>,
    observer: Option<Observer>,
    /// Whether the primary's configuration says to wait for the standby.
    synchronous: bool,
    /// Since when the primary does not say how the standby is.
    blind_since: Option<Instant>,
    /// Since when the standby runs and does not follow.
    lost_since: Option<Instant>,
    /// Whether the standby's data are no good.
    anew: bool,
    /// Nothing is tried before.
    not_before: Instant,
}

impl Watch {
    pub(super) fn new(plane: ManagedPlane) -> Self {
        Self {
            plane,
            pid: None,
            observer: None,
            synchronous: false,
            blind_since: None,
            lost_since: None,
            anew: false,
            not_before: Instant::now(),
        }
    }

    /// Watches until it is aborted.
    pub(super) async fn run(mut self, mut asks: mpsc::Receiver<Ask>) {
        loop {
            if let Err(error) = self.turn().await {
                tracing::warn!(%error, "PostgreSQL's standby could not be kept as it should be; it is tried again.");
                self.not_before = Instant::now() + AGAIN;
            }
            tokio::select! {
                biased;
                () = self.primary_ends() => {}
                Some(ask) = asks.recv() => {
                    // Whoever asked may have left.
                    let _ = ask.send(self.asked().await);
                }
                () = sleep(EVERY) => {}
            }
        }
    }

    async fn turn(&mut self) -> Result<(), LabError> {
        let primary = self.state().postgres_primary;
        let pid = self.plane.pid(primary.name());
        if self.pid.is_some() && pid != self.pid {
            self.observer = None;
            if pid.is_none() && self.can_promote() {
                self.pid = None;
                tracing::warn!(
                    server = primary.name(),
                    "The primary of PostgreSQL ended; its standby takes over."
                );
                self.switch().await?;
                return Ok(());
            }
        }
        self.pid = pid;
        if self.plane.serving().is_none() {
            return self.finish().await;
        }
        self.look(primary.other()).await
    }

    fn state(&self) -> LabState {
        self.plane.state()
    }

    fn can_promote(&self) -> bool {
        let standby = self.state().postgres_primary.other();
        self.plane.replication() == Replication::InSync && self.plane.pid(standby.name()).is_some()
    }

    /// Completes when the process of the primary is another than it was.
    async fn primary_ends(&self) {
        let primary = self.state().postgres_primary;
        match (self.pid, self.plane.follow(primary.name())) {
            (Some(pid), Some(mut status)) => {
                // An error means that the process is no longer kept, which is an end too.
                let _ = status.wait_for(|status| status.pid != Some(pid)).await;
            }
            _ => std::future::pending().await,
        }
    }

    /// Keeps the standby running, and waited for when and only when it follows.
    async fn look(&mut self, standby: Server) -> Result<(), LabError> {
        if self.plane.pid(standby.name()).is_none() {
            self.give_up(Replication::Lost, "its process ended")?;
            self.lost_since = None;
            if !self.plane.has(standby.name()) && Instant::now() >= self.not_before {
                return self.make(standby).await;
            }
            return Ok(());
        }
        match self.see(standby).await {
            Ok(Some(seen)) => {
                self.blind_since = None;
                self.lost_since = None;
                let in_sync = self.plane.replication() == Replication::InSync;
                if in_sync && seen.is_waited_for {
                    return Ok(());
                }
                self.give_up(Replication::CatchingUp, "writes don't wait for it")?;
                if seen.is_near && Instant::now() >= self.not_before {
                    self.take(standby).await?;
                }
                Ok(())
            }
            Ok(None) => {
                self.blind_since = None;
                self.give_up(Replication::Lost, "it does not follow")?;
                let since = *self.lost_since.get_or_insert_with(Instant::now);
                if since.elapsed() > LOST_LIMIT {
                    self.remake(standby).await;
                }
                Ok(())
            }
            Err(error) => {
                self.observer = None;
                tracing::debug!(%error, "The primary of PostgreSQL does not say how its standby is.");
                let since = *self.blind_since.get_or_insert_with(Instant::now);
                if since.elapsed() > BLIND_LIMIT {
                    self.give_up(
                        Replication::CatchingUp,
                        "the primary does not say how it is",
                    )?;
                }
                Ok(())
            }
        }
    }

    async fn see(&mut self, standby: Server) -> Result<Option<postgres::Seen>, LabError> {
        if self.observer.is_none() {
            self.observer = Some(Observer::connect(&self.state()).await?);
        }
        match &self.observer {
            Some(observer) => observer.see(standby.name()).await,
            None => Ok(None),
        }
    }

    /// No longer counts on the standby, and then no longer waits for it: in this order, so that a primary that ends in
    /// between is not replaced by a standby that lacks something.
    fn give_up(&mut self, now: Replication, why: &str) -> Result<(), LabError> {
        self.plane.set_replication(now);
        if !self.synchronous {
            return Ok(());
        }
        tracing::warn!(why, "Writes to PostgreSQL no longer wait for its standby.");
        self.say_synchronous(false)
    }

    fn say_synchronous(&mut self, synchronous: bool) -> Result<(), LabError> {
        let state = self.state();
        postgres::set_synchronous(self.plane.dir(), &state, synchronous)?;
        self.synchronous = synchronous;
        self.plane.reload(state.postgres_primary.name());
        Ok(())
    }

    /// Has every commit wait for the standby, and counts on it once it has all that was acknowledged before.
    async fn take(&mut self, standby: Server) -> Result<(), LabError> {
        self.say_synchronous(true)?;
        let settled = tokio::select! {
            settled = timeout(SETTLE_LIMIT, self.settle(standby)) => settled.unwrap_or_else(|_| {
                Err(LabError::NotReady {
                    what: standby.name().to_owned(),
                    waited: SETTLE_LIMIT,
                    last: "not every commit waits for it".to_owned(),
                })
            }),
            () = self.primary_ends() => return Ok(()),
        };
        if let Err(error) = settled {
            self.give_up(Replication::CatchingUp, "it did not keep up")?;
            return Err(error);
        }
        self.plane.set_replication(Replication::InSync);
        tracing::info!(
            server = standby.name(),
            "The standby of PostgreSQL is in sync; every write waits for it."
        );
        Ok(())
    }

    async fn settle(&self, standby: Server) -> Result<(), LabError> {
        let Some(observer) = &self.observer else {
            return Ok(());
        };
        let poll = Duration::from_millis(20);
        let see = async || {
            let seen = observer.see(standby.name()).await;
            seen.map_err(|error| error.to_string())?
                .ok_or_else(|| "it does not follow".to_owned())
        };
        wait_until(standby.name(), SETTLE_LIMIT, poll, async || {
            match see().await?.is_waited_for {
                true => Ok(()),
                false => Err("the primary does not wait for it yet".to_owned()),
            }
        })
        .await?;
        let before = observer.settle().await?;
        wait_until(standby.name(), SETTLE_LIMIT, poll, async || {
            match see().await?.flushed >= before {
                true => Ok(()),
                false => Err("it lacks what was written before".to_owned()),
            }
        })
        .await
    }

    /// Makes the standby and starts it.
    async fn make(&mut self, standby: Server) -> Result<(), LabError> {
        let dir = self.plane.dir();
        postgres::prepare_standby(dir, &self.state(), self.anew).await?;
        self.anew = false;
        self.plane
            .start_store(standby.name(), postgres::spec_of(dir, standby)?);
        Ok(())
    }

    /// Ends a standby that is no good; the next turn makes another.
    async fn remake(&mut self, standby: Server) {
        tracing::warn!(
            server = standby.name(),
            "The standby of PostgreSQL does not follow and is made anew."
        );
        self.lost_since = None;
        self.anew = true;
        if let Some(process) = self.plane.take_store(standby.name()) {
            // It may hang, and has nothing to lose.
            process.kill();
            process.stop().await;
        }
    }

    async fn asked(&mut self) -> Result<FailedOver, LabError> {
        let replication = self.plane.replication();
        if self.can_promote() {
            tracing::info!("PostgreSQL fails over because somebody asked for it.");
            return self.switch().await;
        }
        Err(LabError::NotInSync {
            lab: self.plane.dir().name().to_owned(),
            replication: match replication {
                // Its process just ended.
                Replication::InSync => Replication::Lost,
                other => other,
            },
        })
    }

    /// Ends the primary, and what is left of it, and makes the standby the primary.
    async fn switch(&mut self) -> Result<FailedOver, LabError> {
        let began = Instant::now();
        let from = self.state().postgres_primary;
        let to = from.other();
        self.plane.serve(None);
        self.observer = None;
        if let Some(process) = self.plane.take_store(from.name()) {
            process.stop().await;
        }
        let dir = self.plane.dir();
        // Where one of these fails, nothing has changed hands: the next turn starts the primary again.
        postgres::fence(dir, from).await?;
        self.plane.record_primary(to)?;
        self.synchronous = false;
        self.plane.set_replication(Replication::Lost);
        self.finish().await?;
        let milliseconds = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        tracing::info!(
            from = from.name(),
            to = to.name(),
            milliseconds,
            "PostgreSQL failed over."
        );
        Ok(FailedOver {
            from,
            to,
            milliseconds,
        })
    }

    /// Has the recorded primary take writes: what is left to do of a promotion, however often it is tried.
    async fn finish(&mut self) -> Result<(), LabError> {
        let state = self.state();
        let name = state.postgres_primary.name();
        let dir = self.plane.dir();
        if !self.plane.has(name) {
            self.plane.start_store(name, postgres::spec(dir, &state)?);
        }
        self.plane.serve_primary().await?;
        // Its role's configuration, and what was changed on the old primary with ALTER SYSTEM.
        self.say_synchronous(false)?;
        self.pid = self.plane.pid(name);
        Ok(())
    }
}
