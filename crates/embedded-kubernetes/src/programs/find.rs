//! The distribution's programs.

use std::path::PathBuf;

use lab_managed::programs::{is_program, locate};

use crate::ClusterError;

/// A program that a distribution brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Distributed {
    /// Its name.
    pub name: &'static str,
    /// The package of Debian and Ubuntu.
    pub package: &'static str,
}

const fn program(name: &'static str, package: &'static str) -> Distributed {
    Distributed { name, package }
}

const NEEDED: [Distributed; 8] = [
    program("etcd", "etcd-server"),
    program("containerd", "containerd"),
    program("ctr", "containerd"),
    program("runc", "runc"),
    program("ip", "iproute2"),
    program("nft", "nftables"),
    program("nsenter", "util-linux"),
    // The kubelet asks for it even where kube-proxy works with nftables.
    program("iptables", "iptables"),
];

/// The CNI plugins that the nodes use.
const PLUGINS: [&str; 4] = ["loopback", "ptp", "host-local", "portmap"];

const PLUGIN_PACKAGE: Distributed = program("CNI plugins", "containernetworking-plugins");

/// The distribution's programs that are not here.
pub fn missing() -> Vec<Distributed> {
    let programs = NEEDED
        .into_iter()
        .filter(|program| locate(program.name).is_none());
    let plugins = cni_folder().is_none().then_some(PLUGIN_PACKAGE);
    programs.chain(plugins).collect()
}

pub(super) fn no_programs(missing: &[Distributed]) -> ClusterError {
    let mut packages: Vec<String> = missing.iter().map(|one| one.package.to_owned()).collect();
    packages.sort();
    packages.dedup();
    ClusterError::NoPrograms {
        programs: missing.iter().map(|one| one.name.to_owned()).collect(),
        packages,
    }
}

/// The folder of the CNI plugins: `CNI_PATH`, or where distributions put them.
pub(super) fn cni_folder() -> Option<PathBuf> {
    let named = std::env::var_os("CNI_PATH").map(PathBuf::from);
    named
        .into_iter()
        .chain(["/usr/lib/cni", "/opt/cni/bin"].map(PathBuf::from))
        .find(|folder| {
            PLUGINS
                .iter()
                .all(|plugin| is_program(&folder.join(plugin)))
        })
}
