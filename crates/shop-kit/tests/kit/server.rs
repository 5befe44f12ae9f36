//! The server as its clients and operators see it.

use std::sync::Arc;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use actix_web::{HttpResponse, web};
use rstest::rstest;
use serde::Deserialize;
use serde_json::Value;
use shop_kit::extract::{IdempotencyKeyHeader, Internal, Staff};
use shop_kit::server::{self, ServerSettings};
use shop_kit::testing::{INTERNAL_TOKEN, STAFF_TOKEN, TestServer, server_settings};
use shop_kit::{ApiError, Service};
use tokio::sync::Notify;

#[derive(Deserialize)]
struct Body {
    #[expect(dead_code, reason = "only its presence is tested")]
    quantity: u32,
}

fn routes(gate: &Arc<Notify>) -> impl Fn(&mut web::ServiceConfig) + Clone + Send + 'static {
    let gate = Arc::clone(gate);
    move |config| {
        let gate = Arc::clone(&gate);
        let wait = move || {
            let gate = Arc::clone(&gate);
            async move {
                gate.notified().await;
                HttpResponse::Ok().body("done")
            }
        };
        config
            .route(
                "/things/{id}",
                web::get().to(|_: web::Path<u32>| async { HttpResponse::Ok().finish() }),
            )
            .route(
                "/things",
                web::post().to(|_: web::Json<Body>| async { HttpResponse::Created().finish() }),
            )
            .route("/wait", web::get().to(wait))
            .route(
                "/internal",
                web::get().to(|_: Internal| async { HttpResponse::Ok().finish() }),
            )
            .route(
                "/staff",
                web::get().to(|_: Staff| async { HttpResponse::Ok().finish() }),
            )
            .route(
                "/key",
                web::get().to(|_: IdempotencyKeyHeader| async { HttpResponse::Ok().finish() }),
            )
            .route(
                "/secret",
                web::get().to(|| async {
                    Err::<HttpResponse, _>(ApiError::internal(anyhow::anyhow!(
                        "password of the database"
                    )))
                }),
            );
    }
}

fn start(settings: ServerSettings) -> (TestServer, Service, Arc<Notify>) {
    let service = Service::new("test", "7").unwrap();
    let gate = Arc::new(Notify::new());
    (
        TestServer::start(service.clone(), settings, routes(&gate)).unwrap(),
        service,
        gate,
    )
}

async fn get(server: &TestServer, path: &str) -> (u16, Value) {
    let response = reqwest::get(server.url(path)).await.unwrap();
    (
        response.status().as_u16(),
        serde_json::from_slice(&response.bytes().await.unwrap()).unwrap_or_default(),
    )
}

#[tokio::test]
async fn metrics_are_labelled_by_pattern_and_never_by_what_was_asked_for() {
    let (server, service, _) = start(server_settings());
    for path in [
        "/things/1",
        "/things/2",
        "/things/none",
        "/.env",
        "/wp-admin",
    ] {
        get(&server, path).await;
    }
    let text = service.metrics.render().unwrap();
    for line in [
        r#"http_requests_total{method="GET",route="/things/{id}",status="200",service="test"} 2"#,
        r#"http_requests_total{method="GET",route="/things/{id}",status="404",service="test"} 1"#,
        r#"http_requests_total{method="GET",route="unmatched",status="404",service="test"} 2"#,
        r#"http_requests_total{method="GET",route="/things/{id}",status="503",service="test"} 0"#,
        r#"http_request_duration_seconds_count{method="GET",route="/things/{id}",service="test"} 3"#,
    ] {
        assert!(text.contains(line), "no {line} in {text}");
    }
    assert!(!text.contains("wp-admin"));
    assert!(text.contains("process_resident_memory_bytes{service=\"test\"}"));
}

#[tokio::test]
async fn an_error_is_a_problem_that_names_the_request_and_hides_the_cause() {
    let (server, _, _) = start(server_settings());
    let request = reqwest::Client::new()
        .get(server.url("/secret"))
        .header("x-request-id", "abc-1");
    let response = request.send().await.unwrap();
    assert_eq!(response.status().as_u16(), 500);
    assert_eq!(
        response.headers()["content-type"],
        "application/problem+json"
    );
    assert_eq!(response.headers()["x-request-id"], "abc-1");
    let text = response.text().await.unwrap();
    assert!(!text.contains("password"), "{text}");
    let problem: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(problem["type"], "/problems/internal");
    assert_eq!(problem["requestId"], "abc-1");
}

#[tokio::test]
async fn a_body_that_does_not_fit_is_the_clients_fault() {
    let (server, _, _) = start(server_settings());
    let post = |body: String, kind: &'static str| {
        reqwest::Client::new()
            .post(server.url("/things"))
            .header("content-type", kind)
            .body(body)
            .send()
    };
    let response = post("{}".to_owned(), "application/json").await.unwrap();
    assert_eq!(response.status().as_u16(), 400);
    assert!(
        response
            .text()
            .await
            .unwrap()
            .contains("missing field `quantity`")
    );
    assert_eq!(
        post("{".to_owned(), "application/json")
            .await
            .unwrap()
            .status()
            .as_u16(),
        400
    );
    assert_eq!(
        post("{}".to_owned(), "text/plain")
            .await
            .unwrap()
            .status()
            .as_u16(),
        415
    );
    let huge = format!("{{\"quantity\":1,\"more\":\"{}\"}}", "x".repeat(70_000));
    assert_eq!(
        post(huge, "application/json")
            .await
            .unwrap()
            .status()
            .as_u16(),
        413
    );
}

#[tokio::test]
async fn more_work_than_allowed_is_refused_at_once_but_operators_are_answered() {
    let (server, service, gate) = start(ServerSettings {
        max_in_flight: 1,
        ..server_settings()
    });
    let url = server.url("/wait");
    let waiting = tokio::spawn(async move { reqwest::get(url).await.unwrap().status().as_u16() });
    let start = Instant::now();
    while !service
        .metrics
        .render()
        .unwrap()
        .contains("http_requests_in_flight{service=\"test\"} 1")
    {
        assert!(
            start.elapsed() < Duration::from_secs(10),
            "the first request never arrived"
        );
        tokio::task::yield_now().await;
    }
    let response = reqwest::get(server.url("/things/1")).await.unwrap();
    assert_eq!(response.status().as_u16(), 503);
    assert_eq!(response.headers()["retry-after"], "1");
    assert!(
        response
            .text()
            .await
            .unwrap()
            .contains("/problems/overloaded")
    );
    assert_eq!(get(&server, "/livez").await.0, 200);
    assert_eq!(get(&server, "/readyz").await.0, 200);
    gate.notify_one();
    assert_eq!(waiting.await.unwrap(), 200);
    assert_eq!(get(&server, "/things/1").await.0, 200);
}

#[tokio::test]
async fn a_client_that_goes_away_gives_its_place_back() {
    let (server, service, _) = start(ServerSettings {
        max_in_flight: 1,
        ..server_settings()
    });
    let client = reqwest::Client::builder()
        .timeout(Duration::from_millis(100))
        .build()
        .unwrap();
    assert!(client.get(server.url("/wait")).send().await.is_err());
    let start = Instant::now();
    while get(&server, "/things/1").await.0 != 200 {
        assert!(
            start.elapsed() < Duration::from_secs(10),
            "the place is still taken"
        );
    }
    assert!(
        service
            .metrics
            .render()
            .unwrap()
            .contains(r#"route="/wait",status="499""#)
    );
}

#[rstest]
#[case::young(Duration::from_secs(30), None)]
#[case::old(Duration::ZERO, Some("close"))]
#[tokio::test]
async fn a_connection_that_is_too_old_ends_with_its_reply(
    #[case] max_age: Duration,
    #[case] expected: Option<&str>,
) {
    let (server, _, _) = start(ServerSettings {
        connection_max_age: max_age,
        ..server_settings()
    });
    let response = reqwest::get(server.url("/things/1")).await.unwrap();
    assert_eq!(response.status().as_u16(), 200);
    let header = response.headers().get("connection");
    assert_eq!(header.map(|value| value.to_str().unwrap()), expected);
}

#[tokio::test]
async fn a_wrong_method_is_told_from_a_wrong_address() {
    let (server, _, _) = start(server_settings());
    let request = reqwest::Client::new().delete(server.url("/things"));
    let response = request.send().await.unwrap();
    assert_eq!(response.status().as_u16(), 405);
    assert!(
        response
            .text()
            .await
            .unwrap()
            .contains("/problems/method-not-allowed")
    );
}

#[tokio::test]
async fn a_token_opens_only_its_own_doors() {
    let (server, _, _) = start(server_settings());
    let http = reqwest::Client::new();
    let internal = |token: &'static str| {
        http.get(server.url("/internal"))
            .header("x-internal-token", token)
            .send()
    };
    assert_eq!(
        internal(INTERNAL_TOKEN).await.unwrap().status().as_u16(),
        200
    );
    assert_eq!(internal(STAFF_TOKEN).await.unwrap().status().as_u16(), 401);
    let staff = |token: &'static str| http.get(server.url("/staff")).bearer_auth(token).send();
    assert_eq!(staff(STAFF_TOKEN).await.unwrap().status().as_u16(), 200);
    assert_eq!(staff(INTERNAL_TOKEN).await.unwrap().status().as_u16(), 401);
    assert_eq!(
        get(&server, "/internal").await.1["type"],
        "/problems/unauthorized"
    );
}

#[tokio::test]
async fn a_key_that_is_no_uuid_is_named() {
    let (server, _, _) = start(server_settings());
    let request = reqwest::Client::new()
        .get(server.url("/key"))
        .header("idempotency-key", "1");
    let problem: Value =
        serde_json::from_str(&request.send().await.unwrap().text().await.unwrap()).unwrap();
    assert_eq!(problem["errors"][0]["field"], "Idempotency-Key");
    assert_eq!(get(&server, "/key").await.0, 400);
}

#[tokio::test]
async fn a_service_says_who_it_is() {
    let (server, service, _) = start(server_settings());
    let (_, version) = get(&server, "/version").await;
    assert_eq!(
        (&version["service"], &version["replica"]),
        (&Value::from("test"), &Value::from("7"))
    );
    let metrics = service.metrics.render().unwrap();
    let build = format!(
        r#"build_info{{commit={},replica="7",version={},service="test"}} 1"#,
        version["commit"], version["version"]
    );
    assert!(metrics.contains(&build), "no {build} in {metrics}");
    service.health.drain();
    let (status, readiness) = get(&server, "/readyz").await;
    assert_eq!(
        (status, &readiness["status"]),
        (503, &Value::from("unavailable"))
    );
    assert_eq!(get(&server, "/livez").await.0, 200);
}

#[tokio::test]
async fn a_taken_port_is_named() {
    let (server, _, _) = start(server_settings());
    let settings = ServerSettings {
        listen: server.address(),
        ..server_settings()
    };
    let gate = Arc::new(Notify::new());
    let error =
        TestServer::start(Service::new("test", "2").unwrap(), settings, routes(&gate)).unwrap_err();
    assert!(
        error.to_string().contains(&server.address().to_string()),
        "{error}"
    );
}

#[test]
fn a_request_that_runs_finishes_while_the_server_stops() {
    let (address, running) = mpsc::channel();
    let gate = Arc::new(Notify::new());
    let routes = routes(&gate);
    let thread = std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let server = server::start(
                Service::new("test", "1").unwrap(),
                &server_settings(),
                routes,
            )
            .unwrap();
            address.send((server.address, server.handle())).unwrap();
            server.until_stopped().await.unwrap();
        });
    });
    let (address, handle) = running.recv().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let text = runtime.block_on(async {
        let mut request = tokio::net::TcpStream::connect(address).await.unwrap();
        tokio::io::AsyncWriteExt::write_all(&mut request, b"GET /wait HTTP/1.1\r\nhost: x\r\n\r\n")
            .await
            .unwrap();
        // Answered after the first request was read, so that one is being served now.
        assert!(
            reqwest::get(format!("http://{address}/livez"))
                .await
                .unwrap()
                .status()
                .is_success()
        );
        let stopped = handle.stop(true);
        gate.notify_one();
        let mut text = String::new();
        tokio::io::AsyncReadExt::read_to_string(&mut request, &mut text)
            .await
            .unwrap();
        stopped.await;
        text
    });
    thread.join().unwrap();
    assert!(
        text.starts_with("HTTP/1.1 200 OK") && text.ends_with("done"),
        "{text}"
    );
}
