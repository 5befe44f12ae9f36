//! What a collector gets to see of Redis and the object store.

use std::future::Future;

use actix_web::{HttpResponse, web};
use opentelemetry_proto::tonic::trace::v1::span::SpanKind;
use opentelemetry_proto::tonic::trace::v1::{Span, status::StatusCode};
use shop_kit::Service;
use shop_kit::redis::{Redis, redis};
use shop_kit::s3::{ObjectStore, S3Error};
use shop_kit::testing::{
    TestObjectStore, TestRedis, TestRedisCluster, TestServer, server_settings,
};

use crate::collector::{Collector, flush, text};

/// A key, and what nobody but its owner may see.
const KEY: &str = "cart:somebody";
const VALUE: &str = "what-somebody-wants";

/// Does the work as part of a request, and gives the spans of that request but its own, in the order of their beginning.
async fn spans<Fut>(
    collector: &Collector,
    service: Service,
    work: impl Fn() -> Fut + Clone + Send + 'static,
) -> Vec<Span>
where
    Fut: Future<Output = ()> + 'static,
{
    let routes = move |config: &mut web::ServiceConfig| {
        let work = work.clone();
        let go = move || {
            let done = work();
            async move {
                done.await;
                HttpResponse::Ok().finish()
            }
        };
        config.route("/go", web::get().to(go));
    };
    let server = TestServer::start(service.clone(), server_settings(), routes).unwrap();
    let answer = reqwest::get(server.url("/go")).await.unwrap();
    assert_eq!(answer.status(), 200);
    let name = service.name;
    flush(service).await;
    let (_, all) = collector.spans(name);
    let (mut served, mut made): (Vec<Span>, Vec<Span>) = all
        .into_iter()
        .partition(|span| span.kind == SpanKind::Server as i32);
    let request = served.remove(0);
    made.sort_by_key(|span| span.start_time_unix_nano);
    for span in &made {
        assert_eq!(span.parent_span_id, request.span_id, "{span:?}");
        assert_eq!(span.kind, SpanKind::Client as i32);
        let told = format!("{span:?}");
        assert!(!told.contains("somebody"), "{told}");
    }
    made
}

fn traced(collector: &Collector) -> Service {
    let service = Service::new("store", "1").unwrap();
    service.traced(&collector.endpoint()).unwrap()
}

fn failed(span: &Span) -> bool {
    span.status
        .as_ref()
        .is_some_and(|status| status.code == StatusCode::Error as i32)
}

#[tokio::test]
async fn what_redis_is_asked_is_a_span_without_keys_and_values() {
    let (collector, server) = (Collector::start(), TestRedis::start().unwrap());
    let service = traced(&collector);
    let redis = Redis::new(&server.settings(), &service).unwrap();
    let spans = spans(&collector, service, move || {
        let redis = redis.clone();
        async move {
            let mut together = redis::pipe();
            together.atomic().set(KEY, VALUE).expire(KEY, 60);
            let _: (bool, bool) = redis.pipeline(&together).await.unwrap();
            let mut all = redis::pipe();
            all.get(KEY).get(KEY);
            let _: (String, String) = redis.pipeline(&all).await.unwrap();
            let wrong = redis.query::<u32>(redis::cmd("LLEN").arg(KEY)).await;
            assert!(wrong.is_err());
        }
    })
    .await;
    let names: Vec<&str> = spans.iter().map(|span| span.name.as_str()).collect();
    assert_eq!(names, ["MULTI", "PIPELINE GET", "LLEN"]);
    for span in &spans {
        assert_eq!(text(&span.attributes, "db.system.name"), "redis");
        assert_eq!(text(&span.attributes, "db.operation.name"), span.name);
        assert_eq!(text(&span.attributes, "db.namespace"), "0");
        assert!(text(&span.attributes, "server.address").ends_with("redis.sock"));
        assert!(span.end_time_unix_nano >= span.start_time_unix_nano);
    }
    assert_eq!(text(&spans[0].attributes, "db.operation.batch.size"), "2");
    assert_eq!(
        spans.iter().map(failed).collect::<Vec<_>>(),
        [false, false, true]
    );
    for key in ["error.type", "db.response.status_code"] {
        assert_eq!(text(&spans[2].attributes, key), "WRONGTYPE");
    }
}

#[tokio::test]
async fn a_span_names_the_node_of_a_cluster_that_was_asked() {
    let (collector, cluster) = (Collector::start(), TestRedisCluster::start().unwrap());
    let service = traced(&collector);
    let redis = Redis::new(&cluster.settings(), &service).unwrap();
    redis.ping().await.unwrap();
    let lost = redis.part(KEY).to_string();
    let node = cluster
        .addresses()
        .position(|node| node.to_string() == lost);
    cluster.cut(node.unwrap()).unwrap();
    let spans = spans(&collector, service, move || {
        let redis = redis.clone();
        async move {
            let set = redis
                .query::<()>(redis::cmd("SET").arg(KEY).arg(VALUE))
                .await;
            assert!(set.is_err());
        }
    })
    .await;
    let [span] = spans.as_slice() else {
        panic!("{spans:?}");
    };
    assert_eq!(span.name, "SET");
    let place = ["server.address", "server.port"].map(|key| text(&span.attributes, key));
    assert_eq!(place.join(":"), lost);
    assert!(failed(span), "{span:?}");
}

#[tokio::test]
async fn what_the_object_store_is_asked_is_a_span_without_the_objects_key() {
    let (collector, server) = (Collector::start(), TestObjectStore::start().await.unwrap());
    let service = traced(&collector);
    let settings = server.settings();
    let store = ObjectStore::new(&settings, &service).await.unwrap();
    let spans = spans(&collector, service, move || {
        let store = store.clone();
        async move {
            store.ensure_bucket().await.unwrap();
            store.put(KEY, "text/plain", VALUE.into()).await.unwrap();
            store.get(KEY).await.unwrap();
            store.delete(KEY).await.unwrap();
            let gone = store.get(KEY).await;
            assert!(matches!(gone, Err(S3Error::NotFound { .. })));
        }
    })
    .await;
    let asked: Vec<(&str, bool)> = spans
        .iter()
        .map(|span| (span.name.as_str(), failed(span)))
        .collect();
    assert_eq!(
        asked,
        [
            ("S3.HeadBucket", true),
            ("S3.CreateBucket", false),
            ("S3.PutObject", false),
            ("S3.GetObject", false),
            ("S3.DeleteObject", false),
            ("S3.GetObject", true),
        ]
    );
    let endpoint = settings.endpoint.unwrap();
    for span in &spans {
        let method = span.name.trim_start_matches("S3.");
        for (key, value) in [
            ("rpc.system", "aws-api"),
            ("rpc.service", "S3"),
            ("rpc.method", method),
            ("aws.s3.bucket", settings.bucket.as_str()),
            ("cloud.region", "us-east-1"),
            ("server.address", "127.0.0.1"),
            ("server.port", &endpoint.port().unwrap().to_string()),
        ] {
            assert_eq!(text(&span.attributes, key), value, "{span:?}");
        }
    }
    let gone = &spans[5].attributes;
    assert_eq!(text(gone, "error.type"), "NoSuchKey");
    assert_eq!(text(gone, "http.response.status_code"), "404");
}
