//! Calls to a peer that misbehaves.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::{Value, json};
use shop_kit::Service;
use shop_kit::client::{CallError, Client, ClientSettings, Clients};
use shop_kit::context::{self, RequestContext};
use shop_kit::settings::Secret;
use shop_kit::testing::{TestServer, server_settings};

/// A peer whose `/flaky` fails `failures` times with 503 before it works.
struct Peer {
    server: TestServer,
    calls: Arc<AtomicU32>,
}

impl Peer {
    fn start(failures: u32) -> Self {
        let calls = Arc::new(AtomicU32::new(0));
        let seen = Arc::clone(&calls);
        let routes = move |config: &mut web::ServiceConfig| {
            let seen = Arc::clone(&seen);
            let flaky = move || {
                let call = seen.fetch_add(1, Ordering::SeqCst);
                async move {
                    if call < failures {
                        HttpResponse::ServiceUnavailable().finish()
                    } else {
                        HttpResponse::Ok().json(call)
                    }
                }
            };
            config
                .route("/flaky", web::route().to(flaky))
                .route("/slow", web::to(std::future::pending::<HttpResponse>))
                .route("/echo", web::to(echo));
        };
        let server = TestServer::start(
            Service::new("peer", "1").unwrap(),
            server_settings(),
            routes,
        )
        .unwrap();
        Self { server, calls }
    }

    fn calls(&self) -> u32 {
        self.calls.load(Ordering::SeqCst)
    }
}

async fn echo(request: HttpRequest, query: web::Query<Value>) -> HttpResponse {
    let header = |name: &str| {
        request
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned)
    };
    HttpResponse::Ok().json(json!({
        "traceparent": header("traceparent"),
        "requestId": header("x-request-id"),
        "token": header("x-internal-token"),
        "query": query.into_inner(),
    }))
}

fn client(address: std::net::SocketAddr, settings: ClientSettings) -> (Client, Service) {
    let service = Service::new("test", "1").unwrap();
    let clients = Clients::new(settings, Some(Secret::new("token")), &service).unwrap();
    (
        clients
            .client("peer", format!("http://{address}").parse().unwrap())
            .unwrap(),
        service,
    )
}

fn count(service: &Service, outcome: &str) -> f64 {
    let line = format!(
        "http_client_requests_total{{outcome=\"{outcome}\",peer=\"peer\",service=\"test\"}} "
    );
    let text = service.metrics.render().unwrap();
    text.lines()
        .find_map(|l| l.strip_prefix(&line))
        .map_or(0.0, |number| number.parse().unwrap())
}

#[tokio::test]
async fn an_idempotent_call_is_repeated() {
    let peer = Peer::start(2);
    let (client, service) = client(peer.server.address(), ClientSettings::default());
    assert_eq!(client.get("/flaky").fetch::<u32>().await.unwrap(), 2);
    assert_eq!(
        (count(&service, "server_error"), count(&service, "ok")),
        (2.0, 1.0)
    );
}

#[tokio::test]
async fn a_call_is_repeated_only_so_often() {
    let peer = Peer::start(10);
    let (client, _) = client(
        peer.server.address(),
        ClientSettings {
            retries: 2,
            ..ClientSettings::default()
        },
    );
    let error = client.get("/flaky").fetch::<u32>().await.unwrap_err();
    assert_eq!(error.status(), Some(503));
    assert_eq!(peer.calls(), 3);
}

#[tokio::test]
async fn a_post_is_repeated_only_when_it_may_be() {
    let peer = Peer::start(2);
    let (client, _) = client(peer.server.address(), ClientSettings::default());
    assert!(client.post("/flaky").json(&1).fetch::<u32>().await.is_err());
    assert_eq!(peer.calls(), 1);
    assert!(
        client
            .post("/flaky")
            .json(&1)
            .idempotent()
            .fetch::<u32>()
            .await
            .is_ok()
    );
    assert_eq!(peer.calls(), 3);
}

#[tokio::test]
async fn one_deadline_holds_for_the_whole_call() {
    let peer = Peer::start(0);
    let timeout = Duration::from_millis(200);
    let (client, service) = client(
        peer.server.address(),
        ClientSettings {
            timeout,
            ..ClientSettings::default()
        },
    );
    let start = Instant::now();
    let error = client.get("/slow").fetch::<Value>().await.unwrap_err();
    assert!(
        matches!(error, CallError::Timeout { .. }) && error.is_outage(),
        "{error}"
    );
    assert!(
        start.elapsed() >= timeout && start.elapsed() < 4 * timeout,
        "{:?}",
        start.elapsed()
    );
    assert_eq!(
        count(&service, "timeout"),
        1.0,
        "a slow answer is not asked for again"
    );
}

#[tokio::test]
async fn a_dead_peer_is_left_alone_and_found_again() {
    let free = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let settings = ClientSettings {
        retries: 0,
        breaker_failures: 3,
        breaker_open: Duration::from_millis(100),
        ..ClientSettings::default()
    };
    let (client, service) = client(free, settings);
    for _ in 0..3 {
        assert!(matches!(
            client.get("/flaky").done().await,
            Err(CallError::Connection { .. })
        ));
    }
    assert!(matches!(
        client.get("/flaky").done().await,
        Err(CallError::BreakerOpen { .. })
    ));
    assert!(
        service
            .metrics
            .render()
            .unwrap()
            .contains("breaker_open{peer=\"peer\",service=\"test\"} 1")
    );
    assert_eq!(
        (count(&service, "connect"), count(&service, "breaker_open")),
        (3.0, 1.0)
    );

    let mut settings = server_settings();
    settings.listen = free;
    let routes = |config: &mut web::ServiceConfig| {
        config.route("/flaky", web::to(HttpResponse::Ok));
    };
    let _peer = TestServer::start(Service::new("peer", "1").unwrap(), settings, routes).unwrap();
    let start = Instant::now();
    while client.get("/flaky").done().await.is_err() {
        assert!(
            start.elapsed() < Duration::from_secs(10),
            "the breaker must close again"
        );
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(
        service
            .metrics
            .render()
            .unwrap()
            .contains("breaker_open{peer=\"peer\",service=\"test\"} 0")
    );
}

#[tokio::test]
async fn a_failing_peer_gets_only_its_share_of_repetitions() {
    let peer = Peer::start(u32::MAX);
    let settings = ClientSettings {
        breaker_failures: 0,
        ..ClientSettings::default()
    };
    let (client, _) = client(peer.server.address(), settings);
    for _ in 0..50 {
        let _ = client.get("/flaky").done().await;
    }
    // 50 calls, a fifth of that again, and the 10 that were saved up.
    assert!((65..=70).contains(&peer.calls()), "{}", peer.calls());
}

#[tokio::test]
async fn a_call_carries_who_makes_it_and_for_which_request() {
    let peer = Peer::start(0);
    let (client, _) = client(peer.server.address(), ClientSettings::default());
    let request = RequestContext::from_headers(Some("customer-1"), None);
    let trace = request.trace.trace_id();
    let call = async {
        client
            .get("/echo")
            .query(&[("q", "a b&c")])
            .fetch::<Value>()
            .await
            .unwrap()
    };
    let seen = context::scope(request, call).await;
    assert_eq!(seen["requestId"], "customer-1");
    assert_eq!(seen["token"], "token");
    assert_eq!(seen["query"]["q"], "a b&c");
    assert!(seen["traceparent"].as_str().unwrap().contains(&trace));
}

#[tokio::test]
async fn a_refusal_brings_its_problem_and_does_not_open_the_breaker() {
    let peer = Peer::start(0);
    let settings = ClientSettings {
        breaker_failures: 1,
        ..ClientSettings::default()
    };
    let (client, _) = client(peer.server.address(), settings);
    for _ in 0..3 {
        let error = client.get("/nothing").done().await.unwrap_err();
        assert_eq!(
            error.problem_type(),
            Some(shop_api::ProblemType::NotFound),
            "{error}"
        );
        assert!(!error.is_outage());
    }
}

#[tokio::test]
async fn an_answer_can_be_passed_on_as_it_is() {
    let peer = Peer::start(u32::MAX);
    let (client, _) = client(
        peer.server.address(),
        ClientSettings {
            retries: 0,
            ..ClientSettings::default()
        },
    );
    let response = client.get("/flaky").send().await.unwrap();
    assert_eq!(
        response.status().as_u16(),
        StatusCode::SERVICE_UNAVAILABLE.as_u16()
    );
}
