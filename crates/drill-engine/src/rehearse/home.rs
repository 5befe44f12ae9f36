//! The temporary home of a rehearsal's labs.

use std::ffi::OsString;
use std::fs::DirBuilder;
use std::os::unix::fs::{DirBuilderExt, symlink};
use std::path::{Path, PathBuf};

use lab_managed::{LabDir, LabError, layout};

use super::proof::Broken;
use crate::lab_failure::lab_failure;
use crate::texts::rehearse as say;
use drill_core::definition::Runtime;
use drill_core::i18n::Text;

/// What the folders of one rehearsal's labs may need, in bytes: three have some 200 MB each.
const ROOM: u64 = 2 << 30;

/// A folder for labs, gone with the value unless it is kept.
pub(super) struct Home {
    root: PathBuf,
    keep: bool,
}

impl Home {
    /// A new one. On Kubernetes its labs are on the cluster of the home of all other labs.
    ///
    /// # Errors
    /// When the disk refuses.
    pub(super) fn create(drill: &str, runtime: Runtime) -> Result<Self, LabError> {
        let name = format!("firedrill-rehearsal-{drill}-{:08x}", rand::random::<u32>());
        let root = folder().join(name);
        // Others may pass through: PostgreSQL's user must, in labs of root.
        DirBuilder::new()
            .mode(0o711)
            .create(&root)
            .map_err(LabError::file(&root))?;
        let home = Self { root, keep: false };
        let programs = home.programs();
        DirBuilder::new()
            .mode(0o755)
            .create(&programs)
            .map_err(LabError::file(&programs))?;
        let own = std::env::current_exe().map_err(LabError::file("/proc/self/exe"))?;
        let link = programs.join("firedrill");
        symlink(own, &link).map_err(LabError::file(&link))?;
        if runtime == Runtime::Kubernetes {
            let (cluster, link) = (layout::home()?.join("cluster"), home.root.join("cluster"));
            symlink(cluster, &link).map_err(LabError::file(&link))?;
        }
        Ok(home)
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// Leaves the folder for inspection.
    pub(super) fn keep(&mut self) {
        self.keep = true;
    }

    /// A lab of this home. Nothing is created.
    pub(super) fn lab(&self, name: &str) -> Result<LabDir, Box<Broken>> {
        LabDir::new(&self.root, name).map_err(|error| {
            Broken::new(
                name,
                Text::from_fn(say::lab_comes_up),
                lab_failure(&error).message,
                self.root().to_path_buf(),
            )
        })
    }

    /// A PATH on which `firedrill` is this very program.
    pub(super) fn path_with_firedrill(&self) -> OsString {
        let mut path = self.programs().into_os_string();
        if let Some(rest) = std::env::var_os("PATH") {
            path.push(":");
            path.push(rest);
        }
        path
    }

    fn programs(&self) -> PathBuf {
        self.root.join("bin")
    }
}

/// Where labs are put that only live for some minutes: in memory, if there is room. What else writes to the disk then slows
/// no commit of theirs, and a proof tells of the drill instead. `TMPDIR` has the last word.
fn folder() -> PathBuf {
    let memory = Path::new("/dev/shm");
    // What lies there takes from what the labs' processes need, which is less than as much again.
    let room = layout::disk(memory).is_some_and(|(free, _)| free >= ROOM)
        && layout::memory("MemAvailable") >= 2 * ROOM;
    if room && std::env::var_os("TMPDIR").is_none() {
        memory.to_path_buf()
    } else {
        std::env::temp_dir()
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        if self.keep {
            return;
        }
        if let Err(error) = std::fs::remove_dir_all(&self.root) {
            tracing::warn!(%error, folder = %self.root.display(), "A rehearsal's folder was not removed.");
        }
    }
}
