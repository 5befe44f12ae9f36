//! Parts of the cluster that are killed: the shop survives, and the cluster repairs itself.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use rstest::rstest;

use crate::kit::{Lab, wait_until};

/// How long the cluster may take to be as it was.
const REPAIR: Duration = Duration::from_secs(90);

/// What runs where nobody runs: the shop is served by what is there already.
#[rstest]
#[case::the_store_of_the_control_plane("etcd")]
#[case::the_api_server("kube-apiserver")]
#[case::the_controllers("kube-controller-manager")]
#[case::the_scheduler("kube-scheduler")]
#[case::the_kubelets("kubelet")]
#[case::the_proxies("kube-proxy")]
#[case::the_container_runtimes("containerd")]
#[case::the_policy_agents("__network-policy")]
fn a_killed_component_costs_customers_nothing(#[case] component: &str) {
    let lab = Lab::from_environment();
    let customers = lab.customers(20);
    customers.wait_for_requests(40);
    let before = customers.seen();
    let killed = processes(&lab, component);
    assert!(!killed.is_empty(), "{component} does not run");
    for pid in &killed {
        kill(*pid, Signal::SIGKILL).unwrap();
    }
    let began = Instant::now();
    wait_until(component, REPAIR, || {
        let now = processes(&lab, component);
        now.len() == killed.len() && now.iter().all(|pid| !killed.contains(pid))
    });
    whole(&lab);
    println!(
        "{component}: {} killed, whole after {:?}",
        killed.len(),
        began.elapsed()
    );
    customers.wait_for_requests(40);
    assert_eq!(customers.seen().failed, before.failed);
}

#[test]
fn a_node_that_loses_its_power_costs_customers_seconds_and_comes_back() {
    let lab = Lab::from_environment();
    let customers = lab.customers(20);
    customers.wait_for_requests(40);
    let before = customers.seen();
    let node = *processes(&lab, "__node").last().unwrap();
    let name = format!("node-{}", arguments(node.as_raw()).last().unwrap());
    let lost = containers(&lab, &name);
    assert!(!lost.is_empty(), "{name} runs no pod");
    kill(node, Signal::SIGKILL).unwrap();
    let began = Instant::now();
    // The API server takes a while to notice, and says until then that all is well.
    wait_until("new containers for the lost ones", REPAIR, || {
        let now = containers(&lab, &name);
        !now.is_empty() && now.is_disjoint(&lost)
    });
    whole(&lab);
    let took = began.elapsed();
    customers.wait_for_requests(40);
    let seen = customers.seen();
    let failed = seen.failed - before.failed;
    let all = seen.ok + seen.failed - before.ok - before.failed;
    println!("node: whole after {took:?}; {failed} of {all} requests failed");
    // What was on its way to the lost pods, and no more: names resolve, and every service has a replica elsewhere.
    assert!(failed * 20 <= all, "{failed} of {all} requests failed");
    // The other half goes on: some requests are lost with their pods, and no more once that is known.
    let recent = customers.seen();
    customers.wait_for_requests(100);
    assert_eq!(customers.seen().failed, recent.failed);
}

/// The containers that run on a node.
fn containers(lab: &Lab, node: &str) -> BTreeSet<String> {
    let on_node = format!("--field-selector=spec.nodeName={node},status.phase=Running");
    let ids = "--output=jsonpath={.items[*].status.containerStatuses[*].containerID}";
    let all = lab.try_kubectl(&["get", "pods", "--all-namespaces", &on_node, ids], "");
    let words = all.unwrap_or_default();
    words.split_whitespace().map(str::to_owned).collect()
}

/// Waits until nodes and Deployments are as they should be.
fn whole(lab: &Lab) {
    wait_until("the cluster is whole", REPAIR, || {
        let nodes = ["get", "nodes", "--no-headers"];
        let deployments = ["get", "deployments", "--all-namespaces", "--no-headers"];
        let nodes = lab.try_kubectl(&nodes, "").unwrap_or_default();
        let deployments = lab.try_kubectl(&deployments, "").unwrap_or_default();
        let ready = |line: &str| {
            let ready = line.split_whitespace().nth(2).unwrap_or_default();
            ready.split_once('/').is_some_and(|(now, all)| now == all)
        };
        nodes.lines().count() == 2
            && nodes.lines().all(|line| line.contains(" Ready "))
            && deployments.lines().count() >= 5
            && deployments.lines().all(ready)
    });
}

/// The cluster's processes of this name.
fn processes(lab: &Lab, name: &str) -> Vec<Pid> {
    let root = lab.cluster.dir().root().display().to_string();
    let is_it = |pid: i32| {
        let words = arguments(pid);
        let program = words.first().map(String::as_str).unwrap_or_default();
        let is_named = program.rsplit('/').next() == Some(name)
            || words.get(1).is_some_and(|command| command == name);
        let ours = [&root, &lab.cluster.dir().id()];
        is_named
            && words
                .iter()
                .any(|word| ours.iter().any(|own| word.contains(own.as_str())))
    };
    let mut all: Vec<i32> = std::fs::read_dir("/proc")
        .unwrap()
        .filter_map(|entry| entry.unwrap().file_name().to_str()?.parse().ok())
        .filter(|pid| is_it(*pid))
        .collect();
    all.sort_unstable();
    all.into_iter().map(Pid::from_raw).collect()
}

/// How a process was started.
fn arguments(pid: i32) -> Vec<String> {
    let bytes = std::fs::read(Path::new("/proc").join(pid.to_string()).join("cmdline"));
    let text = String::from_utf8_lossy(&bytes.unwrap_or_default()).into_owned();
    text.split_terminator('\0').map(str::to_owned).collect()
}
