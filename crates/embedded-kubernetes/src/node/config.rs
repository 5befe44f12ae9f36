//! The configuration files of a node's programs.

use std::path::Path;

use lab_managed::state::write_private;
use serde_json::{Value, json};

use super::{Node, run_dir};
use crate::cgroups;
use crate::images::PAUSE;
use crate::pki::DOMAIN;
use crate::{ClusterError, policy};

/// Writes them all.
pub(super) fn write(node: &Node<'_>) -> Result<(), ClusterError> {
    let put = |file: &str, text: String| write_private(&node.path(file), text.as_bytes());
    put("containerd.toml", containerd(node))?;
    put("cni/10-pods.conflist", format!("{:#}\n", cni(node)))?;
    put("kubelet.json", format!("{:#}\n", kubelet(node)))?;
    put("kube-proxy.json", format!("{:#}\n", kube_proxy(node)))?;
    put("resolv.conf", resolv_conf())?;
    Ok(())
}

fn text(path: &Path) -> String {
    path.display().to_string()
}

fn containerd(node: &Node<'_>) -> String {
    let quoted = |path: &Path| format!("\"{}\"", path.display());
    format!(
        "version = 2\n\
         root = {root}\n\
         state = {state}\n\
         disabled_plugins = [\"io.containerd.internal.v1.opt\", \"io.containerd.snapshotter.v1.btrfs\", \"io.containerd.snapshotter.v1.zfs\", \"io.containerd.snapshotter.v1.devmapper\", \"io.containerd.snapshotter.v1.aufs\"]\n\
         [grpc]\n\
         address = {socket}\n\
         [plugins.\"io.containerd.grpc.v1.cri\"]\n\
         sandbox_image = \"{PAUSE}\"\n\
         # A child may not want less of the kernel than its parent has where this process may not change it.\n\
         restrict_oom_score_adj = true\n\
         max_container_log_line_size = 262144\n\
         [plugins.\"io.containerd.grpc.v1.cri\".registry]\n\
         config_path = {registries}\n\
         [plugins.\"io.containerd.grpc.v1.cri\".cni]\n\
         bin_dir = {cni}\n\
         conf_dir = {conf}\n\
         [plugins.\"io.containerd.grpc.v1.cri\".containerd]\n\
         default_runtime_name = \"runc\"\n\
         snapshotter = \"overlayfs\"\n\
         [plugins.\"io.containerd.grpc.v1.cri\".containerd.runtimes.runc]\n\
         runtime_type = \"io.containerd.runc.v2\"\n\
         [plugins.\"io.containerd.grpc.v1.cri\".containerd.runtimes.runc.options]\n\
         SystemdCgroup = false\n",
        root = quoted(&node.path("containerd")),
        state = quoted(&node.run_dir().join("containerd")),
        socket = quoted(&node.socket()),
        // A folder `HOST:PORT` with a `hosts.toml` tells of a registry on plain HTTP or with an authority of its own.
        registries = quoted(&node.dir.path("registries")),
        cni = quoted(&node.path("plugins")),
        conf = quoted(&node.path("cni")),
    )
}

/// The network's name for CNI.
pub(super) const POD_NETWORK: &str = "pods";

/// A cable from each pod to its node, and routes: whatever two pods say to each other passes the node's firewall, even
/// on the same node.
fn cni(node: &Node<'_>) -> Value {
    let ranges = &node.state.ranges;
    json!({
        "cniVersion": "0.4.0",
        "name": POD_NETWORK,
        "plugins": [
            {
                "type": "ptp",
                "ipMasq": false,
                "ipam": {
                    "type": "host-local",
                    "dataDir": text(&node.path("addresses")),
                    "ranges": [[{ "subnet": ranges.pods_of(node.number).to_string() }]],
                    "routes": [{ "dst": "0.0.0.0/0" }],
                },
            },
            { "type": "portmap", "capabilities": { "portMappings": true } },
            { "type": policy::PLUGIN, "sockets": text(&run_dir(&node.dir.id())) },
        ],
    })
}

fn kubelet(node: &Node<'_>) -> Value {
    json!({
        "apiVersion": "kubelet.config.k8s.io/v1beta1",
        "kind": "KubeletConfiguration",
        "authentication": {
            "anonymous": { "enabled": false },
            "webhook": { "enabled": true },
            "x509": { "clientCAFile": text(&node.pki.cert("ca")) },
        },
        "authorization": { "mode": "Webhook" },
        "tlsCertFile": text(&node.pki.cert(&format!("{}-server", node.name))),
        "tlsPrivateKeyFile": text(&node.pki.key(&format!("{}-server", node.name))),
        "containerRuntimeEndpoint": format!("unix://{}", node.socket().display()),
        "cgroupDriver": "cgroupfs",
        "cgroupRoot": format!("/{}/{}", cgroups::name(&node.dir.id()), node.name),
        "failCgroupV1": false,
        "failSwapOn": false,
        "localStorageCapacityIsolation": false,
        "podLogsDir": text(&node.dir.pod_logs(&node.name)),
        "clusterDomain": DOMAIN,
        "clusterDNS": [node.state.ranges.dns_service().to_string()],
        "resolvConf": text(&node.path("resolv.conf")),
        "maxPods": 60,
        "nodeStatusUpdateFrequency": "4s",
        // Nothing can be pulled again, so nothing is thrown away.
        "imageGCHighThresholdPercent": 100,
        "imageGCLowThresholdPercent": 99,
        "evictionHard": { "memory.available": "100Mi", "nodefs.available": "1%", "imagefs.available": "1%" },
        // A crash loop on the scale of a drill, as the lab's processes have it.
        "crashLoopBackOff": { "maxContainerRestartPeriod": "20s" },
    })
}

fn kube_proxy(node: &Node<'_>) -> Value {
    json!({
        "apiVersion": "kubeproxy.config.k8s.io/v1alpha1",
        "kind": "KubeProxyConfiguration",
        "mode": "nftables",
        "hostnameOverride": node.name,
        "clusterCIDR": node.state.ranges.pods().to_string(),
        "clientConnection": { "kubeconfig": text(&node.pki.kubeconfig("kube-proxy")) },
        // These are the machine's and not the node's, and no business of a lab.
        "conntrack": { "maxPerCore": 0, "min": 0, "tcpEstablishedTimeout": "0s", "tcpCloseWaitTimeout": "0s" },
        // A change reaches callers long before a pod that was asked to end stops to serve (3 s), and a crowd of them costs
        // two runs of nft a second. `syncPeriod` is what a failed run waits before it is tried again, and until then no Service
        // of the node answers.
        "nftables": { "syncPeriod": "1s", "minSyncPeriod": "500ms" },
    })
}

/// What pods with the node's own name service see, CoreDNS among them.
fn resolv_conf() -> String {
    crate::network::nameservers()
        .iter()
        .map(|server| format!("nameserver {server}\n"))
        .collect()
}
