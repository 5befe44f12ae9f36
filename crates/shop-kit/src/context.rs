//! What a request carries with it: its id and its place in a trace.

use std::future::Future;

use tracing::{Instrument, Span, info_span};
use uuid::Uuid;

use crate::trace::TraceContext;

tokio::task_local! {
    static CURRENT: RequestContext;
}

/// The ids of a request. Every log line inside [`scope`] has them, and every outgoing call passes them on.
#[derive(Clone, Debug)]
pub struct RequestContext {
    /// Names the customer's request across all services.
    pub request_id: String,
    /// The place in the trace.
    pub trace: TraceContext,
    /// The caller's place, where the request came with one.
    caller: Option<TraceContext>,
    is_span: bool,
}

impl RequestContext {
    /// A new request in a new trace.
    #[must_use]
    pub fn root() -> Self {
        Self {
            request_id: Uuid::now_v7().to_string(),
            trace: TraceContext::root(),
            caller: None,
            is_span: false,
        }
    }

    /// Continues what the headers name. An id that is missing or could break a log line is replaced.
    #[must_use]
    pub fn from_headers(request_id: Option<&str>, traceparent: Option<&str>) -> Self {
        let plain = |id: &&str| {
            (1..=64).contains(&id.len())
                && id
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
        };
        let caller = traceparent.and_then(TraceContext::parse);
        Self {
            request_id: request_id
                .filter(plain)
                .map_or_else(|| Uuid::now_v7().to_string(), str::to_owned),
            trace: caller.map_or_else(TraceContext::root, |caller| caller.child()),
            caller,
            is_span: true,
        }
    }

    /// The caller's place in the trace, where the request came with one.
    pub(crate) fn caller(&self) -> Option<TraceContext> {
        self.caller
    }

    /// Whether this place is a span of its own. Background work is none: what it calls begins the trace.
    pub(crate) fn is_span(&self) -> bool {
        self.is_span
    }

    fn span(&self) -> Span {
        info_span!("request", request_id = %self.request_id, trace_id = %self.trace.trace_id())
    }
}

/// The context of the running task, if it works for a request.
#[must_use]
pub fn current() -> Option<RequestContext> {
    CURRENT.try_with(Clone::clone).ok()
}

/// Runs `work` for a request.
pub async fn scope<F: Future>(context: RequestContext, work: F) -> F::Output {
    let span = context.span();
    CURRENT.scope(context, work.instrument(span)).await
}

/// Runs one round of background work under ids of its own.
pub async fn background<F: Future>(work: F) -> F::Output {
    scope(RequestContext::root(), work).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_that_could_break_a_log_line_is_replaced() {
        assert_eq!(
            RequestContext::from_headers(Some("abc-1"), None).request_id,
            "abc-1"
        );
        for bad in ["", "a b", "a\"b", &"x".repeat(65)] {
            assert_ne!(
                RequestContext::from_headers(Some(bad), None).request_id,
                bad
            );
        }
    }

    #[tokio::test]
    async fn work_knows_the_request_that_it_is_for() {
        assert!(current().is_none());
        let context = RequestContext::from_headers(Some("abc"), None);
        let seen = scope(context, async {
            current().map(|context| context.request_id)
        })
        .await;
        assert_eq!(seen.as_deref(), Some("abc"));
    }
}
