//! Spans of OpenTelemetry, sent in batches to a collector: those of the requests that are served, of the calls that they
//! make, and of their work on the database, in Redis and with the object store. A span has the ids that the logs and the header `traceparent` have.
//!
//! Without `OTEL_EXPORTER_OTLP_ENDPOINT` there is no thread, no queue and no span. With it, a span that is over goes into a
//! bounded queue; a full queue loses spans and never makes a request wait. Names and attributes follow the
//! [semantic conventions](https://opentelemetry.io/docs/specs/semconv/).

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use opentelemetry::trace::{
    SpanContext, SpanId, SpanKind, Status, TraceFlags, TraceId, TraceState,
};
use opentelemetry::{InstrumentationScope, KeyValue, Value};
use opentelemetry_otlp::{SpanExporter as OtlpExporter, WithExportConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{
    BatchConfigBuilder, BatchSpanProcessor, SpanData, SpanEvents, SpanExporter, SpanLinks,
    SpanProcessor as _,
};
use prometheus::IntCounterVec;
use reqwest::Url;

use crate::context::{self, RequestContext};
use crate::service::Service;
use crate::settings::Reader;
use crate::trace::TraceContext;

/// The address of the collector, to which `/v1/traces` is added.
const ENDPOINT: &str = "OTEL_EXPORTER_OTLP_ENDPOINT";

/// Where the spans of a service go: nowhere unless it was told of a collector. Copies share the queue.
#[derive(Clone, Debug, Default)]
pub struct Spans {
    sender: Option<Arc<Sender>>,
}

#[derive(Debug)]
struct Sender {
    processor: BatchSpanProcessor,
    scope: InstrumentationScope,
}

/// Reads the address of the collector.
pub(crate) fn read(reader: &mut Reader) -> Option<Url> {
    let endpoint: Url = reader.optional(ENDPOINT)?;
    if endpoint.scheme() != "http" {
        reader.fault(
            ENDPOINT,
            "must begin with http://: a collector beside the service takes the spans and sends them on",
        );
        return None;
    }
    Some(endpoint)
}

impl Spans {
    /// Starts the thread that sends the spans of `service` to the collector at `endpoint`, whether it is there or not.
    pub(crate) fn start(endpoint: &Url, service: &Service) -> anyhow::Result<Self> {
        let base = endpoint.as_str().trim_end_matches('/');
        let otlp = OtlpExporter::builder()
            .with_http()
            .with_endpoint(format!("{base}/v1/traces"))
            .build()?;
        let exporter = Watched {
            otlp,
            spans: service.metrics.counters(
                "otlp_spans_total",
                "Spans by whether the collector took them.",
                &["outcome"],
            )?,
            failing: AtomicBool::new(false),
        };
        let version = service.version();
        let resource = Resource::builder()
            .with_service_name(service.name)
            .with_attributes([
                KeyValue::new("service.namespace", "shop"),
                KeyValue::new("service.version", version.version),
                KeyValue::new("service.instance.id", version.replica),
            ])
            .build();
        let mut processor =
            BatchSpanProcessor::new(exporter, BatchConfigBuilder::default().build());
        processor.set_resource(&resource);
        let scope = InstrumentationScope::builder(env!("CARGO_PKG_NAME"))
            .with_version(env!("CARGO_PKG_VERSION"))
            .build();
        Ok(Self {
            sender: Some(Arc::new(Sender { processor, scope })),
        })
    }

    /// Whether spans are sent anywhere.
    #[must_use]
    pub fn are_sent(&self) -> bool {
        self.sender.is_some()
    }

    /// The span of a call to something else, inside the request that this task works for. It ends when it is dropped.
    #[must_use]
    pub fn client(&self, name: impl Into<Cow<'static, str>>) -> Option<Span> {
        let sender = self.sender.as_ref()?;
        let context = context::current()?;
        let parent = context.is_span().then_some(context.trace);
        begin(
            sender,
            SpanKind::Client,
            name.into(),
            context.trace.child(),
            parent,
        )
    }

    /// The span of a request that is served.
    pub(crate) fn server(
        &self,
        context: &RequestContext,
        name: impl FnOnce() -> String,
    ) -> Option<Span> {
        let sender = self.sender.as_ref()?;
        begin(
            sender,
            SpanKind::Server,
            name().into(),
            context.trace,
            context.caller(),
        )
    }

    /// Sends what is queued, within `limit`, and then nothing more. Blocks.
    pub fn shut_down(&self, limit: Duration) {
        if let Some(sender) = &self.sender
            && let Err(error) = sender.processor.shutdown_with_timeout(limit)
        {
            tracing::warn!(error = %error, "The last spans could not be sent.");
        }
    }
}

fn begin(
    sender: &Arc<Sender>,
    kind: SpanKind,
    name: Cow<'static, str>,
    place: TraceContext,
    parent: Option<TraceContext>,
) -> Option<Span> {
    // Whoever began the trace decides whether it is recorded.
    if !place.is_sampled() {
        return None;
    }
    let now = SystemTime::now();
    let data = SpanData {
        span_context: SpanContext::new(
            TraceId::from_bytes(place.trace_id_bytes()),
            SpanId::from_bytes(place.span_id_bytes()),
            TraceFlags::SAMPLED,
            false,
            TraceState::NONE,
        ),
        parent_span_id: parent.map_or(SpanId::INVALID, |parent| {
            SpanId::from_bytes(parent.span_id_bytes())
        }),
        parent_span_is_remote: parent.is_some() && kind == SpanKind::Server,
        span_kind: kind,
        name,
        start_time: now,
        end_time: now,
        attributes: Vec::new(),
        dropped_attributes_count: 0,
        events: SpanEvents::default(),
        links: SpanLinks::default(),
        status: Status::Unset,
        instrumentation_scope: sender.scope.clone(),
    };
    Some(Span {
        sender: Arc::clone(sender),
        place,
        data: Some(data),
    })
}

/// Work that is under way. It ends when this is dropped, also when whoever waited for it went away.
pub struct Span {
    sender: Arc<Sender>,
    place: TraceContext,
    data: Option<SpanData>,
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Span({})", self.place)
    }
}

impl Span {
    /// Its place in the trace, which goes out with the call.
    #[must_use]
    pub fn place(&self) -> TraceContext {
        self.place
    }

    /// Sets an attribute.
    pub fn set(&mut self, key: &'static str, value: impl Into<Value>) {
        if let Some(data) = &mut self.data {
            data.attributes.push(KeyValue::new(key, value));
        }
    }

    /// The work failed with an error of this kind: a status or a word, never a text.
    pub fn fail(&mut self, kind: impl Into<Value>) {
        self.set("error.type", kind);
        if let Some(data) = &mut self.data {
            data.status = Status::error("");
        }
    }
}

impl Drop for Span {
    fn drop(&mut self) {
        if let Some(mut data) = self.data.take() {
            data.end_time = SystemTime::now();
            self.sender.processor.on_end(data);
        }
    }
}

/// Counts what the collector takes, and says once when it takes nothing, and once when it does again.
#[derive(Debug)]
struct Watched {
    otlp: OtlpExporter,
    spans: IntCounterVec,
    failing: AtomicBool,
}

impl SpanExporter for Watched {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        let count = batch.len() as u64;
        let result = self.otlp.export(batch).await;
        let outcome = if result.is_ok() { "sent" } else { "lost" };
        self.spans.with_label_values(&[outcome]).inc_by(count);
        let failed_before = self.failing.swap(result.is_err(), Ordering::Relaxed);
        match &result {
            Err(error) if !failed_before => {
                tracing::warn!(error = %error, "The collector takes no spans; they are lost until it does.");
            }
            Ok(()) if failed_before => tracing::info!("The collector takes spans again."),
            _ => {}
        }
        result
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.otlp.shutdown_with_timeout(timeout)
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.otlp.set_resource(resource);
    }
}
