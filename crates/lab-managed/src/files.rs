//! Files that a store reads, written whole or not at all and owned by the user that the store runs as.

use std::fs::{File, Permissions};
use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _, chown};
use std::path::Path;

use crate::LabError;
use crate::process::RunAs;

/// Writes a file that only `owner` (or this user) may read.
pub(crate) fn write(path: &Path, text: &str, owner: Option<RunAs>) -> Result<(), LabError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let temporary = path.with_file_name(format!(".{name}.{}", std::process::id()));
    let written = (|| {
        let mut file = File::options()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&temporary)?;
        file.write_all(text.as_bytes())?;
        if let Some(owner) = owner {
            chown(&temporary, Some(owner.uid), Some(owner.gid))?;
        }
        file.sync_all()?;
        std::fs::rename(&temporary, path)?;
        sync_parent(path)
    })();
    if written.is_err() {
        // A full disk must not also keep the half-written copy.
        let _ = std::fs::remove_file(&temporary);
    }
    written.map_err(LabError::file(path))
}

/// Makes a folder that only `owner` (or this user) may enter, or makes it so.
pub(crate) fn folder(path: &Path, owner: Option<RunAs>) -> Result<(), LabError> {
    let made = (|| {
        std::fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(path)?;
        std::fs::set_permissions(path, Permissions::from_mode(0o700))?;
        owner.map_or(Ok(()), |owner| {
            chown(path, Some(owner.uid), Some(owner.gid))
        })
    })();
    made.map_err(LabError::file(path))
}

/// Makes an entry of a folder, once renamed or created, survive a loss of power.
pub(crate) fn sync_parent(path: &Path) -> std::io::Result<()> {
    path.parent()
        .map_or(Ok(()), |parent| File::open(parent)?.sync_all())
}

/// Fills the `@name@` places of a template.
pub(crate) fn fill(template: &str, values: &[(&str, &str)]) -> String {
    values
        .iter()
        .fold(template.to_owned(), |text, (name, value)| {
            text.replace(&format!("@{name}@"), value)
        })
}
