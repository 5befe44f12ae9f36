//! Only one supervisor per lab. The lock is the kernel's and ends with its holder, so a file that
//! is left over means nothing.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;

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
        Self::take_file(&dir.lock_file(), dir.name())
    }

    /// The same for another supervisor than a lab's: the lock is on the file `path`, and `name` is whose it is.
    ///
    /// # Errors
    /// As [`SupervisorLock::take`].
    pub fn take_file(path: &Path, name: &str) -> Result<Self, LabError> {
        let mut lock = Flock::lock(open(path)?, FlockArg::LockExclusiveNonblock).map_err(|_| {
            LabError::AlreadyRunning {
                name: name.to_owned(),
            }
        })?;
        lock.set_len(0).map_err(LabError::file(path))?;
        writeln!(&mut *lock, "{}", std::process::id()).map_err(LabError::file(path))?;
        Ok(Self(lock))
    }

    /// Whether some supervisor holds the lab now.
    pub fn is_held(dir: &LabDir) -> bool {
        Self::holder(&dir.lock_file()).is_some()
    }

    /// The process that holds the lock on the file `path`.
    pub fn holder(path: &Path) -> Option<i32> {
        let held = path.exists()
            && open(path)
                .is_ok_and(|file| Flock::lock(file, FlockArg::LockExclusiveNonblock).is_err());
        let text = held.then(|| std::fs::read_to_string(path).ok()).flatten()?;
        // Between the lock and the number it is held by somebody who has not said who.
        Some(text.trim().parse().unwrap_or_default())
    }
}

fn open(path: &Path) -> Result<File, LabError> {
    File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)
        .map_err(LabError::file(path))
}
