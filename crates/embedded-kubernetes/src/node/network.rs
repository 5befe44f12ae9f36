//! A node's cable to the bridge, and its routes.

use std::path::Path;

use ipnet::Ipv4Net;
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
    feed("nft", ["-f", "-"], &refusal(&ranges.pods_of(node.number)))?;
    write("net/ipv4/ip_forward", "1")
}

/// Each pod has a route of its own, so packets to one that is gone would go round between the node and this machine, and
/// whoever calls it would wait: the API server calls the metrics server that was there before, for half a minute. They are
/// refused. A route that says `unreachable` would do less: the kernel says that only twice to a caller, and later rarely.
fn refusal(pods: &Ipv4Net) -> String {
    format!(
        "table ip firedrill_gone {{\n\
         \x20 chain forward {{\n\
         \x20   type filter hook forward priority filter; policy accept;\n\
         \x20   oifname \"eth0\" ip daddr {pods} meta l4proto tcp reject with tcp reset\n\
         \x20   oifname \"eth0\" ip daddr {pods} reject with icmp host-unreachable\n\
         \x20 }}\n\
         }}\n"
    )
}

fn write(setting: &str, value: &str) -> Result<(), ClusterError> {
    let file = Path::new("/proc/sys").join(setting);
    std::fs::write(&file, value).map_err(LabError::file(file))?;
    Ok(())
}
