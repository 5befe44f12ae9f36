//! What a server that was killed leaves behind.
//!
//! `kill -9` of a postmaster leaves its busy backends running, and PostgreSQL then refuses to start: "pre-existing
//! shared memory block is still in use". They are found by their working folder, which is the data folder in every
//! process of a server, so those of another lab or of the machine's own PostgreSQL are never touched.

use std::path::Path;
use std::time::Duration;

use rustix::process::{Pid, PidfdFlags, Signal, pidfd_open, pidfd_send_signal};

use crate::LabError;
use crate::compute::wait_until;

const LIMIT: Duration = Duration::from_secs(10);

/// Ends every process of the server of this data folder.
pub(super) async fn end(data: &Path) -> Result<(), LabError> {
    let data = data.canonicalize().map_err(LabError::file(data))?;
    let found = processes(&data);
    if !found.is_empty() {
        tracing::warn!(
            count = found.len(),
            "Processes of an earlier PostgreSQL were still running and are ended."
        );
    }
    wait_until("postgres", LIMIT, Duration::from_millis(20), async || {
        let left = processes(&data);
        left.iter().for_each(|pid| kill(*pid, &data));
        if left.is_empty() {
            Ok(())
        } else {
            Err(format!(
                "{} processes of an earlier server still run",
                left.len()
            ))
        }
    })
    .await?;
    drop_misleading_lock(&data)
}

/// PostgreSQL takes a lock file for valid when its number belongs to a living process of the same user, which after
/// a reboot can be any. The file is left alone otherwise: it names the shared memory that PostgreSQL must clear.
fn drop_misleading_lock(data: &Path) -> Result<(), LabError> {
    let lock = data.join("postmaster.pid");
    let Ok(text) = std::fs::read_to_string(&lock) else {
        return Ok(());
    };
    let pid: Option<u32> = text
        .lines()
        .next()
        .and_then(|line| line.trim().parse().ok());
    let alive = pid.is_some_and(|pid| Path::new("/proc").join(pid.to_string()).exists());
    if alive {
        std::fs::remove_file(&lock).map_err(LabError::file(&lock))?;
    }
    Ok(())
}

fn processes(data: &Path) -> Vec<Pid> {
    let Ok(entries) = std::fs::read_dir("/proc") else {
        return Vec::new();
    };
    entries
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter_map(Pid::from_raw)
        .filter(|pid| is_of(*pid, data))
        .collect()
}

/// Whether this is a PostgreSQL process that works in the data folder. A learner's shell may stand there too.
fn is_of(pid: Pid, data: &Path) -> bool {
    let process = Path::new("/proc").join(pid.as_raw_nonzero().to_string());
    let works_there = std::fs::read_link(process.join("cwd")).is_ok_and(|folder| folder == data);
    let name = std::fs::read_to_string(process.join("comm")).unwrap_or_default();
    works_there && matches!(name.trim(), "postgres" | "postmaster") && !is_dead(&process)
}

/// Whether the process has ended and only waits for its parent to notice.
fn is_dead(process: &Path) -> bool {
    std::fs::read_to_string(process.join("stat")).is_ok_and(|stat| {
        stat.rsplit(") ")
            .next()
            .is_some_and(|state| state.starts_with(['Z', 'X']))
    })
}

/// The number of a process can be given to another between the look and the signal; what the descriptor stands for
/// can't change, so it is opened first and the process is looked at again.
fn kill(pid: Pid, data: &Path) {
    let Ok(process) = pidfd_open(pid, PidfdFlags::empty()) else {
        return;
    };
    if is_of(pid, data) {
        // It may have ended by itself: the caller looks again.
        let _ = pidfd_send_signal(process, Signal::KILL);
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_process_of_another_name_in_the_data_folder_is_left_alone() {
        let data = tempfile::tempdir().unwrap();
        let mut shell = std::process::Command::new("sleep")
            .arg("30")
            .current_dir(&data)
            .spawn()
            .unwrap();
        end(data.path()).await.unwrap();
        assert!(shell.try_wait().unwrap().is_none(), "it was ended");
        shell.kill().unwrap();
        shell.wait().unwrap();
    }

    #[tokio::test]
    async fn a_lock_file_whose_number_was_given_to_another_process_is_dropped_and_a_stale_one_stays()
     {
        let data = tempfile::tempdir().unwrap();
        let lock = data.path().join("postmaster.pid");
        let mut gone = std::process::Command::new("true").spawn().unwrap();
        gone.wait().unwrap();
        std::fs::write(&lock, format!("{}\n/data\n", gone.id())).unwrap();
        end(data.path()).await.unwrap();
        assert!(lock.exists());

        std::fs::write(&lock, format!("{}\n/data\n", std::process::id())).unwrap();
        end(data.path()).await.unwrap();
        assert!(!lock.exists());
    }
}
