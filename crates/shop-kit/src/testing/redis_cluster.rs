//! One Redis cluster per test.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

use anyhow::{Context as _, ensure};

use super::keeper::{Keeper, find};
use crate::redis::RedisSettings;
use crate::settings::Secret;

/// How many nodes there are; slots are shared equally.
const NODES: u16 = 3;
const SLOTS: u16 = 16_384;
/// How often other ports are tried: what is free now may be taken a moment later.
const TRIES: usize = 5;

/// Where a node listens while it is cut off: an address that no client was told.
const APART: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);

/// A cluster of three Redis servers without replicas. It ends with this value.
#[derive(Debug)]
pub struct TestRedisCluster {
    places: Vec<Place>,
    servers: Vec<Option<Keeper>>,
}

#[derive(Debug, Clone, Copy)]
struct Place {
    port: u16,
    bus: u16,
}

impl Place {
    fn address(self) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, self.port).into()
    }
}

impl TestRedisCluster {
    /// Starts an empty one and waits until it serves every key.
    ///
    /// # Errors
    /// Redis is not installed or does not start.
    pub fn start() -> anyhow::Result<Self> {
        let mut last = Self::try_start();
        for _ in 1..TRIES {
            if last.is_ok() {
                break;
            }
            last = Self::try_start();
        }
        last
    }

    fn try_start() -> anyhow::Result<Self> {
        let mut cluster = Self {
            places: places()?,
            servers: Vec::new(),
        };
        // All of them first: they wait for each other.
        for node in 0..cluster.places.len() {
            let server = cluster.serve(node)?;
            cluster.servers.push(Some(server));
        }
        for node in 0..cluster.places.len() {
            cluster.wait(node)?;
        }
        Ok(cluster)
    }

    /// Settings of a client that knows all nodes.
    #[must_use]
    pub fn settings(&self) -> RedisSettings {
        let urls = self.addresses().map(|address| format!("redis://{address}"));
        RedisSettings {
            url: Secret::new(urls.collect::<Vec<_>>().join(",")),
            cluster: true,
            pool_max: 16,
            timeout: Duration::from_millis(500),
        }
    }

    /// Where the nodes are.
    pub fn addresses(&self) -> impl Iterator<Item = SocketAddr> {
        self.places.iter().map(|place| place.address())
    }

    /// The node that has a slot.
    #[must_use]
    pub fn node_of(&self, slot: u16) -> usize {
        (0..NODES)
            .position(|node| range(node).1 >= slot)
            .unwrap_or_default()
    }

    /// Kills a node, with its keys.
    pub fn stop(&mut self, node: usize) {
        if let Some(server) = self.servers.get_mut(node) {
            *server = None;
        }
    }

    /// Starts a node that was stopped, without its keys, and waits until it serves.
    ///
    /// # Errors
    /// It does not start.
    pub fn start_again(&mut self, node: usize) -> anyhow::Result<()> {
        let server = self.serve(node)?;
        *self.servers.get_mut(node).context("no such node")? = Some(server);
        self.wait(node)
    }

    /// Ends all connections to a node and lets it refuse new ones. It stays a member and keeps its keys.
    ///
    /// # Errors
    /// It does not listen.
    pub fn cut(&self, node: usize) -> anyhow::Result<()> {
        self.listen(node, Ipv4Addr::LOCALHOST, APART)
    }

    /// Lets a node that was cut off be reached again.
    ///
    /// # Errors
    /// It is not cut off.
    pub fn mend(&self, node: usize) -> anyhow::Result<()> {
        self.listen(node, APART, Ipv4Addr::LOCALHOST)
    }

    fn listen(&self, node: usize, from: Ipv4Addr, to: Ipv4Addr) -> anyhow::Result<()> {
        let place = *self.places.get(node).context("no such node")?;
        let answer = ask(
            (from, place.port).into(),
            &format!("CONFIG SET bind {to}\r\n"),
        )?;
        ensure!(answer.starts_with("+OK"), "{answer}");
        let answer = ask((to, place.port).into(), "CLIENT KILL TYPE normal\r\n")?;
        ensure!(answer.starts_with(':'), "{answer}");
        Ok(())
    }

    /// Lets a node accept connections and answer nothing for a while.
    ///
    /// # Errors
    /// It does not listen.
    pub fn silence(&self, node: usize, time: Duration) -> anyhow::Result<()> {
        let place = *self.places.get(node).context("no such node")?;
        let command = format!("CLIENT PAUSE {} ALL\r\n", time.as_millis());
        let answer = ask(place.address(), &command)?;
        ensure!(answer.starts_with("+OK"), "{answer}");
        Ok(())
    }

    fn serve(&self, node: usize) -> anyhow::Result<Keeper> {
        let program = find("redis-server")?.join("redis-server");
        let place = *self.places.get(node).context("no such node")?;
        // Written instead of formed by CLUSTER MEET: they know each other and their slots from the first moment.
        let mut members = String::new();
        for (number, place) in (0..NODES).zip(&self.places) {
            let me = if usize::from(number) == node {
                "myself,"
            } else {
                ""
            };
            let (first, last) = range(number);
            members.push_str(&format!(
                "{number:040x} 127.0.0.1:{}@{} {me}master - 0 0 {} connected {first}-{last}\n",
                place.port,
                place.bus,
                number + 1
            ));
        }
        let prepare = format!(
            "printf '%s' '{members}vars currentEpoch {NODES} lastVoteEpoch 0\n' > nodes.conf"
        );
        let serve = format!(
            "'{}' --bind 127.0.0.1 --port {} --cluster-port {} --cluster-enabled yes --cluster-require-full-coverage no \
             --save '' --appendonly no",
            program.display(),
            place.port,
            place.bus
        );
        Keeper::start(None, &prepare, &serve, "KILL")
    }

    fn wait(&mut self, node: usize) -> anyhow::Result<()> {
        let place = *self.places.get(node).context("no such node")?;
        let server = self.servers.get_mut(node).and_then(Option::as_mut);
        server.context("it was stopped")?.wait("Redis", |_| {
            let state = ask(place.address(), "CLUSTER INFO\r\n").ok()?;
            state.contains("cluster_state:ok").then_some(())
        })
    }
}

/// What a node answers to one command.
fn ask(address: SocketAddr, command: &str) -> anyhow::Result<String> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(2)))?;
    stream.write_all(command.as_bytes())?;
    let mut answer = [0; 1024];
    let length = stream.read(&mut answer)?;
    Ok(String::from_utf8_lossy(answer.get(..length).unwrap_or_default()).into_owned())
}

fn range(node: u16) -> (u16, u16) {
    let end = |nodes: u16| u32::from(SLOTS) * u32::from(nodes) / u32::from(NODES);
    let slot = |number: u32| u16::try_from(number).unwrap_or(SLOTS);
    (slot(end(node)), slot(end(node + 1)) - 1)
}

/// Free ports. Redis can't be told to choose: the nodes have to know each other's.
fn places() -> anyhow::Result<Vec<Place>> {
    let listeners = (0..2 * NODES)
        .map(|_| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)))
        .collect::<Result<Vec<_>, _>>()?;
    let ports = listeners
        .iter()
        .map(|listener| Ok(listener.local_addr()?.port()))
        .collect::<Result<Vec<u16>, std::io::Error>>()?;
    let (clients, buses) = ports.split_at(usize::from(NODES));
    let place = |(port, bus): (&u16, &u16)| Place {
        port: *port,
        bus: *bus,
    };
    Ok(clients.iter().zip(buses).map(place).collect())
}
