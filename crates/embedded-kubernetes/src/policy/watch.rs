//! The agent of a node.

use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use k8s_openapi::api::core::v1 as core;
use k8s_openapi::api::networking::v1::NetworkPolicy;
use kube::api::{ApiResource, DynamicObject};
use kube::runtime::events::{Event, EventType, Recorder, Reporter};
use kube::{Api, Client, Resource as _, ResourceExt as _};
use lab_managed::LabError;
use lab_managed::state::write_private;
use tokio::sync::Notify;
use tokio::time::Instant;

use super::arrivals::Arrivals;
use super::compile::{World, rules};
use super::model::{NamedPort, Namespace, Pod, Policy, Protocol};
use crate::api::{Followed, client, follow};
use crate::command::feed;
use crate::{ClusterDir, ClusterError};

/// The hidden command of the agent.
pub const COMMAND: &str = "__network-policy";

/// Changes come in crowds; this gathers one.
const GATHER: Duration = Duration::from_millis(20);

/// How much longer than it works the agent rests: a node that starts pods without a pause keeps most of its time for them.
const REST: u32 = 4;

/// Policies that were not understood, for `cluster status`: a file of a node, with one line each.
pub(crate) fn refused_file(dir: &ClusterDir, node: &str) -> PathBuf {
    dir.node(node).join("refused-policies")
}

/// What the file of [`refused_file`] says.
pub(crate) fn refused(dir: &ClusterDir, node: &str) -> Vec<String> {
    let text = std::fs::read_to_string(refused_file(dir, node)).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}

/// Closes a node whose agent has not spoken yet. This process must be in the node's network.
///
/// # Errors
/// When the firewall refuses the rules.
pub(crate) fn close(node: &str) -> Result<(), ClusterError> {
    apply(&rules(&World::default(), node))
}

fn apply(rules: &str) -> Result<(), ClusterError> {
    feed("nft", ["-f", "-"], rules).map(drop)
}

/// Runs as the agent of a node. `args` are those after [`COMMAND`]: a kubeconfig, the node's name, the file for policies
/// that were not understood, and the socket on which the CNI plugin announces pods.
///
/// # Errors
/// When the kubeconfig can't be read, or the firewall refuses the rules.
pub async fn serve(args: &[String]) -> Result<(), ClusterError> {
    let [kubeconfig, node, refusals, socket] = args else {
        return Err(process("it is started by a node, not by hand".into()).into());
    };
    let client = client(Path::new(kubeconfig)).await?;
    let changed = Arc::new(Notify::new());
    let arrivals = Arrivals::listen(Path::new(socket), &changed)?;
    let pods = follow(Api::<core::Pod>::all(client.clone()), (), &changed);
    let namespaces = follow(Api::<core::Namespace>::all(client.clone()), (), &changed);
    // As it is, not as this program knows it: a field that is unknown here must show.
    let kind = ApiResource::erase::<NetworkPolicy>(&());
    let policies: Followed<DynamicObject> =
        follow(Api::all_with(client.clone(), &kind), kind.clone(), &changed);
    let mut notices = Notices::new(client, kind, node, Path::new(refusals));
    let mut applied = String::new();
    pods.known().await?;
    namespaces.known().await?;
    policies.known().await?;
    loop {
        let began = Instant::now();
        let objects = policies.store.state();
        let all = pods.store.state();
        let with_address: Vec<&core::Pod> = all
            .iter()
            .map(|pod| &**pod)
            .filter(|pod| has_own_address(pod))
            .collect();
        let placed = arrivals.placed(&with_address);
        let world = World {
            pods: placed
                .iter()
                .filter_map(|(pod, address)| pod_of(pod, *address))
                .collect(),
            namespaces: namespaces
                .store
                .state()
                .iter()
                .map(|one| namespace_of(one))
                .collect(),
            policies: objects.iter().map(|object| policy_of(object)).collect(),
        };
        let rules = rules(&world, node);
        if rules != applied {
            apply(&rules)?;
            applied = rules;
        }
        arrivals.enforced(&with_address, &placed);
        notices.tell(&world, &objects).await?;
        let rested = Instant::now() + began.elapsed() * REST;
        changed.notified().await;
        tokio::time::sleep_until(rested.max(Instant::now() + GATHER)).await;
    }
}

fn process(reason: String) -> LabError {
    LabError::Process {
        program: COMMAND.into(),
        reason,
    }
}

/// Whether policies can speak of a pod: one whose node's address is not its own, and that has not given it back.
fn has_own_address(pod: &core::Pod) -> bool {
    let of_node = pod.spec.as_ref().and_then(|spec| spec.host_network);
    let phase = pod.status.as_ref().and_then(|it| it.phase.as_deref());
    of_node != Some(true) && !matches!(phase, Some("Succeeded" | "Failed"))
}

fn pod_of(pod: &core::Pod, address: Ipv4Addr) -> Option<Pod> {
    let spec = pod.spec.as_ref()?;
    let ports = spec
        .containers
        .iter()
        .flat_map(|container| container.ports.iter().flatten())
        .filter_map(|port| {
            Some(NamedPort {
                name: port.name.clone()?,
                number: u16::try_from(port.container_port).ok()?,
                protocol: match port.protocol.as_deref() {
                    Some("UDP") => Protocol::Udp,
                    Some("SCTP") => Protocol::Sctp,
                    _ => Protocol::Tcp,
                },
            })
        })
        .collect();
    Some(Pod {
        namespace: pod.namespace()?,
        labels: pod.labels().clone(),
        address,
        node: spec.node_name.clone()?,
        ports,
    })
}

fn namespace_of(namespace: &core::Namespace) -> Namespace {
    Namespace {
        name: namespace.name_any(),
        labels: namespace.labels().clone(),
    }
}

fn policy_of(object: &DynamicObject) -> Policy {
    let spec = object.data.get("spec").cloned().unwrap_or_default();
    Policy {
        namespace: object.namespace().unwrap_or_default(),
        name: object.name_any(),
        spec: serde_json::from_value(spec).map_err(|error| error.to_string()),
    }
}

/// Says which policies were not understood: to who looks at the policy, and to who looks at the cluster.
struct Notices {
    recorder: Recorder,
    kind: ApiResource,
    file: PathBuf,
    /// None before the first time: what an earlier agent said is still in the file.
    told: Option<Vec<(String, String)>>,
}

impl Notices {
    fn new(client: Client, kind: ApiResource, node: &str, file: &Path) -> Self {
        let reporter = Reporter {
            controller: "firedrill-network-policy".into(),
            instance: Some(node.to_owned()),
        };
        Self {
            recorder: Recorder::new(client, reporter),
            kind,
            file: file.to_owned(),
            told: None,
        }
    }

    async fn tell(
        &mut self,
        world: &World,
        objects: &[Arc<DynamicObject>],
    ) -> Result<(), LabError> {
        let refused: Vec<(String, String)> = world
            .policies
            .iter()
            .filter_map(|policy| {
                let reason = policy.spec.as_ref().err()?;
                Some((
                    format!("{}/{}", policy.namespace, policy.name),
                    reason.clone(),
                ))
            })
            .collect();
        if self.told.as_ref() == Some(&refused) {
            return Ok(());
        }
        let lines: String = refused
            .iter()
            .map(|(name, reason)| format!("{name}: {reason}\n"))
            .collect();
        write_private(&self.file, lines.as_bytes())?;
        for (policy, object) in world.policies.iter().zip(objects) {
            let Err(reason) = &policy.spec else { continue };
            let name = format!("{}/{}", policy.namespace, policy.name);
            if self
                .told
                .iter()
                .flatten()
                .any(|told| *told == (name.clone(), reason.clone()))
            {
                continue;
            }
            let event = Event {
                type_: EventType::Warning,
                reason: "NotUnderstood".into(),
                note: Some(format!("The namespace is closed both ways: {reason}")),
                action: "Enforce".into(),
                secondary: None,
            };
            let of = object.object_ref(&self.kind);
            if let Err(error) = self.recorder.publish(&event, &of).await {
                tracing::warn!(%error, "An event could not be written.");
            }
        }
        self.told = Some(refused);
        Ok(())
    }
}
