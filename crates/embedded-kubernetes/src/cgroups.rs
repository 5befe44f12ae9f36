//! The control groups of a cluster's pods: a folder per cluster in every hierarchy, in it one per node.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use lab_managed::LabError;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

/// Which of the kernel's two kinds of control groups this machine has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Version {
    /// One hierarchy for each controller.
    V1,
    /// One for all.
    V2,
}

/// The hierarchies that are mounted here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cgroups {
    /// The kind.
    pub version: Version,
    /// Where the controllers are.
    mounts: Vec<PathBuf>,
    /// A hierarchy of the second kind without controllers, beside the first kind: runc makes groups there too.
    unified: Vec<PathBuf>,
}

impl Cgroups {
    /// As this process sees them; none where nothing is mounted.
    pub(crate) fn of_machine() -> Option<Self> {
        Self::parse(&std::fs::read_to_string("/proc/self/mountinfo").unwrap_or_default())
    }

    /// From the text of `/proc/self/mountinfo`. A machine that has both kinds uses version 1 for its controllers.
    fn parse(mountinfo: &str) -> Option<Self> {
        let of_type = |wanted: &str| -> Vec<PathBuf> {
            mountinfo
                .lines()
                .filter_map(|line| {
                    let (mount, kind) = line.split_once(" - ")?;
                    (kind.split(' ').next()? == wanted).then(|| mount.split(' ').nth(4))?
                })
                .map(PathBuf::from)
                .collect()
        };
        let (first, second) = (of_type("cgroup"), of_type("cgroup2"));
        if first.is_empty() {
            let mounts: Vec<PathBuf> = second.into_iter().take(1).collect();
            return (!mounts.is_empty()).then_some(Self {
                version: Version::V2,
                mounts,
                unified: Vec::new(),
            });
        }
        Some(Self {
            version: Version::V1,
            mounts: first,
            unified: second,
        })
    }

    /// Makes the group `/firedrill-ID/NODE` in every hierarchy.
    ///
    /// # Errors
    /// When the kernel refuses.
    pub(crate) fn create(&self, id: &str, node: &str) -> Result<(), LabError> {
        for mount in &self.mounts {
            let cluster = mount.join(name(id));
            for (parent, group) in [(mount, &cluster), (&cluster, &cluster.join(node))] {
                if !group.exists() {
                    std::fs::create_dir(group).map_err(LabError::file(group))?;
                }
                match self.version {
                    Version::V1 => inherit_cpuset(parent, group)?,
                    Version::V2 => delegate(parent)?,
                }
            }
            weigh(&cluster)?;
            if self.version == Version::V2 {
                delegate(&cluster)?;
                delegate(&cluster.join(node))?;
            }
        }
        Ok(())
    }

    /// Ends what still runs in a cluster's groups, or in one node's, and removes them. Says how many it removed.
    pub(crate) fn remove(&self, id: &str, node: Option<&str>) -> usize {
        self.mounts
            .iter()
            .chain(&self.unified)
            .map(|mount| {
                let cluster = mount.join(name(id));
                node.map_or_else(|| cluster.clone(), |node| cluster.join(node))
            })
            .map(|group| end(&group))
            .sum()
    }
}

/// The root of the groups of a cluster, as the kubelet names it.
pub(crate) fn name(id: &str) -> String {
    format!("firedrill-{id}")
}

/// Gives a cluster's pods the weight of many processes. A new group weighs as much as one process, and the pods of all
/// labs share it: on a busy machine they would wait for every process that is in no group.
fn weigh(cluster: &Path) -> Result<(), LabError> {
    for (file, weight) in [("cpu.shares", "16384"), ("cpu.weight", "1600")] {
        let file = cluster.join(file);
        if file.exists() {
            std::fs::write(&file, weight).map_err(LabError::file(file))?;
        }
    }
    Ok(())
}

/// A new group of this controller has no processor and no memory until it is given some.
fn inherit_cpuset(parent: &Path, group: &Path) -> Result<(), LabError> {
    for file in ["cpuset.cpus", "cpuset.mems"] {
        let to = group.join(file);
        if !to.exists() || std::fs::read_to_string(&to).is_ok_and(|now| !now.trim().is_empty()) {
            continue;
        }
        let from = parent.join(file);
        let value = std::fs::read_to_string(&from).map_err(LabError::file(from))?;
        std::fs::write(&to, value.trim()).map_err(LabError::file(to))?;
    }
    Ok(())
}

/// Lets children of a group have the controllers that the group has.
fn delegate(group: &Path) -> Result<(), LabError> {
    let available = group.join("cgroup.controllers");
    let controllers = std::fs::read_to_string(&available).map_err(LabError::file(available))?;
    let wanted: Vec<String> = controllers
        .split_whitespace()
        .filter(|controller| {
            ["cpu", "cpuset", "memory", "pids", "io", "hugetlb"].contains(controller)
        })
        .map(|controller| format!("+{controller}"))
        .collect();
    let file = group.join("cgroup.subtree_control");
    std::fs::write(&file, wanted.join(" ")).map_err(LabError::file(file))
}

/// Removes a group and all below it, innermost first.
fn end(group: &Path) -> usize {
    if !group.is_dir() {
        return 0;
    }
    let below: Vec<PathBuf> = std::fs::read_dir(group)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
        .collect();
    let removed: usize = below.iter().map(|child| end(child)).sum();
    let started = Instant::now();
    // A process that was ended leaves its group only a moment later.
    loop {
        let processes = std::fs::read_to_string(group.join("cgroup.procs")).unwrap_or_default();
        for pid in processes.lines().filter_map(|line| line.parse().ok()) {
            let _ = kill(Pid::from_raw(pid), Signal::SIGKILL);
        }
        if std::fs::remove_dir(group).is_ok() {
            return removed + 1;
        }
        if started.elapsed() > Duration::from_secs(5) {
            tracing::warn!(group = %group.display(), "A control group could not be removed.");
            return removed;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn a_machine_with_both_kinds_has_its_controllers_in_the_first() {
        let text = "36 25 0:31 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory\n\
            37 25 0:32 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu\n\
            38 25 0:33 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n";
        let cgroups = Cgroups::parse(text).unwrap();
        assert_eq!(cgroups.version, Version::V1);
        assert_eq!(cgroups.mounts.len(), 2);
    }

    #[test]
    fn a_machine_with_the_second_kind_alone_has_one_hierarchy() {
        let text =
            "30 24 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n";
        let cgroups = Cgroups::parse(text).unwrap();
        assert_eq!(cgroups.version, Version::V2);
        assert_eq!(cgroups.mounts, [PathBuf::from("/sys/fs/cgroup")]);
    }

    #[test]
    fn a_machine_without_them_has_none() {
        assert_eq!(Cgroups::parse("22 1 8:1 / / rw - ext4 /dev/vda rw\n"), None);
    }
}
