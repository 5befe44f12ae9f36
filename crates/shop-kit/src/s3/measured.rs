//! What the object store is asked, counted and timed.

use std::time::Instant;

use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_s3::operation::RequestId;
use prometheus::{HistogramVec, IntCounterVec};

use super::ObjectStore;
use crate::metrics::Metrics;

#[derive(Clone, Debug)]
pub(super) struct S3Metrics {
    requests: IntCounterVec,
    seconds: HistogramVec,
}

impl S3Metrics {
    pub(super) fn new(metrics: &Metrics) -> Result<Self, prometheus::Error> {
        Ok(Self {
            requests: metrics.counters(
                "s3_requests_total",
                "Operations of the object store, each with its retries.",
                &["operation", "outcome"],
            )?,
            seconds: metrics.seconds(
                "s3_request_duration_seconds",
                "Operations of the object store, up to the head of the answer.",
                &["operation"],
            )?,
        })
    }
}

impl ObjectStore {
    /// Counts, times and traces an operation.
    pub(super) async fn observed<T: RequestId, E: ProvideErrorMetadata>(
        &self,
        operation: &'static str,
        work: impl Future<Output = Result<T, SdkError<E>>>,
    ) -> Result<T, SdkError<E>> {
        let start = Instant::now();
        let result = self.traced(operation, work).await;
        let outcome = outcome(operation, &result);
        let (requests, seconds) = (&self.metrics.requests, &self.metrics.seconds);
        requests.with_label_values(&[operation, outcome]).inc();
        seconds
            .with_label_values(&[operation])
            .observe(start.elapsed().as_secs_f64());
        result
    }
}

/// That an object is not there is an answer; that a bucket is not there is an outage.
fn outcome<T, E>(operation: &str, result: &Result<T, SdkError<E>>) -> &'static str {
    let Err(error) = result else {
        return "ok";
    };
    let status = error
        .raw_response()
        .map_or(0, |answer| answer.status().as_u16());
    match error {
        SdkError::ServiceError(_) if status == 404 && operation == "GetObject" => "not_found",
        SdkError::TimeoutError(_) => "timeout",
        SdkError::DispatchFailure(_) => "connect",
        _ => "error",
    }
}
