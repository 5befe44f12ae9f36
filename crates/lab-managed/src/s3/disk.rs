//! The files behind an object, as s3s-fs lays them out, and how they reach the disk.
//!
//! An object is a file `<bucket>/<key>` with two side files at the root: its attributes and its checksums. A write is
//! first made under a name in the staging bucket, whose name no client may use. There everything is checked, written
//! and synced; then the files are renamed to their places. So a client sees the old object or the new one, a write
//! that fails its checksum replaces nothing, and what was acknowledged is on the disk.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

/// The bucket of writes under way. S3 allows no bucket name that begins with a dot.
pub(super) const STAGING: &str = ".staging";

/// The longest file name that Linux's file systems allow, in bytes.
const LONGEST_NAME: usize = 255;

/// The folder of a server's objects.
#[derive(Clone, Debug)]
pub(super) struct Disk {
    root: PathBuf,
}

/// The three files of one object.
#[derive(Clone, Debug)]
pub(super) struct ObjectFiles {
    pub(super) data: PathBuf,
    pub(super) attributes: PathBuf,
    pub(super) checksums: PathBuf,
}

impl Disk {
    /// Opens the folder and drops what writes left that were never acknowledged.
    pub(super) fn open(root: &Path) -> io::Result<Self> {
        std::fs::create_dir_all(root)?;
        let disk = Self {
            root: root.canonicalize()?,
        };
        let staging = disk.bucket(STAGING);
        if staging.exists() {
            std::fs::remove_dir_all(&staging)?;
        }
        let side_files = format!(".bucket-{}.", URL_SAFE_NO_PAD.encode(STAGING));
        for entry in disk.root.read_dir()? {
            let entry = entry?;
            if entry
                .file_name()
                .to_str()
                .is_some_and(|name| name.starts_with(&side_files))
            {
                std::fs::remove_file(entry.path())?;
            }
        }
        std::fs::create_dir(&staging)?;
        sync(&disk.root)?;
        Ok(disk)
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    pub(super) fn bucket(&self, bucket: &str) -> PathBuf {
        self.root.join(bucket)
    }

    pub(super) fn files(&self, bucket: &str, key: &str) -> ObjectFiles {
        let names = format!(
            ".bucket-{}.object-{}",
            URL_SAFE_NO_PAD.encode(bucket),
            URL_SAFE_NO_PAD.encode(key)
        );
        ObjectFiles {
            data: self.bucket(bucket).join(key),
            attributes: self.root.join(format!("{names}.metadata.json")),
            checksums: self.root.join(format!("{names}.internal.json")),
        }
    }

    /// The files of a multipart upload: its owner, the attributes of the object to be, and a part.
    pub(super) fn upload(&self, bucket: &str, key: &str, upload: &str) -> [PathBuf; 2] {
        let names = format!(
            ".bucket-{}.object-{}",
            URL_SAFE_NO_PAD.encode(bucket),
            URL_SAFE_NO_PAD.encode(key)
        );
        [
            self.root.join(format!(".upload-{upload}.json")),
            self.root
                .join(format!("{names}.upload-{upload}.metadata.json")),
        ]
    }

    /// A part of a multipart upload.
    pub(super) fn part(&self, upload: &str, number: i32) -> PathBuf {
        self.root.join(format!(".upload_id-{upload}.part-{number}"))
    }

    /// A new place for a write under way.
    pub(super) fn stage(&self) -> Staged {
        let key = Uuid::now_v7().simple().to_string();
        Staged {
            files: self.files(STAGING, &key),
            key,
        }
    }

    /// Syncs an object that was written in place, and every folder that leads to it.
    pub(super) fn sync_object(&self, files: &ObjectFiles) -> io::Result<()> {
        for path in files.all() {
            sync_if_there(path)?;
        }
        self.sync_folders(&files.data)
    }

    /// Syncs the folders from `path` up to the root, so that the entries that lead to it are on the disk.
    pub(super) fn sync_folders(&self, path: &Path) -> io::Result<()> {
        for folder in path
            .ancestors()
            .skip(1)
            .take_while(|folder| folder.starts_with(&self.root))
        {
            sync_if_there(folder)?;
        }
        Ok(())
    }

    /// Puts a staged write in the place of `files`.
    pub(super) fn publish(&self, staged: &Staged, files: &ObjectFiles) -> io::Result<()> {
        for path in staged.files.all() {
            sync_if_there(path)?;
        }
        if let Some(folder) = files.data.parent() {
            std::fs::create_dir_all(folder)?;
        }
        // Between two renames a crash must not leave the new bytes under the old checksums: without any, they are
        // computed from the bytes.
        files.forget_checksums()?;
        std::fs::rename(&staged.files.data, &files.data)?;
        for (from, to) in [
            (&staged.files.attributes, &files.attributes),
            (&staged.files.checksums, &files.checksums),
        ] {
            match std::fs::rename(from, to) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => remove_if_there(to)?,
                other => other?,
            }
        }
        self.sync_folders(&files.data)
    }
}

impl ObjectFiles {
    fn all(&self) -> [&Path; 3] {
        [&self.data, &self.attributes, &self.checksums]
    }

    /// Whether every file name of the object fits the file system.
    pub(super) fn fit(&self) -> bool {
        let fits = |name: &std::ffi::OsStr| name.len() <= LONGEST_NAME;
        self.data.iter().all(fits) && self.attributes.file_name().is_some_and(fits)
    }

    /// Removes the side files of an object that is gone.
    pub(super) fn forget(&self) -> io::Result<()> {
        self.forget_checksums()?;
        remove_if_there(&self.attributes)
    }

    /// Removes the checksums; they are then computed from the bytes.
    pub(super) fn forget_checksums(&self) -> io::Result<()> {
        remove_if_there(&self.checksums)
    }
}

/// A write under way. What is left of it when it is dropped is removed.
#[derive(Debug)]
pub(super) struct Staged {
    pub(super) key: String,
    files: ObjectFiles,
}

impl Drop for Staged {
    fn drop(&mut self) {
        for path in self.files.all() {
            if let Err(error) = remove_if_there(path) {
                tracing::warn!(path = %path.display(), %error, "An unfinished write stays behind until the next start.");
            }
        }
    }
}

/// Makes the content of a file, or the entries of a folder, survive a loss of power.
pub(super) fn sync(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

fn sync_if_there(path: &Path) -> io::Result<()> {
    match sync(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

fn remove_if_there(path: &Path) -> io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn what_a_crash_left_of_a_write_is_gone_at_the_next_start_and_objects_stay() {
        let root = tempfile::tempdir().unwrap();
        let disk = Disk::open(root.path()).unwrap();
        let kept = disk.files("images", "kept");
        std::fs::create_dir(disk.bucket("images")).unwrap();
        let staged = disk.stage();
        for path in kept.all().iter().chain(&staged.files.all()) {
            std::fs::write(path, "x").unwrap();
        }
        let left = staged.files.clone();
        // A killed process runs no destructors.
        std::mem::forget(staged);

        Disk::open(root.path()).unwrap();
        assert!(left.all().iter().all(|path| !path.exists()));
        assert!(kept.all().iter().all(|path| path.exists()));
    }

    #[test]
    fn a_write_that_is_given_up_leaves_nothing_and_a_published_one_replaces_all_three_files() {
        let root = tempfile::tempdir().unwrap();
        let disk = Disk::open(root.path()).unwrap();
        let target = disk.files("images", "a/b/c");
        target
            .all()
            .iter()
            .skip(1)
            .for_each(|path| std::fs::write(path, "old").unwrap());

        let given_up = disk.stage();
        std::fs::write(&given_up.files.data, "new").unwrap();
        let data = given_up.files.data.clone();
        drop(given_up);
        assert!(!data.exists());

        let staged = disk.stage();
        std::fs::write(&staged.files.data, "new").unwrap();
        std::fs::write(&staged.files.checksums, "new").unwrap();
        disk.publish(&staged, &target).unwrap();
        assert_eq!(std::fs::read_to_string(&target.data).unwrap(), "new");
        assert_eq!(std::fs::read_to_string(&target.checksums).unwrap(), "new");
        assert!(
            !target.attributes.exists(),
            "the new object has no attributes"
        );
    }
}
