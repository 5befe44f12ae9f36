//! Taking a cluster away: everything that it changed on this machine, also where a crash left it.

use std::path::{Path, PathBuf};

use nix::mount::{MntFlags, umount2};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::cgroups::Cgroups;
use crate::{ClusterDir, ClusterError, network, node};

/// Removes what a cluster that has ended left outside its folder, and names it.
///
/// # Errors
/// When a tool of the system refuses.
pub(crate) fn remove(dir: &ClusterDir) -> Result<Vec<String>, ClusterError> {
    let id = dir.id();
    let mut removed = Vec::new();
    let run_dir = node::run_dir(&id);
    let keepers = end_keepers(&run_dir);
    if keepers > 0 {
        removed.push(format!("{keepers} processes"));
    }
    if let Some(groups) = Cgroups::of_machine().map(|cgroups| cgroups.remove(&id, None))
        && groups > 0
    {
        removed.push(format!("{groups} control groups"));
    }
    // Nodes mount in a namespace of their own, which is gone with them. This is for a kernel that kept one.
    for mounted in mounts_below(&[dir.root(), &run_dir]) {
        umount2(&mounted, MntFlags::MNT_DETACH).map_err(|errno| ClusterError::NoFeature {
            what: "unmounting",
            reason: format!("{}: {errno}", mounted.display()),
        })?;
        removed.push(format!("mount {}", mounted.display()));
    }
    if run_dir.exists() {
        std::fs::remove_dir_all(&run_dir).map_err(lab_managed::LabError::file(&run_dir))?;
        removed.push(format!("folder {}", run_dir.display()));
    }
    removed.extend(network::remove(&id)?);
    Ok(removed)
}

/// Ends the keepers of containers (`containerd-shim`) that are left when everything above them was ended with force;
/// says how many. Each has containerd's socket among its arguments.
fn end_keepers(run_dir: &Path) -> usize {
    let needle = run_dir.as_os_str().as_encoded_bytes();
    let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let keepers = processes.filter_map(|entry| {
        let pid: i32 = entry.file_name().to_str()?.parse().ok()?;
        let line = std::fs::read(entry.path().join("cmdline")).ok()?;
        let program = line.split(|byte| *byte == 0).next().unwrap_or_default();
        let is_one = program.windows(15).any(|part| part == b"containerd-shim");
        let named = line.windows(needle.len()).any(|part| part == needle);
        (is_one && named).then_some(pid)
    });
    keepers
        .filter(|pid| kill(Pid::from_raw(*pid), Signal::SIGKILL).is_ok())
        .count()
}

/// Mounts under these folders, the innermost first.
fn mounts_below(folders: &[&Path]) -> Vec<PathBuf> {
    let mountinfo = std::fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
    let mut mounts: Vec<PathBuf> = mountinfo
        .lines()
        .filter_map(|line| line.split(' ').nth(4))
        .map(PathBuf::from)
        .filter(|mount| folders.iter().any(|folder| mount.starts_with(folder)))
        .collect();
    mounts.sort_by_key(|mount| std::cmp::Reverse(mount.components().count()));
    mounts
}
