//! Names of the headers that the services read and write, in lower case as HTTP/2 wants them.

/// W3C trace context of the call.
pub const TRACEPARENT: &str = "traceparent";
/// Names one customer's request in every log line that it causes.
pub const REQUEST_ID: &str = "x-request-id";
/// Proves that a call comes from another service of the shop.
pub const INTERNAL_TOKEN: &str = "x-internal-token";
/// Names one attempt to create something, so that a repeated call creates it once.
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// The media type of an error's body.
pub const PROBLEM_JSON: &str = "application/problem+json";
