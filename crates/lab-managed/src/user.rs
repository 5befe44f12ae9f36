//! The user that the stores of root's lab run as. PostgreSQL refuses to run as root, and no store needs to.

use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use nix::unistd::{User, geteuid};

use crate::LabError;
use crate::process::RunAs;

/// Users that exist without a lab, the best first. PostgreSQL wants one with a name.
const CANDIDATES: [&str; 2] = ["postgres", "nobody"];

/// The user to run stores as: `None` for the one who asks, unless that is root.
///
/// # Errors
/// When root asks and there is no unprivileged user.
pub fn of_stores() -> Result<Option<RunAs>, LabError> {
    if !geteuid().is_root() {
        return Ok(None);
    }
    CANDIDATES
        .into_iter()
        .find_map(|name| User::from_name(name).ok().flatten())
        .map(|user| {
            Some(RunAs {
                uid: user.uid.as_raw(),
                gid: user.gid.as_raw(),
            })
        })
        .ok_or_else(|| LabError::Process {
            program: "postgres".to_owned(),
            reason: format!(
                "it refuses to run as root, and there is no user named {}",
                CANDIDATES.join(" or ")
            ),
        })
}

/// Makes sure that the user can enter every folder that leads to `path`.
///
/// # Errors
/// With the folder that is closed, and what to do about it.
pub(crate) fn can_reach(user: Option<RunAs>, path: &Path) -> Result<(), LabError> {
    let Some(user) = user else { return Ok(()) };
    match path
        .ancestors()
        .skip(1)
        .find(|folder| !may_enter(user, folder))
    {
        None => Ok(()),
        Some(closed) => Err(LabError::Process {
            program: "postgres".to_owned(),
            reason: format!(
                "it refuses to run as root, and the user it runs as (number {}) can't enter {}. \
                 Set FIREDRILL_HOME to a folder that every user may enter, such as /var/lib/firedrill",
                user.uid,
                PathBuf::from(closed).display()
            ),
        }),
    }
}

fn may_enter(user: RunAs, folder: &Path) -> bool {
    let Ok(metadata) = folder.metadata() else {
        return true;
    };
    let bit = if metadata.uid() == user.uid {
        0o100
    } else if metadata.gid() == user.gid {
        0o010
    } else {
        0o001
    };
    metadata.mode() & bit != 0
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use std::fs::Permissions;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn a_closed_folder_on_the_way_is_named() {
        let home = tempfile::tempdir().unwrap();
        std::fs::set_permissions(home.path(), Permissions::from_mode(0o755)).unwrap();
        let closed = home.path().join("closed");
        std::fs::create_dir(&closed).unwrap();
        std::fs::set_permissions(&closed, Permissions::from_mode(0o700)).unwrap();
        // No user has this number, so only the bits for others count.
        let stranger = Some(RunAs {
            uid: 4_000_000,
            gid: 4_000_000,
        });

        assert!(can_reach(stranger, &home.path().join("data")).is_ok());
        let error = can_reach(stranger, &closed.join("labs/data"))
            .unwrap_err()
            .to_string();
        assert!(
            error.contains(&closed.display().to_string()) && error.contains("FIREDRILL_HOME"),
            "{error}"
        );
        assert!(can_reach(None, &closed.join("labs/data")).is_ok());
    }
}
