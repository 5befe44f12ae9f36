//! Looking for programs in folders.

use std::env;
use std::ffi::OsStr;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

/// Folders that hold servers and are often missing from the `PATH` of a user who is not root.
pub(super) const FOLDERS: &[&str] = &[
    "/usr/local/sbin",
    "/usr/local/bin",
    "/usr/sbin",
    "/usr/bin",
    "/sbin",
    "/bin",
    "/opt/homebrew/bin",
    "/snap/bin",
];

/// The folders of `PATH`, then those that it often lacks.
pub(super) fn folders(on_path: &OsStr) -> Vec<PathBuf> {
    let on_path = env::split_paths(on_path).filter(|folder| folder.is_absolute());
    on_path.chain(FOLDERS.iter().map(PathBuf::from)).collect()
}

/// The first of `names` that is in any of the folders, in the first such folder.
pub(super) fn find_in(names: &[&str], folders: &[PathBuf]) -> Option<PathBuf> {
    names.iter().find_map(|name| {
        folders
            .iter()
            .map(|folder| folder.join(name))
            .find(|path| is_program(path))
    })
}

/// Whether a path is a file that can be run.
#[must_use]
pub fn is_program(path: &Path) -> bool {
    path.metadata()
        .is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

/// The path behind symbolic links that keep the program's name. Others are left: Debian's `redis-server` is a link to
/// `redis-check-rdb`, and a program that goes by several names looks at the one it is called by.
pub(super) fn real(path: &Path) -> PathBuf {
    let follow = || {
        let real = path.canonicalize().ok()?;
        let name = path.file_name()?;
        if real.file_name() == Some(name) {
            return Some(real);
        }
        Some(path.parent()?.canonicalize().ok()?.join(name))
    };
    follow().unwrap_or_else(|| path.to_owned())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
pub(crate) mod tests {
    use super::*;
    use crate::programs::Program;
    use std::fs;

    pub(crate) fn fake(path: &Path) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "#!/bin/sh\n").unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    #[test]
    fn redis_wins_over_valkey_wherever_it_lies_and_valkey_serves_where_there_is_no_redis() {
        let first = tempfile::tempdir().unwrap();
        let second = tempfile::tempdir().unwrap();
        let folders = [first.path().to_owned(), second.path().to_owned()];
        let names = Program::RedisServer.names();
        assert_eq!(find_in(names, &folders), None);

        fake(&first.path().join("valkey-server"));
        assert_eq!(
            find_in(names, &folders),
            Some(first.path().join("valkey-server"))
        );
        fake(&second.path().join("redis-server"));
        assert_eq!(
            find_in(names, &folders),
            Some(second.path().join("redis-server"))
        );
    }

    #[test]
    fn a_file_that_cannot_be_executed_and_a_folder_are_no_programs() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("aws"), "text").unwrap();
        assert!(!is_program(&folder.path().join("aws")));
        fs::create_dir(folder.path().join("psql")).unwrap();
        assert!(!is_program(&folder.path().join("psql")));
    }

    #[test]
    fn a_link_is_followed_unless_it_changes_the_name() {
        let home = tempfile::tempdir().unwrap();
        let home = home.path().canonicalize().unwrap();
        let store = home.join("store/bin");
        fake(&store.join("prometheus"));
        fake(&store.join("redis-check-rdb"));
        std::os::unix::fs::symlink("redis-check-rdb", store.join("redis-server")).unwrap();
        let profile = home.join("profile");
        std::os::unix::fs::symlink(&store, &profile).unwrap();

        assert_eq!(real(&profile.join("prometheus")), store.join("prometheus"));
        assert_eq!(
            real(&profile.join("redis-server")),
            store.join("redis-server")
        );
        assert_eq!(real(&home.join("nothing")), home.join("nothing"));
    }
}
