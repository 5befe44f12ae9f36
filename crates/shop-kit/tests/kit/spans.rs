//! What a collector gets to see.

use actix_web::{HttpResponse, web};
use opentelemetry_proto::tonic::trace::v1::span::SpanKind;
use opentelemetry_proto::tonic::trace::v1::{Span, status::StatusCode};
use reqwest::Url;
use shop_kit::client::{Client, ClientSettings, Clients};
use shop_kit::db::{Database, DbError};
use shop_kit::testing::{TestDatabase, TestServer, server_settings};
use shop_kit::{ApiError, Service};

use crate::collector::{Collector, LIMIT, flush, text};

const CALLER: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7";

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A service that asks its database.
fn back(collector: &Url, database: &TestDatabase) -> (Service, TestServer) {
    let service = Service::new("back", "2")
        .unwrap()
        .traced(collector)
        .unwrap();
    let pool = Database::new(&database.settings(), &service).unwrap();
    let routes = move |config: &mut web::ServiceConfig| {
        let pool = pool.clone();
        let show = move |_: web::Path<u32>| {
            let pool = pool.clone();
            async move {
                pool.run("show_item", |_| Ok::<_, DbError>(())).await?;
                Ok::<_, ApiError>(HttpResponse::Ok().json(1))
            }
        };
        config.route("/items/{id}", web::get().to(show));
    };
    let server = TestServer::start(service.clone(), server_settings(), routes).unwrap();
    (service, server)
}

/// A service that asks another one at `base`.
fn front(collector: &Url, base: Url) -> (Service, TestServer) {
    let service = Service::new("front", "1")
        .unwrap()
        .traced(collector)
        .unwrap();
    let settings = ClientSettings {
        connect_timeout: LIMIT,
        timeout: LIMIT,
        retries: 0,
        retry_budget: 0.2,
        breaker_failures: 0,
        breaker_open: LIMIT,
    };
    let clients = Clients::new(settings, None, &service).unwrap();
    let client: Client = clients.client("back", base).unwrap();
    let routes = move |config: &mut web::ServiceConfig| {
        let client = client.clone();
        let go = move || {
            let client = client.clone();
            async move {
                client.get("/items/7").done().await?;
                Ok::<_, ApiError>(HttpResponse::Ok().finish())
            }
        };
        config.route("/go", web::get().to(go));
    };
    let server = TestServer::start(service.clone(), server_settings(), routes).unwrap();
    (service, server)
}

async fn go(server: &TestServer, flags: &str) -> u16 {
    let request = reqwest::Client::new()
        .get(server.url("/go"))
        .header("traceparent", format!("{CALLER}-{flags}"));
    request.send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn a_request_is_one_trace_through_all_services_and_the_database() {
    let collector = Collector::start();
    let database = TestDatabase::empty().unwrap();
    let (back_service, back) = back(&collector.endpoint(), &database);
    let (front_service, front) = front(&collector.endpoint(), back.url("").parse().unwrap());
    assert_eq!(go(&front, "01").await, 200);
    flush(front_service).await;
    flush(back_service).await;

    let (resource, spans) = collector.spans("front");
    assert_eq!(text(&resource, "service.instance.id"), "1");
    assert_eq!(
        text(&resource, "service.version"),
        env!("CARGO_PKG_VERSION")
    );
    assert_eq!(spans.len(), 2, "{spans:?}");
    let of = |spans: &[Span], kind: SpanKind| {
        spans
            .iter()
            .find(|span| span.kind == kind as i32)
            .unwrap()
            .clone()
    };
    let (server, client) = (of(&spans, SpanKind::Server), of(&spans, SpanKind::Client));
    assert_eq!(hex(&server.trace_id), "4bf92f3577b34da6a3ce929d0e0e4736");
    assert_eq!(hex(&server.parent_span_id), "00f067aa0ba902b7");
    assert_eq!(server.name, "GET /go");
    assert_eq!(text(&server.attributes, "http.route"), "/go");
    assert_eq!(text(&server.attributes, "http.response.status_code"), "200");
    assert_eq!(client.parent_span_id, server.span_id);
    assert_eq!(client.name, "GET");
    assert!(text(&client.attributes, "url.full").ends_with("/items/7"));

    let (_, spans) = collector.spans("back");
    assert_eq!(spans.len(), 2, "{spans:?}");
    let (served, query) = (of(&spans, SpanKind::Server), of(&spans, SpanKind::Client));
    assert_eq!(served.trace_id, server.trace_id);
    assert_eq!(served.parent_span_id, client.span_id);
    assert_eq!(served.name, "GET /items/{id}");
    assert_eq!(query.parent_span_id, served.span_id);
    assert_eq!(query.name, "show_item");
    assert_eq!(text(&query.attributes, "db.system.name"), "postgresql");
    assert!(query.end_time_unix_nano >= query.start_time_unix_nano);
}

#[tokio::test]
async fn a_failed_call_shows_in_both_spans() {
    let collector = Collector::start();
    let (service, server) = front(&collector.endpoint(), "http://127.0.0.1:1".parse().unwrap());
    assert_eq!(go(&server, "01").await, 503);
    flush(service).await;
    let (_, spans) = collector.spans("front");
    let mut kinds: Vec<String> = spans
        .iter()
        .map(|span| {
            assert_eq!(span.status.clone().unwrap().code, StatusCode::Error as i32);
            text(&span.attributes, "error.type")
        })
        .collect();
    kinds.sort();
    assert_eq!(kinds, ["503", "connect"]);
}

#[tokio::test]
async fn a_trace_that_its_beginner_does_not_record_is_not_sent() {
    let collector = Collector::start();
    let (service, server) = front(&collector.endpoint(), "http://127.0.0.1:1".parse().unwrap());
    assert_eq!(go(&server, "00").await, 503);
    flush(service).await;
    assert!(collector.spans("front").1.is_empty());
}

#[tokio::test]
async fn without_its_collector_a_service_serves_and_counts_what_is_lost() {
    let nobody: Url = "http://127.0.0.1:1".parse().unwrap();
    let (service, server) = front(&nobody, nobody.clone());
    assert_eq!(go(&server, "01").await, 503);
    flush(service.clone()).await;
    let metrics = service.metrics.render().unwrap();
    assert!(
        metrics.contains(r#"otlp_spans_total{outcome="lost",service="front"} 2"#),
        "{metrics}"
    );
}

#[tokio::test]
async fn a_service_without_a_collector_has_no_spans() {
    let service = Service::new("test", "1").unwrap();
    assert!(!service.spans.are_sent());
    let work = async { service.spans.client("work").is_none() };
    assert!(shop_kit::context::background(work).await);
    assert!(!service.metrics.render().unwrap().contains("otlp_"));
}
