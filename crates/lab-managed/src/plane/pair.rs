//! PostgreSQL's two servers in the plane: which one is served, and what the lab says of them.

use std::net::{Ipv4Addr, SocketAddr};

use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use super::watch::Watch;
use super::{Lab, ManagedPlane, STORES_LIMIT};
use crate::LabError;
use crate::compute::{FailedOver, StoreRole, StoreStatus};
use crate::link::{Link, LinkState};
use crate::postgres::{self, Replication, Server};
use crate::topology::{End, LINKS};

/// The two servers of a lab with a standby.
pub(super) struct Pair {
    /// What everybody but the services' links connects to; it leads to the primary.
    endpoint: Link,
    /// The primary, from when it takes writes.
    serving: Option<Server>,
    replication: Replication,
    watch: Option<Watching>,
}

struct Watching {
    asks: mpsc::Sender<Ask>,
    task: JoinHandle<()>,
}

/// A failover that somebody asked for, and where its outcome goes.
pub(super) type Ask = oneshot::Sender<Result<FailedOver, LabError>>;

impl ManagedPlane {
    /// Opens the endpoint of a lab with a standby.
    pub(super) fn open_endpoint(&self) -> Result<(), LabError> {
        let mut lab = self.lab();
        if !lab.state.desired.standby {
            return Ok(());
        }
        let address = (Ipv4Addr::LOCALHOST, lab.state.port("postgres")).into();
        lab.pair = Some(Pair {
            endpoint: Link::open("postgres", address, LinkState::default())?,
            serving: None,
            replication: Replication::Lost,
            watch: None,
        });
        Ok(())
    }

    /// Waits until the recorded primary takes writes, and leads everybody there. One whose promotion was broken off is
    /// promoted first.
    pub(super) async fn serve_primary(&self) -> Result<(), LabError> {
        let state = self.state();
        postgres::promote(self.dir(), &state).await?;
        postgres::wait_ready(&state, STORES_LIMIT).await?;
        self.serve(Some(state.postgres_primary));
        Ok(())
    }

    /// Leads everybody to a server, or with `None` to nobody.
    pub(super) fn serve(&self, server: Option<Server>) {
        let mut lab = self.lab();
        if let Some(pair) = &mut lab.pair {
            pair.serving = server;
        }
        lab.lead_to_primary();
    }

    /// Begins to watch over the standby, where the lab has one.
    pub(super) fn watch_standby(&self) {
        let (asks, asked) = mpsc::channel(1);
        let watch = Watch::new(self.clone());
        if let Some(pair) = &mut self.lab().pair {
            let task = tokio::spawn(watch.run(asked));
            pair.watch = Some(Watching { asks, task });
        }
    }

    /// Ends that, and the endpoint with it: nothing is promoted or made anew from here on.
    pub(super) async fn end_watch(&self) {
        let watch = self.lab().pair.take().and_then(|pair| pair.watch);
        if let Some(Watching { task, .. }) = watch {
            task.abort();
            // That it was aborted is no failure.
            let _ = task.await;
        }
    }

    /// Makes the standby the primary, and the primary the standby.
    ///
    /// # Errors
    /// [`LabError::NoStandby`], [`LabError::NotInSync`], or with what failed.
    pub async fn fail_over(&self) -> Result<FailedOver, LabError> {
        let asks = {
            let lab = self.lab();
            let watch = lab.pair.as_ref().and_then(|pair| pair.watch.as_ref());
            watch.map(|watch| watch.asks.clone())
        };
        let asks = asks.ok_or_else(|| LabError::NoStandby {
            lab: self.dir().name().to_owned(),
        })?;
        let (ask, outcome) = oneshot::channel();
        let gone = || LabError::Store {
            store: "postgres",
            reason: "the lab is going down".to_owned(),
        };
        asks.send(ask).await.map_err(|_| gone())?;
        outcome.await.map_err(|_| gone())?
    }

    /// Records which server is the primary, durably.
    pub(super) fn record_primary(&self, server: Server) -> Result<(), LabError> {
        let mut lab = self.lab();
        let mut state = lab.state.clone();
        state.postgres_primary = server;
        state.save(self.dir())?;
        lab.state = state;
        Ok(())
    }

    /// The server that is served, if any is.
    pub(super) fn serving(&self) -> Option<Server> {
        self.lab().pair.as_ref().and_then(|pair| pair.serving)
    }

    /// How far the standby is.
    pub(super) fn replication(&self) -> Replication {
        let lab = self.lab();
        lab.pair
            .as_ref()
            .map_or(Replication::Lost, |pair| pair.replication)
    }

    /// Says how far the standby is.
    pub(super) fn set_replication(&self, replication: Replication) {
        if let Some(pair) = &mut self.lab().pair {
            pair.replication = replication;
        }
    }
}

impl Lab {
    /// Where PostgreSQL's primary takes writes; nowhere while none does.
    pub(super) fn postgres_ends(&self) -> Vec<SocketAddr> {
        let server = match &self.pair {
            None => Some(self.state.postgres_primary),
            Some(pair) => pair.serving,
        };
        server
            .filter(|server| self.runs(server.name()))
            .map(|server| (Ipv4Addr::LOCALHOST, server.port(&self.state)).into())
            .into_iter()
            .collect()
    }

    /// Points the endpoint and every link to PostgreSQL at the primary.
    pub(super) fn lead_to_primary(&self) {
        let ends = self.postgres_ends();
        let links = LINKS
            .iter()
            .filter(|(_, end)| *end == End::Store("postgres"))
            .filter_map(|(name, _)| self.links.get(name));
        let endpoint = self.pair.as_ref().map(|pair| &pair.endpoint);
        for link in links.chain(endpoint) {
            link.set_endpoints(ends.clone());
        }
    }

    /// Where a process listens.
    pub(super) fn port_of(&self, process: &str) -> Option<u16> {
        let server = Server::ALL
            .into_iter()
            .find(|server| server.name() == process);
        match server {
            Some(server) => Some(server.port(&self.state)),
            None => self.state.ports.get(process).copied(),
        }
    }

    /// What a process is to the other server of its store.
    pub(super) fn role(&self, process: &str) -> Option<StoreRole> {
        let pair = self.pair.as_ref()?;
        let server = Server::ALL
            .into_iter()
            .find(|server| server.name() == process)?;
        Some(if server == self.state.postgres_primary {
            StoreRole::Primary
        } else {
            StoreRole::Standby {
                replication: pair.replication,
            }
        })
    }

    /// The standby while it has no process because it is being made.
    pub(super) fn missing_standby(&self) -> Option<StoreStatus> {
        self.pair.as_ref()?;
        let server = self.state.postgres_primary.other();
        (!self.stores.contains_key(server.name())).then(|| StoreStatus {
            name: server.name().to_owned(),
            pid: None,
            ready: false,
            restarts: 0,
            last_exit: None,
            port: Some(server.port(&self.state)),
            role: self.role(server.name()),
        })
    }
}
