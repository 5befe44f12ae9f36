//! Where a lab keeps its files, and where the program finds what it ships with.
//!
//! - `FIREDRILL_HOME`: the folder of all labs. By default `$XDG_STATE_HOME/firedrill`, else
//!   `~/.local/state/firedrill`. Root's home is closed to the user that runs PostgreSQL, so there
//!   it is `/var/lib/firedrill`.
//! - `FIREDRILL_SHARE`: drills, alert rules and the bundle of the web UI, laid out as in the repository.
//! - `FIREDRILL_BIN_DIR`: the programs of the services.

use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};

use crate::LabError;

/// The folder of all labs.
///
/// # Errors
/// When neither a home folder nor an explicit setting says where it is.
pub fn home() -> Result<PathBuf, LabError> {
    let var = |name| {
        std::env::var_os(name)
            .filter(|v| !v.is_empty())
            .map(PathBuf::from)
    };
    let dir = var("FIREDRILL_HOME")
        .or_else(|| var("XDG_STATE_HOME").map(|dir| dir.join("firedrill")))
        .or_else(|| {
            if rustix::process::geteuid().is_root() {
                return Some(PathBuf::from("/var/lib/firedrill"));
            }
            var("HOME").map(|dir| dir.join(".local/state/firedrill"))
        });
    let dir = dir.ok_or_else(|| LabError::File {
        path: PathBuf::from("$HOME"),
        source: std::io::Error::new(
            std::io::ErrorKind::NotFound,
            "HOME and FIREDRILL_HOME are not set",
        ),
    })?;
    std::path::absolute(&dir).map_err(LabError::file(dir))
}

/// The folder of what the program ships with: drills, alert rules, the web UI.
///
/// # Errors
/// When the program's own path cannot be read.
pub fn share() -> Result<PathBuf, LabError> {
    if let Some(dir) = std::env::var_os("FIREDRILL_SHARE").filter(|v| !v.is_empty()) {
        return Ok(PathBuf::from(dir));
    }
    Ok(exe_dir()?.join("../share/firedrill"))
}

/// The folder of the services' programs.
///
/// # Errors
/// When the program's own path cannot be read.
pub fn bin_dir() -> Result<PathBuf, LabError> {
    match std::env::var_os("FIREDRILL_BIN_DIR").filter(|v| !v.is_empty()) {
        Some(dir) => Ok(PathBuf::from(dir)),
        None => exe_dir(),
    }
}

/// The folder of what can be had again: programs that were built, packages that were fetched. `FIREDRILL_CACHE`, else
/// `$XDG_CACHE_HOME/firedrill`, else `~/.cache/firedrill`.
///
/// # Errors
/// When none of them is set.
pub fn cache() -> Result<PathBuf, LabError> {
    let var = |name| {
        std::env::var_os(name)
            .filter(|v| !v.is_empty())
            .map(PathBuf::from)
    };
    var("FIREDRILL_CACHE")
        .or_else(|| var("XDG_CACHE_HOME").map(|dir| dir.join("firedrill")))
        .or_else(|| var("HOME").map(|dir| dir.join(".cache/firedrill")))
        .ok_or_else(|| LabError::File {
            path: PathBuf::from("$HOME"),
            source: std::io::Error::new(
                std::io::ErrorKind::NotFound,
                "HOME and FIREDRILL_CACHE are not set",
            ),
        })
}

fn exe_dir() -> Result<PathBuf, LabError> {
    let exe = std::env::current_exe().map_err(LabError::file("/proc/self/exe"))?;
    Ok(exe
        .parent()
        .map_or_else(|| PathBuf::from("/"), Path::to_path_buf))
}

/// The folder of one lab.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabDir {
    root: PathBuf,
    name: String,
}

impl LabDir {
    /// The lab of this name under `home`. Nothing is created.
    ///
    /// # Errors
    /// When the name could not be a folder and a Kubernetes namespace alike.
    pub fn new(home: &Path, name: &str) -> Result<Self, LabError> {
        let fits = !name.is_empty()
            && name.len() <= 40
            && name
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !name.starts_with('-')
            && !name.ends_with('-');
        if !fits {
            return Err(LabError::BadName {
                name: name.to_owned(),
            });
        }
        Ok(Self {
            root: home.join("labs").join(name),
            name: name.to_owned(),
        })
    }

    /// The lab whose folder is `root`, as a child process is told it.
    ///
    /// # Errors
    /// As [`LabDir::new`].
    pub fn at(root: &Path) -> Result<Self, LabError> {
        let name = root
            .file_name()
            .and_then(|n| n.to_str())
            .unwrap_or_default();
        let home = root.parent().and_then(Path::parent).unwrap_or(root);
        Self::new(home, name)
    }

    /// Names of the labs that exist under `home`, sorted.
    pub fn list(home: &Path) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(home.join("labs"))
            .into_iter()
            .flatten()
            .flatten()
            .filter(|entry| entry.path().join("lab.json").exists())
            .filter_map(|entry| entry.file_name().into_string().ok())
            .collect();
        names.sort();
        names
    }

    /// Creates the folders, open to their owner; others may only pass through, which PostgreSQL's
    /// user needs to do in a lab of root.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn create(&self) -> Result<(), LabError> {
        let labs = self.root.parent().unwrap_or(&self.root);
        std::fs::DirBuilder::new()
            .recursive(true)
            .mode(0o755)
            .create(labs)
            .map_err(LabError::file(labs))?;
        for (dir, mode) in [
            (self.root.clone(), 0o711),
            (self.path("config"), 0o700),
            (self.path("logs"), 0o700),
            (self.path("runs"), 0o700),
            (self.path("traffic"), 0o700),
            (self.path("s3"), 0o700),
            (self.path("shared"), 0o700),
            (self.path("prometheus"), 0o700),
            (self.path("alertmanager"), 0o700),
        ] {
            std::fs::DirBuilder::new()
                .recursive(true)
                .mode(mode)
                .create(&dir)
                .map_err(LabError::file(&dir))?;
            std::fs::set_permissions(&dir, std::fs::Permissions::from_mode(mode))
                .map_err(LabError::file(&dir))?;
        }
        Ok(())
    }

    /// The lab's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The lab's folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folder of all labs that this one belongs to.
    pub fn home(&self) -> &Path {
        self.root
            .parent()
            .and_then(Path::parent)
            .unwrap_or(&self.root)
    }

    /// A file or folder of the lab.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// The recorded state.
    pub fn state_file(&self) -> PathBuf {
        self.path("lab.json")
    }

    /// The supervisor's control socket.
    pub fn socket(&self) -> PathBuf {
        self.path("control.sock")
    }

    /// The file whose lock the supervisor holds.
    pub fn lock_file(&self) -> PathBuf {
        self.path("supervisor.lock")
    }

    /// The current log of a process.
    pub fn log_file(&self, process: &str) -> PathBuf {
        self.path("logs").join(format!("{process}.log"))
    }

    /// The last lines that a process of the lab wrote.
    pub fn log_tail(&self, process: &str) -> String {
        let text = std::fs::read_to_string(self.log_file(process)).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(5)..].join("\n")
    }

    /// The folder of practised incidents' journals.
    pub fn runs(&self) -> PathBuf {
        self.path("runs")
    }

    /// The folder of what the customers saw.
    pub fn traffic(&self) -> PathBuf {
        self.path("traffic")
    }
}

/// Free and whole size in bytes of the disk that holds a path, or the nearest folder above it that exists.
#[must_use]
pub fn disk(path: &Path) -> Option<(u64, u64)> {
    let there = path.ancestors().find(|folder| folder.exists())?;
    let stat = rustix::fs::statvfs(there).ok()?;
    Some((
        stat.f_bavail.saturating_mul(stat.f_frsize),
        stat.f_blocks.saturating_mul(stat.f_frsize),
    ))
}

/// A line of `/proc/meminfo`, such as `MemAvailable`, in bytes; 0 where there is none.
#[must_use]
pub fn memory(name: &str) -> u64 {
    let text = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kib: Option<u64> = text
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(key, _)| *key == name)
        .and_then(|(_, value)| value.split_whitespace().next()?.parse().ok());
    kib.unwrap_or(0) * 1024
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[test]
    fn a_folder_that_is_not_there_yet_is_on_the_disk_of_the_one_above() {
        let above = Path::new("/tmp");
        let below = above.join("no-such-folder/labs/default");
        let size = |path| disk(path).map(|(_, all)| all);
        assert!(size(above).is_some_and(|all| all > 0));
        assert_eq!(size(&below), size(above));
    }

    #[rstest]
    #[case::empty("")]
    #[case::parent("..")]
    #[case::slash("a/b")]
    #[case::capital("Lab")]
    #[case::leading_dash("-a")]
    fn a_name_that_is_no_namespace_is_refused(#[case] name: &str) {
        assert!(matches!(
            LabDir::new(Path::new("/tmp"), name),
            Err(LabError::BadName { .. })
        ));
    }

    #[test]
    fn a_lab_found_by_its_folder_is_the_same_lab() -> Result<(), LabError> {
        let lab = LabDir::new(Path::new("/tmp/home"), "default")?;
        assert_eq!(LabDir::at(lab.root())?, lab);
        Ok(())
    }
}
