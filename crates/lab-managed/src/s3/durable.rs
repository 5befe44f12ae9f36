//! s3s-fs made durable: what is acknowledged survives a loss of power, and what is refused changes nothing.
//!
//! s3s-fs by itself syncs nothing, installs an upload before it has checked its digest, keeps the side files of a
//! deleted object and deletes a bucket with everything in it. Reads go straight to it.
//!
//! What a file system can't hold is refused: a key whose encoded name is longer than 255 bytes, or with an empty, `.`
//! or `..` segment. A crash in the middle of completing a multipart upload loses the upload, never an object.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use s3s::dto::{ETag, ETagCondition, HeadObjectInput};
use s3s::{S3, S3Error, S3Request, S3Result, s3_error};
use s3s_fs::FileSystem;
use tokio::sync::{RwLock, RwLockReadGuard};

use super::disk::{Disk, ObjectFiles, Staged, sync};

/// How many locks the objects share. Two objects on one lock only wait for each other's renames.
const LOCKS: usize = 64;

/// The object store of a lab.
#[derive(Debug)]
pub(super) struct Durable {
    pub(super) files: FileSystem,
    pub(super) disk: Disk,
    /// Keeps a reader from seeing the bytes of one version with the checksums of another.
    locks: Vec<Arc<RwLock<()>>>,
}

impl Durable {
    pub(super) fn open(root: &std::path::Path) -> io::Result<Self> {
        let disk = Disk::open(root)?;
        let files =
            FileSystem::new(disk.root()).map_err(|error| io::Error::other(format!("{error:?}")))?;
        let locks = (0..LOCKS).map(|_| Arc::default()).collect();
        Ok(Self { files, disk, locks })
    }

    pub(super) fn lock(&self, bucket: &str, key: &str) -> S3Result<&Arc<RwLock<()>>> {
        let hash = bucket
            .bytes()
            .chain([b'/'])
            .chain(key.bytes())
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
            });
        let at = usize::try_from(hash % LOCKS as u64).unwrap_or_default();
        self.locks.get(at).ok_or_else(|| s3_error!(InternalError))
    }

    pub(super) async fn reading(
        &self,
        bucket: &str,
        key: &str,
    ) -> S3Result<RwLockReadGuard<'_, ()>> {
        Ok(self.lock(bucket, key)?.read().await)
    }

    /// The files of an object that is about to be written.
    pub(super) fn target(&self, bucket: &str, key: &str) -> S3Result<ObjectFiles> {
        if !self.disk.bucket(bucket).is_dir() {
            return Err(s3_error!(NoSuchBucket));
        }
        let segments = key.strip_suffix('/').unwrap_or(key).split('/');
        if segments
            .into_iter()
            .any(|segment| matches!(segment, "" | "." | ".."))
        {
            return Err(s3_error!(
                InvalidArgument,
                "A key can't have an empty, `.` or `..` segment here"
            ));
        }
        let files = self.disk.files(bucket, key);
        if files.fit() {
            Ok(files)
        } else {
            Err(s3_error!(KeyTooLongError))
        }
    }

    /// Checks the conditions of a write against the object in place, then puts the staged one there.
    pub(super) async fn publish(
        &self,
        bucket: &str,
        key: &str,
        conditions: Conditions,
        staged: Staged,
    ) -> S3Result<()> {
        let target = self.target(bucket, key)?;
        let guard = Arc::clone(self.lock(bucket, key)?).write_owned().await;
        if !conditions.is_empty() {
            conditions.hold(self.etag(bucket, key).await?.as_ref())?;
        }
        let disk = self.disk.clone();
        // The lock and the staged files move along: a client that goes away must not cut the renames in half.
        blocking(move || {
            let _guard = guard;
            disk.publish(&staged, &target)
        })
        .await
    }

    async fn etag(&self, bucket: &str, key: &str) -> S3Result<Option<ETag>> {
        let input = HeadObjectInput {
            bucket: bucket.to_owned(),
            key: key.to_owned(),
            ..Default::default()
        };
        match self.files.head_object(internal(input)).await {
            Ok(reply) => Ok(reply.output.e_tag),
            Err(error) if *error.code() == s3s::S3ErrorCode::NoSuchKey => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub(super) async fn sync_paths(
        &self,
        paths: impl IntoIterator<Item = PathBuf>,
    ) -> S3Result<()> {
        let paths: Vec<PathBuf> = paths
            .into_iter()
            .chain([self.disk.root().to_owned()])
            .collect();
        blocking(move || paths.iter().try_for_each(|path| sync(path))).await
    }

    /// Makes a deletion durable: the side files go, and the folders are synced.
    pub(super) async fn forget(&self, files: ObjectFiles) -> S3Result<()> {
        let disk = self.disk.clone();
        blocking(move || {
            if !files.data.exists() {
                files.forget()?;
            }
            disk.sync_folders(&files.data)
        })
        .await
    }
}

/// `If-Match` and `If-None-Match` of a request.
#[derive(Default)]
pub(super) struct Conditions {
    pub(super) matches: Option<ETagCondition>,
    pub(super) none_match: Option<ETagCondition>,
}

impl Conditions {
    fn is_empty(&self) -> bool {
        self.matches.is_none() && self.none_match.is_none()
    }

    /// Whether a write may replace an object with this tag.
    fn hold(&self, current: Option<&ETag>) -> S3Result<()> {
        let fits = |condition: &ETagCondition| match (condition, current) {
            (_, None) => false,
            (ETagCondition::Any, Some(_)) => true,
            (ETagCondition::ETag(wanted), Some(current)) => wanted.strong_cmp(current),
        };
        if self
            .matches
            .as_ref()
            .is_some_and(|condition| !fits(condition))
            || self.none_match.as_ref().is_some_and(fits)
        {
            return Err(s3_error!(PreconditionFailed));
        }
        Ok(())
    }

    /// Whether a reader that asks with these conditions gets the object with this tag.
    pub(super) fn admit(&self, current: Option<&ETag>) -> S3Result<()> {
        match self.hold(current) {
            Err(_) if self.matches.is_none() => Err(s3_error!(NotModified)),
            other => other,
        }
    }
}

pub(super) fn internal<T>(input: T) -> S3Request<T> {
    S3Request {
        input,
        method: Default::default(),
        uri: Default::default(),
        headers: Default::default(),
        extensions: Default::default(),
        credentials: None,
        region: None,
        service: None,
        trailing_headers: None,
    }
}

pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> S3Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(S3Error::internal_error)?
        .map_err(S3Error::internal_error)
}
