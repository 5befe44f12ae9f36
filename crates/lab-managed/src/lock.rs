//! Only one supervisor per lab. The lock is the kernel's and ends with its holder, so a file that
//! is left over means nothing.

use std::fs::File;
use std::io::Write as _;

use nix::fcntl::{Flock, FlockArg};

use crate::{LabDir, LabError};

/// Held by the supervisor of a lab for as long as it lives.
#[derive(Debug)]
pub struct SupervisorLock(#[expect(dead_code, reason = "held, never read")] Flock<File>);

impl SupervisorLock {
    /// Takes the lock and writes the holder's process id into the file.
    ///
    /// # Errors
    /// [`LabError::AlreadyRunning`] when another supervisor holds it.
    pub fn take(dir: &LabDir) -> Result<Self, LabError> {
        let path = dir.lock_file();
        let mut lock = Flock::lock(open(dir)?, FlockArg::LockExclusiveNonblock).map_err(|_| {
            LabError::AlreadyRunning {
                name: dir.name().to_owned(),
            }
        })?;
        lock.set_len(0).map_err(LabError::file(&path))?;
        writeln!(&mut *lock, "{}", std::process::id()).map_err(LabError::file(&path))?;
        Ok(Self(lock))
    }

    /// Whether some supervisor holds the lab now.
    pub fn is_held(dir: &LabDir) -> bool {
        dir.lock_file().exists()
            && open(dir)
                .is_ok_and(|file| Flock::lock(file, FlockArg::LockExclusiveNonblock).is_err())
    }
}

fn open(dir: &LabDir) -> Result<File, LabError> {
    let path = dir.lock_file();
    File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(LabError::file(path))
}
