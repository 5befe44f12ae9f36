//! What takes the spans of a test.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use actix_web::{HttpResponse, web};
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value as Any;
use opentelemetry_proto::tonic::common::v1::{AnyValue, KeyValue};
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message as _;
use reqwest::Url;
use shop_kit::Service;
use shop_kit::testing::{TestServer, server_settings};

/// Long enough on any machine; nothing waits this long when all is well.
pub(crate) const LIMIT: Duration = Duration::from_secs(20);

/// A collector that keeps what it gets.
pub(crate) struct Collector {
    server: TestServer,
    got: Arc<Mutex<Vec<ExportTraceServiceRequest>>>,
}

impl Collector {
    pub(crate) fn start() -> Self {
        let got = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&got);
        let routes = move |config: &mut web::ServiceConfig| {
            let kept = Arc::clone(&kept);
            let keep = move |body: web::Bytes| {
                let request = ExportTraceServiceRequest::decode(body).unwrap();
                kept.lock().unwrap().push(request);
                async {
                    HttpResponse::Ok()
                        .content_type("application/x-protobuf")
                        .finish()
                }
            };
            config.route("/v1/traces", web::post().to(keep));
        };
        let service = Service::new("collector", "1").unwrap();
        let server = TestServer::start(service, server_settings(), routes).unwrap();
        Self { server, got }
    }

    pub(crate) fn endpoint(&self) -> Url {
        self.server.url("").parse().unwrap()
    }

    /// The attributes of each resource that sent spans, and the spans of the service `name`.
    pub(crate) fn spans(&self, name: &str) -> (Vec<KeyValue>, Vec<Span>) {
        let (mut resource, mut spans) = (Vec::new(), Vec::new());
        for request in self.got.lock().unwrap().iter() {
            for sent in &request.resource_spans {
                let attributes = sent.resource.clone().unwrap().attributes;
                if text(&attributes, "service.name") == name {
                    resource = attributes;
                    spans.extend(sent.scope_spans.iter().flat_map(|s| s.spans.clone()));
                }
            }
        }
        (resource, spans)
    }
}

fn value(attributes: &[KeyValue], key: &str) -> Option<Any> {
    attributes
        .iter()
        .find(|attribute| attribute.key == key)
        .and_then(|attribute| attribute.value.clone())
        .and_then(|AnyValue { value }| value)
}

pub(crate) fn text(attributes: &[KeyValue], key: &str) -> String {
    match value(attributes, key) {
        Some(Any::StringValue(text)) => text,
        Some(Any::IntValue(number)) => number.to_string(),
        other => format!("{other:?}"),
    }
}

/// Sends what is queued; it blocks, so it gets a thread.
pub(crate) async fn flush(service: Service) {
    tokio::task::spawn_blocking(move || service.spans.shut_down(LIMIT))
        .await
        .unwrap();
}
