//! Where k6 is: on `PATH`, in the cache, or where Go installs programs.

use std::path::PathBuf;
use std::process::Command;

use lab_managed::{layout, programs};

/// What k6 is called.
const NAME: &str = "k6";

/// What installs the version that the load tests are written for.
pub(crate) const INSTALL: &str = "go install go.k6.io/k6@v1.8.1";

/// Finds it.
pub(crate) fn find() -> Option<PathBuf> {
    programs::locate(NAME).or_else(|| {
        folders()
            .into_iter()
            .map(|folder| folder.join(NAME))
            .find(|path| programs::is_program(path))
    })
}

/// The folders that are often missing from `PATH`.
fn folders() -> Vec<PathBuf> {
    let cache = layout::cache().ok().map(|cache| cache.join("bin"));
    let home = std::env::var_os("HOME").map(|home| PathBuf::from(home).join("go/bin"));
    [
        cache,
        go("GOBIN"),
        go("GOPATH").map(|path| path.join("bin")),
        home,
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A folder that Go names; none without Go.
fn go(name: &str) -> Option<PathBuf> {
    let output = Command::new(programs::locate("go")?)
        .args(["env", name])
        .output()
        .ok()?;
    let folder = String::from_utf8(output.stdout).ok()?;
    Some(PathBuf::from(folder.trim())).filter(|folder| folder.is_absolute())
}
