//! An object store per test.

use std::path::PathBuf;
use std::time::Duration;

use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use reqwest::Url;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use s3s_fs::FileSystem;
use tempfile::TempDir;
use tokio::net::TcpListener;

use crate::s3::S3Settings;
use crate::settings::Secret;

const BUCKET: &str = "pictures";

/// An object store in a folder. It serves for as long as the test's runtime and this value live.
#[derive(Debug)]
pub struct TestObjectStore {
    folder: TempDir,
    endpoint: Url,
}

impl TestObjectStore {
    /// Starts one without a bucket.
    ///
    /// # Errors
    /// There is no folder or no port for it.
    pub async fn start() -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let files = FileSystem::new(folder.path()).map_err(|error| anyhow::anyhow!("{error:?}"))?;
        let mut builder = S3ServiceBuilder::new(files);
        builder.set_auth(SimpleAuth::from_single("key", "secret"));
        let service = builder.build();
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let endpoint = format!("http://{}", listener.local_addr()?).parse()?;
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
        Ok(Self { folder, endpoint })
    }

    /// Settings of a client for it.
    #[must_use]
    pub fn settings(&self) -> S3Settings {
        S3Settings {
            // The first request of a busy machine may take long.
            timeout: Duration::from_secs(20),
            ..Self::at(self.endpoint.clone())
        }
    }

    /// Settings of a client for a store at this address, whether there is one or not.
    #[must_use]
    pub fn at(endpoint: Url) -> S3Settings {
        S3Settings {
            endpoint: Some(endpoint),
            region: "us-east-1".to_owned(),
            bucket: BUCKET.to_owned(),
            timeout: Duration::from_millis(500),
            keys: Some(("key".to_owned(), Secret::new("secret"))),
        }
    }

    /// The folder that is the bucket.
    #[must_use]
    pub fn bucket(&self) -> PathBuf {
        self.folder.path().join(BUCKET)
    }
}
