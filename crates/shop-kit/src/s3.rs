//! The object store.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use actix_web::web::Bytes;
use aws_sdk_s3::Client;
use aws_sdk_s3::config::retry::RetryConfig;
use aws_sdk_s3::config::timeout::TimeoutConfig;
use aws_sdk_s3::config::{BehaviorVersion, Credentials, Region, SharedHttpClient};
use aws_sdk_s3::error::SdkError;
use aws_sdk_s3::primitives::{ByteStream, SdkBody};
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use http_body::{Body, Frame, SizeHint};
use reqwest::Url;
use tokio::sync::mpsc;

use crate::error::chain;
use crate::settings::{Reader, Secret};

/// How to reach the object store. The crate's README has the table.
#[derive(Clone, Debug)]
pub struct S3Settings {
    /// `S3_ENDPOINT`
    pub endpoint: Option<Url>,
    /// `S3_REGION`
    pub region: String,
    /// `S3_BUCKET`
    pub bucket: String,
    /// `S3_TIMEOUT_MS`
    pub timeout: Duration,
    /// `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`
    pub keys: Option<(String, Secret)>,
}

impl S3Settings {
    /// Reads them.
    pub fn read(reader: &mut Reader) -> Option<Self> {
        reader.owns("S3_");
        let endpoint = reader.optional("S3_ENDPOINT");
        let region = reader.or("S3_REGION", "us-east-1".to_owned());
        let bucket = reader.required("S3_BUCKET");
        let timeout = reader.millis("S3_TIMEOUT_MS", 2000);
        let id = reader.optional::<String>("AWS_ACCESS_KEY_ID");
        let secret = reader.optional::<Secret>("AWS_SECRET_ACCESS_KEY");
        if id.is_some() != secret.is_some() {
            reader.fault(
                "AWS_ACCESS_KEY_ID",
                "needs AWS_SECRET_ACCESS_KEY, and the reverse",
            );
        }
        Some(Self {
            endpoint,
            region,
            bucket: bucket?,
            timeout,
            keys: id.zip(secret),
        })
    }
}

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

/// The pieces of an object that comes as a stream. An error in between ends it, and nothing is stored.
pub type Pieces = mpsc::Receiver<io::Result<Bytes>>;

/// A stream with the length that was announced: a store that got less would keep half an object.
struct Announced {
    pieces: Pieces,
    left: u64,
}

impl Body for Announced {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let this = self.get_mut();
        let piece = match ready!(this.pieces.poll_recv(context)) {
            Some(Ok(piece)) => piece,
            Some(Err(error)) => return Poll::Ready(Some(Err(error))),
            None if this.left == 0 => return Poll::Ready(None),
            None => return Poll::Ready(Some(Err(io::ErrorKind::UnexpectedEof.into()))),
        };
        let length = u64::try_from(piece.len()).unwrap_or(u64::MAX);
        Poll::Ready(Some(match this.left.checked_sub(length) {
            Some(left) => {
                this.left = left;
                Ok(Frame::data(piece))
            }
            None => Err(io::Error::other("more bytes than announced")),
        }))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}

/// One bucket. Copies share the connections.
#[derive(Clone, Debug)]
pub struct ObjectStore {
    client: Client,
    bucket: String,
    timeout: Duration,
}

impl ObjectStore {
    /// Prepares the client. Nothing is sent yet.
    pub async fn new(settings: &S3Settings) -> Self {
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
        Self {
            client: Client::from_conf(config.build()),
            bucket: settings.bucket.clone(),
            timeout: settings.timeout,
        }
    }

    /// Makes the bucket unless it exists.
    ///
    /// # Errors
    /// [`S3Error::Unavailable`].
    pub async fn ensure_bucket(&self) -> Result<(), S3Error> {
        if self.ping().await.is_ok() {
            return Ok(());
        }
        match self
            .client
            .create_bucket()
            .bucket(&self.bucket)
            .send()
            .await
        {
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
        self.client
            .head_bucket()
            .bucket(&self.bucket)
            .send()
            .await
            .map_err(|error| unavailable("find the bucket", &error))?;
        Ok(())
    }

    /// Stores an object, replacing an earlier one.
    ///
    /// # Errors
    /// [`S3Error::Unavailable`].
    pub async fn put(&self, key: &str, content_type: &str, bytes: Vec<u8>) -> Result<(), S3Error> {
        self.client
            .put_object()
            .bucket(&self.bucket)
            .key(key)
            .content_type(content_type)
            .body(ByteStream::from(bytes))
            .send()
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
        let body = Announced {
            pieces,
            left: length,
        };
        self.client
            .put_object()
            .bucket(&self.bucket)
            .key(key)
            .content_type(content_type)
            .content_length(i64::try_from(length).unwrap_or(i64::MAX))
            .body(ByteStream::new(SdkBody::from_body_1_x(body)))
            .customize()
            .config_override(aws_sdk_s3::Config::builder().timeout_config(limits))
            .send()
            .await
            .map_err(|error| unavailable("store the object", &error))?;
        Ok(())
    }

    /// Fetches an object.
    ///
    /// # Errors
    /// See [`S3Error`].
    pub async fn get(&self, key: &str) -> Result<Object, S3Error> {
        match self
            .client
            .get_object()
            .bucket(&self.bucket)
            .key(key)
            .send()
            .await
        {
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
        request
            .send()
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
