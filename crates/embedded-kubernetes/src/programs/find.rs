//! The distribution's programs.

use std::path::{Path, PathBuf};

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

/// Folders with servers' programs, which PATH may lack.
const FOLDERS: [&str; 6] = [
    "/usr/local/sbin",
    "/usr/local/bin",
    "/usr/sbin",
    "/usr/bin",
    "/sbin",
    "/bin",
];

/// The distribution's programs that are not here.
pub fn missing() -> Vec<Distributed> {
    let programs = NEEDED
        .into_iter()
        .filter(|program| find(program.name).is_none());
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

/// A program on PATH or in a folder of servers.
pub(crate) fn find(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain(FOLDERS.map(PathBuf::from))
        .map(|folder| folder.join(name))
        .find(|file| is_program(file))
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

fn is_program(file: &Path) -> bool {
    rustix::fs::access(file, rustix::fs::Access::EXEC_OK).is_ok() && file.is_file()
}
