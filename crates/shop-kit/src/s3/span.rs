//! Spans of what the object store is asked.

use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_s3::operation::RequestId;

use super::{ObjectStore, S3Settings};
use crate::spans::{Span, Spans};

/// A bucket as spans name it.
#[derive(Debug)]
pub(super) struct Target {
    spans: Spans,
    bucket: String,
    region: String,
    /// Address and port of a server other than AWS.
    server: Option<(String, Option<u16>)>,
}

impl Target {
    /// Nothing where no spans are sent.
    pub(super) fn new(settings: &S3Settings, spans: &Spans) -> Option<Self> {
        let server = settings.endpoint.as_ref().and_then(|endpoint| {
            Some((
                endpoint.host_str()?.to_owned(),
                endpoint.port_or_known_default(),
            ))
        });
        spans.are_sent().then(|| Self {
            spans: spans.clone(),
            bucket: settings.bucket.clone(),
            region: settings.region.clone(),
            server,
        })
    }

    fn span(&self, method: &'static str) -> Option<Span> {
        let mut span = self.spans.client(format!("S3.{method}"))?;
        span.set("rpc.system", "aws-api");
        span.set("rpc.service", "S3");
        span.set("rpc.method", method);
        span.set("aws.s3.bucket", self.bucket.clone());
        span.set("cloud.region", self.region.clone());
        if let Some((address, port)) = &self.server {
            span.set("server.address", address.clone());
            if let Some(port) = port {
                span.set("server.port", i64::from(*port));
            }
        }
        Some(span)
    }
}

impl ObjectStore {
    /// Makes the span of an operation with its retries, up to the head of the answer. Which object it is about is not in it.
    pub(super) async fn traced<T: RequestId, E: ProvideErrorMetadata>(
        &self,
        method: &'static str,
        work: impl Future<Output = Result<T, SdkError<E>>>,
    ) -> Result<T, SdkError<E>> {
        let span = self.target.as_ref().and_then(|target| target.span(method));
        let result = work.await;
        if let Some(span) = span {
            close(span, &result);
        }
        result
    }
}

fn close<T: RequestId, E: ProvideErrorMetadata>(mut span: Span, result: &Result<T, SdkError<E>>) {
    if let Some(id) = result
        .as_ref()
        .map_or_else(RequestId::request_id, RequestId::request_id)
    {
        span.set("aws.request_id", id.to_owned());
    }
    let Err(error) = result else {
        return;
    };
    if let Some(answer) = error.raw_response() {
        span.set(
            "http.response.status_code",
            i64::from(answer.status().as_u16()),
        );
    }
    match error {
        SdkError::ServiceError(refused) => {
            span.fail(refused.err().code().unwrap_or("refused").to_owned());
        }
        SdkError::TimeoutError(_) => span.fail("timeout"),
        SdkError::DispatchFailure(_) => span.fail("connect"),
        SdkError::ResponseError(_) => span.fail("response"),
        _ => span.fail("request"),
    }
}
