//! Who our children are, known and unknown. A child subreaper inherits the orphans of its
//! descendants: nobody else will ever end or reap them.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::sys::wait::{WaitPidFlag, waitpid};
use nix::unistd::Pid;

/// Children that this process started itself and waits for itself.
static STARTED: Mutex<BTreeSet<i32>> = Mutex::new(BTreeSet::new());

pub(super) fn register(pid: u32) {
    started().insert(pid.cast_signed());
}

pub(super) fn forget(pid: u32) {
    started().remove(&pid.cast_signed());
}

fn started() -> std::sync::MutexGuard<'static, BTreeSet<i32>> {
    STARTED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes this process the parent of all its descendants' orphans.
///
/// # Errors
/// When the kernel has no child subreapers.
pub fn become_subreaper() -> nix::Result<()> {
    nix::sys::prctl::set_child_subreaper(true)
}

/// Ends and reaps orphans that became children of this process, again and again. Everything that
/// this process starts must therefore be started through this crate.
pub async fn adopt_and_end_orphans() {
    loop {
        end_orphans();
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// Ends and reaps the orphans of this moment.
pub fn end_orphans() {
    let known = started().clone();
    for pid in of(std::process::id().cast_signed()) {
        if !known.contains(&pid) {
            let _ = kill(Pid::from_raw(pid), Signal::SIGKILL);
            let _ = waitpid(Pid::from_raw(pid), Some(WaitPidFlag::WNOHANG));
        }
    }
}

/// Reaps orphans that became children of this process and have ended; others go on.
pub fn reap_orphans() {
    let known = started().clone();
    for pid in of(std::process::id().cast_signed()) {
        if !known.contains(&pid) {
            let _ = waitpid(Pid::from_raw(pid), Some(WaitPidFlag::WNOHANG));
        }
    }
}

/// Ends every descendant of this process: first asks with `signal`, after `grace` with SIGKILL, and
/// returns once none is left or `limit` has passed.
pub fn end_all(signal: Signal, grace: Duration, limit: Duration) {
    let start = std::time::Instant::now();
    let me = std::process::id().cast_signed();
    let mut asked = BTreeSet::new();
    loop {
        let descendants = descendants(me);
        if descendants.is_empty() || start.elapsed() > limit {
            return;
        }
        for pid in descendants {
            if start.elapsed() > grace {
                let _ = kill(Pid::from_raw(pid), Signal::SIGKILL);
            } else if asked.insert(pid) {
                let _ = kill(Pid::from_raw(pid), signal);
            }
        }
        while waitpid(None::<Pid>, Some(WaitPidFlag::WNOHANG))
            .is_ok_and(|status| status.pid().is_some())
        {}
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// All descendants of a process.
pub fn descendants(pid: i32) -> Vec<i32> {
    let mut found = of(pid);
    let mut next = 0;
    while next < found.len() {
        let more = of(found[next]);
        found.extend(more);
        next += 1;
    }
    found
}

/// Children of all threads of a process.
fn of(pid: i32) -> Vec<i32> {
    let Ok(threads) = std::fs::read_dir(format!("/proc/{pid}/task")) else {
        return Vec::new();
    };
    threads
        .flatten()
        .filter_map(|thread| std::fs::read_to_string(thread.path().join("children")).ok())
        .flat_map(|list| {
            list.split_whitespace()
                .filter_map(|pid| pid.parse().ok())
                .collect::<Vec<i32>>()
        })
        .collect()
}
