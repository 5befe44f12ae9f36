//! Pods whose address the API server does not know yet.
//!
//! It learns it once the pod's containers run, and until an agent knows the address, the pod neither reaches nor is
//! reached: its first connections are dropped, and tried again a second later. So a CNI plugin of ours, the last of the
//! chain, tells the agents of all nodes, and lets the pod start once they have made way for it.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::Ipv4Addr;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use ipnet::Ipv4Net;
use k8s_openapi::api::core::v1::Pod;
use lab_managed::LabError;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _};
use tokio::net::{UnixListener, UnixStream as Connection};
use tokio::sync::{Notify, watch};

use crate::ClusterError;

/// The hidden command of the plugin.
pub const COMMAND: &str = "__network-policy-cni";
/// The plugin's name in the chain.
pub(crate) const PLUGIN: &str = "firedrill-policy";
/// An agent's socket in the folder of its node's sockets.
pub(crate) const SOCKET: &str = "network-policy.sock";

/// How long a pod waits for an agent. One that says nothing lets it start: it stays closed until its address is known.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long an address is kept for a pod that the agent has not heard of.
const UNKNOWN: Duration = Duration::from_secs(30);

/// What the plugin tells an agent: one line, answered by an empty one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Arrival {
    uid: String,
    address: Ipv4Addr,
}

/// What the plugin is told on its standard input.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Config {
    cni_version: String,
    /// The folder with a folder of sockets for each node.
    #[serde(default)]
    sockets: PathBuf,
    /// What the plugins before it made, which it hands on as it is.
    prev_result: Option<Value>,
}

/// Runs as the plugin, as the [specification](https://www.cni.dev/docs/spec/) says.
///
/// # Errors
/// When its input can't be understood.
pub fn plugin() -> Result<(), ClusterError> {
    let variable = |name| std::env::var(name).unwrap_or_default();
    let mut input = String::new();
    let read = std::io::stdin().read_to_string(&mut input);
    read.map_err(LabError::file("/dev/stdin"))?;
    let config: Config = serde_json::from_str(&input).map_err(failed)?;
    match variable("CNI_COMMAND").as_str() {
        "ADD" => {
            let result = config.prev_result.unwrap_or_default();
            if let Some(arrival) = arrival(&variable("CNI_ARGS"), &result) {
                announce(&config.sockets, &arrival);
            }
            println!("{result}");
        }
        "VERSION" => {
            let version = config.cni_version;
            println!(
                "{}",
                serde_json::json!({ "cniVersion": version, "supportedVersions": [version] })
            );
        }
        // A pod that leaves takes its address with it.
        _ => {}
    }
    Ok(())
}

/// The pod that a call of the plugin is about; none when it is no pod's.
fn arrival(args: &str, result: &Value) -> Option<Arrival> {
    let uid = args
        .split(';')
        .find_map(|pair| pair.strip_prefix("K8S_POD_UID="))?;
    let address: Ipv4Net = result["ips"][0]["address"].as_str()?.parse().ok()?;
    Some(Arrival {
        uid: uid.to_owned(),
        address: address.addr(),
    })
}

/// Tells every agent, then waits for them: they work side by side.
fn announce(sockets: &Path, arrival: &Arrival) {
    let nodes = std::fs::read_dir(sockets).into_iter().flatten().flatten();
    let told: Vec<UnixStream> = nodes
        .filter_map(|node| tell(&node.path().join(SOCKET), arrival).ok())
        .collect();
    for agent in told {
        let _ = BufReader::new(agent).read_line(&mut String::new());
    }
}

fn tell(socket: &Path, arrival: &Arrival) -> std::io::Result<UnixStream> {
    let mut agent = UnixStream::connect(socket)?;
    agent.set_read_timeout(Some(PATIENCE))?;
    agent.set_write_timeout(Some(PATIENCE))?;
    let mut line = serde_json::to_vec(arrival)?;
    line.push(b'\n');
    agent.write_all(&line)?;
    Ok(agent)
}

/// The addresses that an agent was told.
pub(super) struct Arrivals {
    addresses: Mutex<BTreeMap<String, (Ipv4Addr, Instant)>>,
    /// The pods that the firewall knows, by their uid, and where.
    enforced: watch::Sender<BTreeMap<String, Ipv4Addr>>,
}

impl Arrivals {
    /// Listens on a socket. `changed` is told of each arrival.
    pub(super) fn listen(socket: &Path, changed: &Arc<Notify>) -> Result<Arc<Self>, LabError> {
        let _ = std::fs::remove_file(socket);
        let listener = UnixListener::bind(socket).map_err(LabError::file(socket))?;
        let arrivals = Arc::new(Self {
            addresses: Mutex::default(),
            enforced: watch::Sender::default(),
        });
        let (listening, changed) = (Arc::clone(&arrivals), Arc::clone(changed));
        tokio::spawn(async move {
            loop {
                match listener.accept().await {
                    Ok((connection, _)) => {
                        let (arrivals, changed) = (Arc::clone(&listening), Arc::clone(&changed));
                        tokio::spawn(async move { arrivals.hear(connection, &changed).await });
                    }
                    Err(error) => {
                        tracing::warn!(%error, "The CNI plugin is not heard.");
                        tokio::time::sleep(Duration::from_secs(1)).await;
                    }
                }
            }
        });
        Ok(arrivals)
    }

    async fn hear(&self, connection: Connection, changed: &Notify) {
        let (reader, mut writer) = connection.into_split();
        let line = tokio::io::BufReader::new(reader).lines().next_line().await;
        let Some(arrival) = line
            .ok()
            .flatten()
            .and_then(|line| serde_json::from_str::<Arrival>(&line).ok())
        else {
            return;
        };
        let mut enforced = self.enforced.subscribe();
        let Arrival { uid, address } = arrival;
        self.known().insert(uid.clone(), (address, Instant::now()));
        changed.notify_one();
        // A pod that came back after a restart of its node may still be known at the address of before.
        let enforced = enforced.wait_for(|pods| pods.get(&uid) == Some(&address));
        if tokio::time::timeout(PATIENCE, enforced).await.is_err() {
            tracing::warn!(pod = uid, "A pod starts whose policies are not known yet.");
        }
        let _ = writer.write_all(b"\n").await;
    }

    /// The pods that are at an address. The plugin is believed before the API server, which after a restart of a node
    /// names addresses for a while that were given to others since. An address that two pods are said to have is nobody's:
    /// it stays closed until it is known whose it is.
    pub(super) fn placed<'a>(&self, pods: &[&'a Pod]) -> Vec<(&'a Pod, Ipv4Addr)> {
        let told = self.known();
        let mut in_time: Vec<_> = told.iter().collect();
        in_time.sort_unstable_by_key(|(_, (_, since))| *since);
        let owners: BTreeMap<Ipv4Addr, &String> = in_time
            .into_iter()
            .map(|(uid, (address, _))| (*address, uid))
            .collect();
        let mut placed: BTreeMap<Ipv4Addr, Vec<&Pod>> = BTreeMap::new();
        for &pod in pods {
            let uid = pod.metadata.uid.as_ref();
            let of_plugin = uid
                .and_then(|uid| told.get(uid))
                .map(|(address, _)| *address);
            let Some(address) = of_plugin.or_else(|| said(pod)) else {
                continue;
            };
            if owners
                .get(&address)
                .copied()
                .is_none_or(|owner| Some(owner) == uid)
            {
                placed.entry(address).or_default().push(pod);
            }
        }
        placed
            .into_iter()
            .filter_map(|(address, pods)| match pods[..] {
                [pod] => Some((pod, address)),
                _ => None,
            })
            .collect()
    }

    /// The firewall now has the pods of `pods` that are `placed`. What the plugin said of an address is forgotten once the
    /// API server says the same, and of no other pod.
    pub(super) fn enforced(&self, pods: &[&Pod], placed: &[(&Pod, Ipv4Addr)]) {
        let said: Vec<(Option<&String>, Ipv4Addr)> = pods
            .iter()
            .filter_map(|pod| Some((pod.metadata.uid.as_ref(), said(pod)?)))
            .collect();
        let is_settled = |uid: &String, address: Ipv4Addr| {
            let mut there = said.iter().filter(|(_, said)| *said == address);
            let is_first = there.next().is_some_and(|(one, _)| *one == Some(uid));
            is_first && there.next().is_none()
        };
        let enforced: BTreeMap<String, Ipv4Addr> = placed
            .iter()
            .filter_map(|(pod, address)| Some((pod.metadata.uid.clone()?, *address)))
            .collect();
        self.known().retain(|uid, (address, since)| {
            if enforced.contains_key(uid) {
                !is_settled(uid, *address)
            } else {
                since.elapsed() < UNKNOWN
            }
        });
        self.enforced.send_replace(enforced);
    }

    fn known(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, (Ipv4Addr, Instant)>> {
        self.addresses
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// A pod's address, if the API server has it.
fn said(pod: &Pod) -> Option<Ipv4Addr> {
    pod.status.as_ref()?.pod_ip.as_ref()?.parse().ok()
}

fn failed(error: impl std::fmt::Display) -> LabError {
    LabError::Process {
        program: PLUGIN.into(),
        reason: error.to_string(),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use serde_json::json;

    fn pod(uid: &str, address: Option<&str>) -> Pod {
        serde_json::from_value(json!({
            "metadata": { "name": uid, "uid": uid },
            "status": { "podIP": address },
        }))
        .unwrap()
    }

    #[test]
    fn the_plugin_reads_which_pod_has_which_address() {
        let result = json!({ "ips": [{ "version": "4", "address": "10.86.65.7/24" }] });
        let args = "IgnoreUnknown=1;K8S_POD_NAMESPACE=a;K8S_POD_NAME=b;K8S_POD_UID=1-2";
        let found = arrival(args, &result).unwrap();
        assert_eq!(found.uid, "1-2");
        assert_eq!(found.address, Ipv4Addr::new(10, 86, 65, 7));
        assert_eq!(arrival("IgnoreUnknown=1", &result), None);
    }

    #[tokio::test]
    async fn a_pod_waits_until_the_firewall_knows_it() {
        let folder = tempfile::tempdir().unwrap();
        let node = folder.path().join("node-1");
        std::fs::create_dir(&node).unwrap();
        let changed = Arc::new(Notify::new());
        let arrivals = Arrivals::listen(&node.join(SOCKET), &changed).unwrap();
        let sockets = folder.path().to_owned();
        let arrival = Arrival {
            uid: "young".to_owned(),
            address: Ipv4Addr::new(10, 86, 65, 7),
        };
        let announced = tokio::task::spawn_blocking(move || announce(&sockets, &arrival));
        changed.notified().await;
        let (young, old) = (pod("young", None), pod("old", Some("10.86.65.2")));
        let seven = Ipv4Addr::new(10, 86, 65, 7);
        let pods = [&young, &old];
        let placed = arrivals.placed(&pods);
        assert!(placed.contains(&(&young, seven)), "{placed:?}");
        assert!(!announced.is_finished());
        arrivals.enforced(&pods, &placed);
        announced.await.unwrap();
        // Until the API server says the same, it speaks of the time before.
        let young = pod("young", Some("10.86.65.8"));
        let placed = arrivals.placed(&[&young]);
        assert_eq!(placed, [(&young, seven)]);
        arrivals.enforced(&[&young], &placed);
        assert!(!arrivals.known().is_empty());
        // Nor is it believed of one pod while it says that another is there.
        let (young, old) = (
            pod("young", Some("10.86.65.8")),
            pod("old", Some("10.86.65.7")),
        );
        let placed = arrivals.placed(&[&old, &young]);
        assert_eq!(placed, [(&young, seven)]);
        arrivals.enforced(&[&old, &young], &placed);
        assert!(!arrivals.known().is_empty());
        let (young, old) = (
            pod("young", Some("10.86.65.7")),
            pod("old", Some("10.86.65.7")),
        );
        let placed = arrivals.placed(&[&old, &young]);
        assert_eq!(placed, [(&young, seven)]);
        arrivals.enforced(&[&old, &young], &placed);
        assert!(!arrivals.known().is_empty());
        arrivals.enforced(&[&young], &arrivals.placed(&[&young]));
        assert!(arrivals.known().is_empty());
    }

    #[tokio::test]
    async fn a_pod_that_is_known_at_another_address_waits_too() {
        let folder = tempfile::tempdir().unwrap();
        let node = folder.path().join("node-1");
        std::fs::create_dir(&node).unwrap();
        let changed = Arc::new(Notify::new());
        let arrivals = Arrivals::listen(&node.join(SOCKET), &changed).unwrap();
        let back = pod("back", Some("10.86.65.2"));
        arrivals.enforced(&[&back], &arrivals.placed(&[&back]));
        let address = Ipv4Addr::new(10, 86, 65, 7);
        let mut agent = UnixStream::connect(node.join(SOCKET)).unwrap();
        agent
            .write_all(b"{\"uid\":\"back\",\"address\":\"10.86.65.7\"}\n")
            .unwrap();
        changed.notified().await;
        agent.set_nonblocking(true).unwrap();
        tokio::task::yield_now().await;
        let nothing = agent.read(&mut [0]).unwrap_err();
        assert_eq!(nothing.kind(), std::io::ErrorKind::WouldBlock);
        arrivals.enforced(&[&back], &[(&back, address)]);
        agent.set_nonblocking(false).unwrap();
        let answered = tokio::task::spawn_blocking(move || agent.read(&mut [0]).unwrap());
        assert_eq!(answered.await.unwrap(), 1);
    }

    #[test]
    fn an_address_is_of_the_pod_that_got_it_last_or_of_nobody() {
        let arrivals = Arrivals {
            addresses: Mutex::default(),
            enforced: watch::Sender::default(),
        };
        let address = Ipv4Addr::new(10, 86, 65, 7);
        let (one, other) = (
            pod("one", Some("10.86.65.7")),
            pod("other", Some("10.86.65.7")),
        );
        assert_eq!(arrivals.placed(&[&one, &other]), []);
        let told = |uid: &str| {
            let told = (address, Instant::now());
            arrivals.known().insert(uid.to_owned(), told);
        };
        told("one");
        let placed = arrivals.placed(&[&one, &other]);
        assert_eq!(placed, [(&one, address)]);
        told("other");
        let placed = arrivals.placed(&[&one, &other]);
        assert_eq!(placed, [(&other, address)]);
    }
}
