//! The object store.

mod measured;
mod settings;
mod span;
mod stream;

use std::sync::Arc;
use std::time::Duration;

use aws_sdk_s3::Client;
use aws_sdk_s3::config::retry::RetryConfig;
use aws_sdk_s3::config::timeout::TimeoutConfig;
use aws_sdk_s3::config::{BehaviorVersion, Credentials, Region, SharedHttpClient};
use aws_sdk_s3::error::SdkError;
use aws_sdk_s3::primitives::{ByteStream, SdkBody};
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use reqwest::Url;

use self::measured::S3Metrics;
pub use self::settings::S3Settings;
use self::span::Target;
use self::stream::Announced;
pub use self::stream::Pieces;
use crate::error::chain;
use crate::service::Service;

/// Why the object store did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum S3Error {
    /// There is no such object.
    #[error("there is no object {key}")]
    NotFound {
        /// Its key.
        key: String,
    },
    /// Everything else: unreachable, refused, too slow.
    #[error("the object store failed to {operation}: {reason}")]
    Unavailable {
        /// What it should have done.
        operation: &'static str,
        /// With all causes.
        reason: String,
    },
}

/// An object on its way.
#[derive(Debug)]
pub struct Object {
    /// Its media type.
    pub content_type: Option<String>,
    /// Its length in bytes.
    pub length: Option<u64>,
    /// Changes with its content, in quotes.
    pub etag: Option<String>,
    /// Its bytes.
    pub body: ByteStream,
}

/// One bucket. Copies share the connections.
#[derive(Clone, Debug)]
pub struct ObjectStore {
    client: Client,
    bucket: String,
    timeout: Duration,
    /// The bucket as spans name it. Nothing without spans.
    target: Option<Arc<Target>>,
    metrics: S3Metrics,
}

impl ObjectStore {
    /// Prepares the client for `service`. Nothing is sent yet.
    ///
    /// # Errors
    /// The metrics exist already.
    pub async fn new(settings: &S3Settings, service: &Service) -> Result<Self, prometheus::Error> {
        let metrics = S3Metrics::new(&service.metrics)?;
        let limits = TimeoutConfig::builder()
            .connect_timeout(settings.timeout / 4)
            .operation_attempt_timeout(settings.timeout / 2)
            .operation_timeout(settings.timeout)
            .build();
        let mut config = aws_sdk_s3::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(settings.region.clone()))
            .timeout_config(limits)
            .retry_config(RetryConfig::standard().with_max_attempts(2))
            .http_client(http_client(settings.endpoint.as_ref()));
        if let Some(endpoint) = &settings.endpoint {
            // Servers other than AWS have no name per bucket.
            config = config
                .endpoint_url(endpoint.as_str())
                .force_path_style(true);
        }
        config = match &settings.keys {
            Some((id, secret)) => config.credentials_provider(Credentials::new(
                id,
                secret.expose(),
                None,
                None,
                "environment",
            )),
            None => {
                let chain = aws_config::defaults(BehaviorVersion::latest())
                    .http_client(http_client(None))
                    .region(Region::new(settings.region.clone()));
                let chain = chain.load().await;
                config.set_credentials_provider(chain.credentials_provider());
                config
            }
        };
        Ok(Self {
            client: Client::from_conf(config.build()),
            bucket: settings.bucket.clone(),
            timeout: settings.timeout,
            target: Target::new(settings, &service.spans).map(Arc::new),
            metrics,
        })
    }

    /// Makes the bucket unless it exists.
    ///
    /// # Errors
    /// [`S3Error::Unavailable`].
    pub async fn ensure_bucket(&self) -> Result<(), S3Error> {
        if self.ping().await.is_ok() {
            return Ok(());
        }
        let request = self.client.create_bucket().bucket(&self.bucket);
        match self.observed("CreateBucket", request.send()).await {
            Ok(_) => Ok(()),
            Err(SdkError::ServiceError(error))
                if error.err().is_bucket_already_owned_by_you()
                    || error.err().is_bucket_already_exists() =>
            {
                Ok(())
            }
            Err(error) => Err(unavailable("make the bucket", &error)),
        }
    }

    /// Whether the bucket can be reached.
    ///
    /// # Errors
    /// [`S3Error::Unavailable`].
    pub async fn ping(&self) -> Result<(), S3Error> {
        let request = self.client.head_bucket().bucket(&self.bucket);
        self.observed("HeadBucket", request.send())
            .await
            .map_err(|error| unavailable("find the bucket", &error))?;
        Ok(())
    }

    /// Stores an object, replacing an earlier one.
    ///
    /// # Errors
    /// [`S3Error::Unavailable`].
    pub async fn put(&self, key: &str, content_type: &str, bytes: Vec<u8>) -> Result<(), S3Error> {
        let request = self
            .client
            .put_object()
            .bucket(&self.bucket)
            .key(key)
            .content_type(content_type)
            .body(ByteStream::from(bytes));
        self.observed("PutObject", request.send())
            .await
            .map_err(|error| unavailable("store the object", &error))?;
        Ok(())
    }

    /// Stores an object of `length` bytes that comes in pieces, within `patience` for its sender and the usual time for the
    /// store. It is not tried twice: the pieces are gone.
    ///
    /// # Errors
    /// [`S3Error::Unavailable`], also when the pieces end too early; then there is no object.
    pub async fn put_stream(
        &self,
        key: &str,
        content_type: &str,
        length: u64,
        pieces: Pieces,
        patience: Duration,
    ) -> Result<(), S3Error> {
        let limit = patience + self.timeout;
        let limits = TimeoutConfig::builder()
            .connect_timeout(self.timeout / 4)
            .operation_attempt_timeout(limit)
            .operation_timeout(limit)
            .build();
        let body = Announced::new(pieces, length);
        let request = self
            .client
            .put_object()
            .bucket(&self.bucket)
            .key(key)
            .content_type(content_type)
            .content_length(i64::try_from(length).unwrap_or(i64::MAX))
            .body(ByteStream::new(SdkBody::from_body_1_x(body)))
            .customize()
            .config_override(aws_sdk_s3::Config::builder().timeout_config(limits));
        self.observed("PutObject", request.send())
            .await
            .map_err(|error| unavailable("store the object", &error))?;
        Ok(())
    }

    /// Fetches an object.
    ///
    /// # Errors
    /// See [`S3Error`].
    pub async fn get(&self, key: &str) -> Result<Object, S3Error> {
        let request = self.client.get_object().bucket(&self.bucket).key(key);
        match self.observed("GetObject", request.send()).await {
            Ok(found) => Ok(Object {
                length: found
                    .content_length()
                    .and_then(|length| u64::try_from(length).ok()),
                content_type: found.content_type,
                etag: found.e_tag,
                body: found.body,
            }),
            Err(SdkError::ServiceError(error)) if error.err().is_no_such_key() => {
                Err(S3Error::NotFound {
                    key: key.to_owned(),
                })
            }
            Err(error) => Err(unavailable("fetch the object", &error)),
        }
    }

    /// Removes an object. One that is not there is removed already.
    ///
    /// # Errors
    /// [`S3Error::Unavailable`].
    pub async fn delete(&self, key: &str) -> Result<(), S3Error> {
        let request = self.client.delete_object().bucket(&self.bucket).key(key);
        self.observed("DeleteObject", request.send())
            .await
            .map_err(|error| unavailable("remove the object", &error))?;
        Ok(())
    }
}

/// TLS costs memory and start-up time (the root certificates), so a plain endpoint goes without.
fn http_client(endpoint: Option<&Url>) -> SharedHttpClient {
    if endpoint.is_some_and(|endpoint| endpoint.scheme() == "http") {
        Builder::new().build_http()
    } else {
        Builder::new()
            .tls_provider(Provider::Rustls(CryptoMode::Ring))
            .build_https()
    }
}

fn unavailable<E>(operation: &'static str, error: &E) -> S3Error
where
    E: std::error::Error + 'static,
{
    S3Error::Unavailable {
        operation,
        reason: chain(error),
    }
}
