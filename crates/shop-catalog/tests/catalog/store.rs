//! An object store in a folder.

use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use s3s_fs::FileSystem;
use shop_kit::s3::S3Settings;
use tempfile::TempDir;
use tokio::net::TcpListener;

use crate::support::no_store;

/// Serves for as long as the test's runtime and this value live.
pub(crate) struct Store {
    folder: TempDir,
    pub(crate) settings: S3Settings,
}

impl Store {
    pub(crate) async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut builder = S3ServiceBuilder::new(FileSystem::new(folder.path()).unwrap());
        builder.set_auth(SimpleAuth::from_single("key", "secret"));
        let service = builder.build();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap())
            .parse()
            .unwrap();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let service = service.clone();
                tokio::spawn(async move {
                    let connections = Builder::new(TokioExecutor::new());
                    let _ = connections
                        .serve_connection(TokioIo::new(stream), service)
                        .await;
                });
            }
        });
        // The first request of a busy machine may take long.
        let timeout = std::time::Duration::from_secs(20);
        Self {
            folder,
            settings: S3Settings {
                endpoint: Some(endpoint),
                timeout,
                ..no_store()
            },
        }
    }

    /// Pictures in the bucket.
    pub(crate) fn pictures(&self) -> usize {
        let products = self.folder.path().join("pictures/products");
        let folders = std::fs::read_dir(products).into_iter().flatten().flatten();
        folders
            .map(|folder| std::fs::read_dir(folder.path()).unwrap().count())
            .sum()
    }
}
