//! Storage that every replica mounts. It may be a network's, so it can be gone or hang: work on it has a limit, and few
//! threads at a time, because the database's queries need the others.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use uuid::Uuid;

/// Operations at the same time.
const TOGETHER: usize = 4;

/// One operation, with the wait for its turn.
const LIMIT: Duration = Duration::from_secs(2);

/// Why the shared storage did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SharedError {
    /// It is not there, is full, or refuses.
    #[error("the shared storage failed at {path}: {source}")]
    Io {
        /// Where.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It hangs.
    #[error("the shared storage did not answer within {} ms", LIMIT.as_millis())]
    Timeout,
    /// A file that was just written is not there.
    #[error("a file on the shared storage is gone right after it was written")]
    Vanished,
    /// The thread that worked on it is gone.
    #[error("work on the shared storage was aborted")]
    Aborted,
}

/// The shared storage. Copies share its limits.
#[derive(Clone, Debug)]
pub(crate) struct Shared {
    root: Arc<Path>,
    turns: Arc<Semaphore>,
}

impl Shared {
    pub(crate) fn new(root: &Path) -> Self {
        Self {
            root: root.into(),
            turns: Arc::new(Semaphore::new(TOGETHER)),
        }
    }

    /// Whether it is there.
    pub(crate) async fn ping(&self) -> Result<(), SharedError> {
        self.run(|root| {
            fs::read_dir(root).map_err(failed(root))?;
            Ok(())
        })
        .await
    }

    /// What is kept under this name, if anything is.
    pub(crate) async fn read(&self, name: PathBuf) -> Result<Option<Vec<u8>>, SharedError> {
        self.run(move |root| {
            let path = root.join(name);
            match fs::read(&path) {
                Ok(bytes) => Ok(Some(bytes)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    // A storage that is not mounted has no files either, and that is another thing.
                    fs::read_dir(root).map_err(failed(root))?;
                    Ok(None)
                }
                Err(error) => Err(failed(&path)(error)),
            }
        })
        .await
    }

    /// Keeps `text` under this name: readers see the whole of it or nothing, also after a crash of the machine. Such a crash
    /// may lose the newest files: the folder is not synced, because a missing invoice is written again when it is read.
    pub(crate) async fn write(&self, name: PathBuf, text: String) -> Result<(), SharedError> {
        self.run(move |root| write(root, &name, text.as_bytes()))
            .await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Path) -> Result<T, SharedError> + Send + 'static,
    ) -> Result<T, SharedError> {
        let (root, turns) = (Arc::clone(&self.root), Arc::clone(&self.turns));
        let done = async move {
            let turn = turns
                .acquire_owned()
                .await
                .map_err(|_| SharedError::Aborted)?;
            tokio::task::spawn_blocking(move || {
                // Kept until the work ends, not until its caller gives up.
                let _turn = turn;
                work(&root)
            })
            .await
            .map_err(|_| SharedError::Aborted)?
        };
        tokio::time::timeout(LIMIT, done)
            .await
            .unwrap_or(Err(SharedError::Timeout))
    }
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> SharedError {
    let path = path.to_owned();
    move |source| SharedError::Io { path, source }
}

fn write(root: &Path, name: &Path, bytes: &[u8]) -> Result<(), SharedError> {
    let mut folder = root.to_owned();
    for part in name.parent().into_iter().flat_map(Path::components) {
        folder.push(part);
        // One by one, and never the root: a storage that is not mounted must not become a folder of this replica.
        match fs::create_dir(&folder) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                return Err(failed(&folder)(error));
            }
            _ => {}
        }
    }
    let path = root.join(name);
    // Of nobody else: two replicas may write the same invoice at the same time.
    let temporary = folder.join(format!(".{}.tmp", Uuid::now_v7()));
    let written = (|| {
        let mut file = File::create_new(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&temporary, &path)
    })();
    written.map_err(|error| {
        // It may not be there, and the first error is the one that tells something.
        let _ = fs::remove_file(&temporary);
        failed(&path)(error)
    })
}
