//! A node's cable to the bridge, and its routes.

use std::path::Path;

use lab_managed::LabError;

use super::Node;
use crate::ClusterError;
use crate::command::{feed, run};
use crate::network::Network;

/// Plugs the node, whose network this process already is in, into the bridge.
pub(super) fn connect(node: &Node<'_>) -> Result<(), ClusterError> {
    let network = Network::new(&node.dir.id(), node.state.ranges);
    let (cable, bridge) = (network.cable(node.number), network.bridge());
    let outside = format!("--net=/proc/{}/ns/net", std::os::unix::process::parent_id());
    let own = std::process::id();
    let ranges = &node.state.ranges;
    // The cable is made where the bridge is; its other end is pushed in here.
    let plug = format!(
        "link add {cable} type veth peer name eth0 netns {own}\n\
         link set {cable} master {bridge} up\n"
    );
    // A node that lost its power may have left its end in the wall.
    let _ = run("nsenter", [&outside, "ip", "link", "delete", &cable]);
    feed("nsenter", [&outside, "ip", "-batch", "-"], &plug)?;
    let mut inside = format!(
        "link set lo up\n\
         address add {}/{} dev eth0\n\
         link set eth0 up\n\
         route add default via {}\n",
        ranges.node(node.number),
        ranges.nodes().prefix_len(),
        ranges.host(),
    );
    for (number, _, address) in node.state.node_list() {
        if number != node.number {
            inside.push_str(&format!(
                "route add {} via {address}\n",
                ranges.pods_of(number)
            ));
        }
    }
    feed("ip", ["-batch", "-"], &inside)?;
    write("net/ipv4/ip_forward", "1")
}

fn write(setting: &str, value: &str) -> Result<(), ClusterError> {
    let file = Path::new("/proc/sys").join(setting);
    std::fs::write(&file, value).map_err(LabError::file(file))?;
    Ok(())
}
