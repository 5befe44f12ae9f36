//! How to reach the object store.

use std::time::Duration;

use reqwest::Url;

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
