//! A cluster: every command goes to the node that has its keys.
//!
//! The nodes are pools of their own, and not one cluster connection of the `redis` crate, because that one reconnects to
//! every node under one lock whenever a node fails: while one is silent, keys of all others wait with it.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use deadpool_redis::redis::{ConnectionAddr, ConnectionInfo, ErrorKind, FromRedisValue};
use deadpool_redis::redis::{ServerErrorKind, Value};
use futures::future::{join_all, select_ok};
use prometheus::IntGaugeVec;
use tokio::time::Instant;

use super::node::{Node, Work};
use super::topology::{self, Topology};
use super::{Part, RedisError, RedisSettings, redis, slot};
use crate::spans::Spans;

/// How often a command follows a key that moved.
const MOST_REDIRECTS: usize = 4;
/// The least time between two looks at who has which keys.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// All nodes. The first command finds out who they are.
#[derive(Debug)]
pub(super) struct Cluster {
    seeds: Vec<ConnectionInfo>,
    settings: RedisSettings,
    up: IntGaugeVec,
    spans: Spans,
    nodes: Mutex<BTreeMap<String, Arc<Node>>>,
    topology: RwLock<Arc<Topology>>,
    /// So that many first commands look once.
    first_look: tokio::sync::Mutex<()>,
    looking: AtomicBool,
    looked: Mutex<Option<Instant>>,
}

impl Cluster {
    pub(super) fn new(
        seeds: Vec<ConnectionInfo>,
        settings: RedisSettings,
        up: IntGaugeVec,
        spans: Spans,
    ) -> Self {
        Self {
            seeds,
            settings,
            up,
            spans,
            nodes: Mutex::default(),
            topology: RwLock::default(),
            first_look: tokio::sync::Mutex::default(),
            looking: AtomicBool::new(false),
            looked: Mutex::default(),
        }
    }

    /// The nodes that were ever talked to and are still members.
    pub(super) fn known(&self) -> Vec<Arc<Node>> {
        let nodes = self.nodes.lock().unwrap_or_else(PoisonError::into_inner);
        nodes.values().map(Arc::clone).collect()
    }

    /// The part that has a slot.
    pub(super) fn part(&self, slot: u16) -> Part {
        let topology = self.last_told();
        topology
            .node(slot)
            .map_or(Part::UNKNOWN, |node| node.part())
    }

    /// All parts that have slots.
    pub(super) fn parts(&self) -> Vec<Part> {
        let topology = self.last_told();
        let unknown = (!topology.is_whole()).then_some(Part::UNKNOWN);
        let known = topology.nodes().into_iter().map(|node| node.part());
        known.chain(unknown).collect()
    }

    /// Does the work where its keys are.
    pub(super) async fn run<T: FromRedisValue>(
        self: &Arc<Self>,
        work: Work<'_>,
        until: Instant,
    ) -> Result<T, RedisError> {
        let result = self.route(work, until).await;
        if result.as_ref().is_err_and(RedisError::is_of_topology) {
            self.look_soon();
        }
        result
    }

    async fn route<T: FromRedisValue>(
        self: &Arc<Self>,
        work: Work<'_>,
        until: Instant,
    ) -> Result<T, RedisError> {
        let slot = slot::of(work)?;
        let topology = self.topology().await?;
        let node = match slot {
            Some(slot) => topology.node(slot).ok_or(RedisError::Unserved(slot))?,
            None => any(&topology)?,
        };
        let (mut node, mut asking) = (Arc::clone(node), false);
        for _ in 0..MOST_REDIRECTS {
            let error = match node.run(work, asking, until).await {
                Err(RedisError::Command(error)) => error,
                Err(error) => return Err(error.at(&node.address)),
                Ok(answer) => return Ok(answer),
            };
            let next = error.redirect_node().and_then(|(place, _)| split(place));
            let Some((host, port)) = next else {
                return Err(RedisError::Command(error).at(&node.address));
            };
            asking = error.kind() == ErrorKind::Server(ServerErrorKind::Ask);
            if !asking {
                self.look_soon();
            }
            let host = if host.is_empty() {
                host_of(&node.address)
            } else {
                host
            };
            node = self.node(host, port)?;
        }
        Err(RedisError::Connection("its keys are moving about".to_owned()).at(&node.address))
    }

    /// Asks every node.
    pub(super) async fn ping(self: &Arc<Self>, until: Instant) -> Result<(), RedisError> {
        let topology = self.topology().await?;
        let nodes = topology.nodes();
        let ping = redis::cmd("PING");
        let answers = nodes
            .iter()
            .map(|node| node.run::<Value>(Work::Command(&ping), false, until));
        let answers = join_all(answers).await;
        let mut failed: Vec<(&str, RedisError)> = nodes
            .iter()
            .zip(answers)
            .filter_map(|(node, answer)| Some((&*node.address, answer.err()?)))
            .collect();
        if failed.is_empty() {
            return Ok(());
        }
        self.look_soon();
        if failed.len() == nodes.len() {
            let (node, error) = failed.swap_remove(0);
            return Err(error.at(node));
        }
        Err(RedisError::Partly {
            down: failed.iter().map(|(node, _)| (*node).to_owned()).collect(),
            of: nodes.len(),
        })
    }

    async fn topology(&self) -> Result<Arc<Topology>, RedisError> {
        let known = || Some(self.last_told()).filter(|topology| !topology.is_empty());
        if let Some(topology) = known() {
            return Ok(topology);
        }
        let _turn = self.first_look.lock().await;
        match known() {
            Some(topology) => Ok(topology),
            None => self.look().await,
        }
    }

    /// Empty until a node said who has which keys.
    fn last_told(&self) -> Arc<Topology> {
        let topology = self.topology.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&topology)
    }

    /// Looks again beside the commands: none of them waits for it.
    fn look_soon(self: &Arc<Self>) {
        let lately = {
            let looked = self.looked.lock().unwrap_or_else(PoisonError::into_inner);
            looked.is_some_and(|at| at.elapsed() < LOOK_EVERY)
        };
        if lately || self.looking.swap(true, Ordering::AcqRel) {
            return;
        }
        let cluster = Arc::clone(self);
        tokio::spawn(async move {
            if let Err(error) = cluster.look().await {
                tracing::warn!(%error, "No Redis node says which node has which keys.");
            }
            cluster.looking.store(false, Ordering::Release);
        });
    }

    /// Asks all nodes at once, so that one that does not answer delays nothing, and believes the first.
    async fn look(&self) -> Result<Arc<Topology>, RedisError> {
        let mut nodes = self.known();
        for seed in &self.seeds {
            let node = self.open(seed.clone())?;
            if nodes.iter().all(|known| known.address != node.address) {
                nodes.push(node);
            }
        }
        let until = Instant::now() + self.settings.timeout;
        let mut command = redis::cmd("CLUSTER");
        command.arg("SLOTS");
        let asks = nodes.iter().map(|node| {
            let command = &command;
            Box::pin(async move {
                let answer = node
                    .run::<Value>(Work::Command(command), false, until)
                    .await;
                let answer = answer.map_err(|error| error.at(&node.address))?;
                let ranges = topology::parse(answer, host_of(&node.address));
                if ranges.is_empty() {
                    let reason = "it knows of no node with keys".to_owned();
                    return Err(RedisError::Connection(reason).at(&node.address));
                }
                Ok(ranges)
            })
        });
        let (ranges, _) = select_ok(asks).await?;
        let topology = Topology::new(&ranges, |range| self.node(&range.host, range.port))?;
        self.forget_others(&topology);
        let topology = Arc::new(topology);
        *self
            .topology
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Arc::clone(&topology);
        *self.looked.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        Ok(topology)
    }

    /// Closes what leads to nodes that have no keys any more.
    fn forget_others(&self, topology: &Topology) {
        let members = topology.nodes();
        let mut nodes = self.nodes.lock().unwrap_or_else(PoisonError::into_inner);
        nodes.retain(|address, _| {
            let stays = members.iter().any(|node| *node.address == **address);
            if !stays {
                // It may be gone already, which is what is wanted.
                let _ = self.up.remove_label_values(&[address]);
            }
            stays
        });
    }

    /// The node at an address, with the password and the encryption of the first seed.
    fn node(&self, host: &str, port: u16) -> Result<Arc<Node>, RedisError> {
        let seed = self.seeds.first();
        let seed = seed.ok_or_else(|| RedisError::Connection("no node is known".to_owned()))?;
        let address = match seed.addr() {
            ConnectionAddr::TcpTls {
                insecure,
                tls_params,
                ..
            } => ConnectionAddr::TcpTls {
                host: host.to_owned(),
                port,
                insecure: *insecure,
                tls_params: tls_params.clone(),
            },
            _ => ConnectionAddr::Tcp(host.to_owned(), port),
        };
        self.open(seed.clone().set_addr(address))
    }

    fn open(&self, info: ConnectionInfo) -> Result<Arc<Node>, RedisError> {
        let address = info.addr().to_string();
        let mut nodes = self.nodes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(node) = nodes.get(&address) {
            return Ok(Arc::clone(node));
        }
        let up = self.up.with_label_values(&[&address]);
        let node = Node::new(info, &self.settings, up, &self.spans)
            .map_err(|error| RedisError::Connection(error.to_string()).at(&address))?;
        let node = Arc::new(node);
        nodes.insert(address, Arc::clone(&node));
        Ok(node)
    }
}

/// A node for what is about no key: one that answered last time, if there is one.
fn any(topology: &Topology) -> Result<&Arc<Node>, RedisError> {
    let nodes = topology.nodes();
    let answering = nodes.iter().find(|node| node.was_up());
    let node = answering.or(nodes.first()).copied();
    node.ok_or(RedisError::Unserved(0))
}

/// Host and port of `host:port`. A host that is left out is the one that was asked.
fn split(place: &str) -> Option<(&str, u16)> {
    let (host, port) = place.rsplit_once(':')?;
    Some((host, port.parse().ok()?))
}

fn host_of(address: &str) -> &str {
    split(address).map_or(address, |(host, _)| host)
}
