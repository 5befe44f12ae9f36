//! What this machine has for a lab: disk, memory, ports, folders.

use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};

use lab_managed::{LabDir, LabState, layout, ports};

use crate::session::{SERVICES, SHARED};

/// One gibibyte.
pub(crate) const GIB: u64 = 1024 * 1024 * 1024;
/// What a lab with its logs may take on disk, generously.
pub(crate) const DISK_NEEDED: u64 = 2 * GIB;
/// What a lab and a build beside it need in memory.
pub(crate) const MEMORY_NEEDED: u64 = GIB;

/// Whether this user can make files there, or in the nearest folder above it that exists.
pub(crate) fn is_writable(path: &Path) -> bool {
    path.ancestors()
        .find(|folder| folder.exists())
        .is_some_and(|there| rustix::fs::access(there, rustix::fs::Access::WRITE_OK).is_ok())
}

/// Ports of the labs' range that are free, of a hundred spread over it.
pub(crate) fn free_ports() -> usize {
    let (from, to) = (*ports::RANGE.start(), *ports::RANGE.end());
    let step = usize::from((to - from) / 100).max(1);
    (from..=to)
        .step_by(step)
        .take(100)
        .filter(|port| is_free(*port))
        .count()
}

/// Ports that a stopped lab has recorded and something else holds, with their purposes.
pub(crate) fn taken_ports(dir: &LabDir) -> Vec<(u16, String)> {
    let Ok(Some(state)) = LabState::load(dir) else {
        return Vec::new();
    };
    state
        .ports
        .into_iter()
        .filter(|(_, port)| !is_free(*port))
        .map(|(purpose, port)| (port, purpose))
        .collect()
}

/// The first port that the kernel gives to outgoing connections, when that reaches into the labs'
/// range.
pub(crate) fn ephemeral_overlap() -> Option<u16> {
    let text = std::fs::read_to_string("/proc/sys/net/ipv4/ip_local_port_range").ok()?;
    let from: u16 = text.split_whitespace().next()?.parse().ok()?;
    (from <= *ports::RANGE.end()).then_some(from)
}

/// A part of the installation: its name for people is chosen by the caller.
pub(crate) enum Part {
    /// The services' programs.
    Services,
    /// The drills.
    Drills,
    /// The alert rules.
    Rules,
    /// The web page.
    Ui,
}

/// The parts of the installation, where they should be, and whether they are there.
pub(crate) fn installation() -> Vec<(Part, PathBuf, bool)> {
    let mut found = Vec::new();
    if let Ok(bin) = layout::bin_dir() {
        let missing = SERVICES
            .iter()
            .map(|name| bin.join(name))
            .find(|path| !path.is_file());
        let whole = missing.is_none();
        found.push((Part::Services, missing.unwrap_or(bin), whole));
    }
    if let Ok(share) = layout::share() {
        let [drills, rules, ui] = SHARED.map(|file| share.join(file));
        for (part, path) in [(Part::Drills, drills), (Part::Rules, rules), (Part::Ui, ui)] {
            let whole = path.exists();
            found.push((part, path, whole));
        }
    }
    found
}

fn is_free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_is_not_there_yet_is_judged_by_the_one_above() {
        assert!(is_writable(Path::new("/tmp/no-such-folder/labs/default")));
    }

    #[test]
    fn a_port_that_is_held_is_not_free() -> std::io::Result<()> {
        let held = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        assert!(!is_free(held.local_addr()?.port()));
        Ok(())
    }
}
