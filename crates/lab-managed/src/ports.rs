//! Loopback ports of labs. They lie below the ephemeral range, so that no outgoing connection can
//! take one between two starts, and are recorded, so that addresses stay the same.

use std::collections::BTreeSet;
use std::fs::File;
use std::net::{Ipv4Addr, TcpListener};
use std::ops::RangeInclusive;

use nix::fcntl::{Flock, FlockArg};

use crate::{LabDir, LabError, LabState};

/// The range of labs' ports.
pub const RANGE: RangeInclusive<u16> = 20_000..=31_999;

/// A port that moved because something else took it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// What the port is for.
    pub purpose: String,
    /// The recorded port, which something else holds.
    pub from: u16,
    /// The port in its place.
    pub to: u16,
}

/// Gives every purpose a free port: the recorded one where it is still free, else another.
///
/// A lock over all labs of `home` keeps two labs that start together apart.
///
/// # Errors
/// When the range is used up, or the lock file cannot be made.
pub fn assign(
    dir: &LabDir,
    state: &mut LabState,
    purposes: &[String],
) -> Result<Vec<Moved>, LabError> {
    let _lock = lock(dir)?;
    let mut taken = others(dir);
    let mut moved = Vec::new();
    // Ports of one lab lie side by side. Labs of another home are not known here, and scattered ports would meet
    // theirs far more often than two blocks do.
    let mut next = rand::random_range(RANGE);
    for purpose in purposes {
        let recorded = state.ports.get(purpose).copied();
        if let Some(port) = recorded
            && !taken.contains(&port)
            && is_free(port)
        {
            taken.insert(port);
            continue;
        }
        let port = find(&taken, next)?;
        next = after(port);
        taken.insert(port);
        state.ports.insert(purpose.clone(), port);
        if let Some(from) = recorded {
            moved.push(Moved {
                purpose: purpose.clone(),
                from,
                to: port,
            });
        }
    }
    state.save(dir)?;
    Ok(moved)
}

fn lock(dir: &LabDir) -> Result<Flock<File>, LabError> {
    let path = dir.home().join("ports.lock");
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(LabError::file(&path))?;
    Flock::lock(file, FlockArg::LockExclusive).map_err(|(_, errno)| LabError::File {
        path,
        source: errno.into(),
    })
}

/// Ports recorded by the other labs of this home, running or not.
fn others(dir: &LabDir) -> BTreeSet<u16> {
    LabDir::list(dir.home())
        .into_iter()
        .filter(|name| name != dir.name())
        .filter_map(|name| LabDir::new(dir.home(), &name).ok())
        .filter_map(|other| LabState::load(&other).ok().flatten())
        .flat_map(|state| state.ports.into_values())
        .collect()
}

/// The first free port from `start` on, around the end of the range.
fn find(taken: &BTreeSet<u16>, start: u16) -> Result<u16, LabError> {
    std::iter::successors(Some(start), |port| Some(after(*port)))
        .take(RANGE.len())
        .find(|port| !taken.contains(port) && is_free(*port))
        .ok_or(LabError::NoPort {
            from: *RANGE.start(),
            to: *RANGE.end(),
        })
}

fn after(port: u16) -> u16 {
    if port >= *RANGE.end() {
        *RANGE.start()
    } else {
        port + 1
    }
}

fn is_free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::Desired;

    fn lab(home: &std::path::Path, name: &str) -> (LabDir, LabState) {
        let dir = LabDir::new(home, name).unwrap();
        dir.create().unwrap();
        (dir, LabState::new(name, Desired::default()))
    }

    #[test]
    fn two_labs_never_record_the_same_port() {
        let home = tempfile::tempdir().unwrap();
        let purposes: Vec<String> = (0..30).map(|n| format!("p{n}")).collect();
        let (a, mut a_state) = lab(home.path(), "a");
        let (b, mut b_state) = lab(home.path(), "b");
        assign(&a, &mut a_state, &purposes).unwrap();
        assign(&b, &mut b_state, &purposes).unwrap();
        let first: BTreeSet<u16> = a_state.ports.values().copied().collect();
        assert_eq!(first.len(), 30);
        assert!(b_state.ports.values().all(|port| !first.contains(port)));
    }

    #[test]
    fn after_the_last_port_comes_the_first() {
        let taken = BTreeSet::from([*RANGE.end()]);
        assert!(find(&taken, *RANGE.end()).unwrap() < *RANGE.start() + 1000);
    }

    #[test]
    fn a_port_that_something_else_took_moves_and_says_so() {
        let home = tempfile::tempdir().unwrap();
        let (dir, mut state) = lab(home.path(), "a");
        assign(&dir, &mut state, &["shop".into()]).unwrap();
        let before = state.port("shop");
        assert!(
            assign(&dir, &mut state, &["shop".into()])
                .unwrap()
                .is_empty()
        );
        let _squatter = TcpListener::bind((Ipv4Addr::LOCALHOST, before)).unwrap();
        let moved = assign(&dir, &mut state, &["shop".into()]).unwrap();
        assert_eq!(moved.len(), 1);
        assert_ne!(state.port("shop"), before);
    }
}
