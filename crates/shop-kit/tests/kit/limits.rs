//! Requests that are too much: they are refused as the client's fault and cost nothing.

use std::time::Duration;

use actix_web::{HttpResponse, web};
use rstest::rstest;
use serde_json::Value;
use shop_kit::Service;
use shop_kit::server::ServerSettings;
use shop_kit::testing::{TestServer, server_settings};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

fn start(settings: ServerSettings) -> TestServer {
    let routes = |config: &mut web::ServiceConfig| {
        config
            .route(
                "/json",
                web::post().to(|_: web::Json<Value>| async { HttpResponse::Ok().finish() }),
            )
            .route("/page", web::get().to(HttpResponse::Ok));
    };
    TestServer::start(Service::new("test", "1").unwrap(), settings, routes).unwrap()
}

/// Sends bytes as they are and reads until the server closes.
async fn raw(server: &TestServer, bytes: &[u8]) -> (u16, String) {
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    // The server may answer and close before it has read everything.
    let _ = stream.write_all(bytes).await;
    let mut answer = Vec::new();
    let read = stream.read_to_end(&mut answer);
    let _ = tokio::time::timeout(Duration::from_secs(30), read)
        .await
        .unwrap();
    let text = String::from_utf8_lossy(&answer).into_owned();
    let status = text
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok())
        .unwrap_or(0);
    (status, text)
}

fn get(path: &str, headers: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: shop\r\nconnection: close\r\n{headers}\r\n").into_bytes()
}

#[rstest]
#[case::within("/page".to_owned(), String::new(), 200, "")]
#[case::address(format!("/page?q={}", "x".repeat(9_000)), String::new(), 414, "uri-too-long")]
#[case::nul("/page?q=a%00b".to_owned(), String::new(), 400, "malformed-request")]
#[case::header_bytes("/page".to_owned(), format!("x-a: {}\r\n", "x".repeat(17_000)), 431, "headers-too-large")]
#[case::header_count("/page".to_owned(), (0..70).map(|n| format!("x-{n}: 1\r\n")).collect(), 431, "headers-too-large")]
#[tokio::test]
async fn a_head_that_is_too_large_or_odd_is_a_problem(
    #[case] path: String,
    #[case] headers: String,
    #[case] status: u16,
    #[case] kind: &str,
) {
    let server = start(server_settings());
    let (got, text) = raw(&server, &get(&path, &headers)).await;
    assert_eq!(got, status, "{text}");
    assert!(text.contains(kind), "{text}");
}

#[rstest]
#[case::header_count("/page".to_owned(), (0..120).map(|n| format!("x-{n}: 1\r\n")).collect(), 431)]
#[case::head("/page".to_owned(), format!("x-a: {}\r\n", "x".repeat(200_000)), 431)]
#[case::address(format!("/{}", "x".repeat(70_000)), String::new(), 400)]
#[tokio::test]
async fn the_extremes_are_refused_by_actix_itself(
    #[case] path: String,
    #[case] headers: String,
    #[case] status: u16,
) {
    let server = start(server_settings());
    let (got, text) = raw(&server, &get(&path, &headers)).await;
    assert_eq!(got, status, "{text}");
}

#[rstest]
#[case::nested(format!("{}{}", "[".repeat(20_000), "]".repeat(20_000)), 400)]
#[case::nested_objects("{\"a\":".repeat(10_000), 400)]
#[case::not_unicode("\"\\ud800\"".to_owned(), 400)]
#[case::large(format!("\"{}\"", "x".repeat(70_000)), 413)]
#[tokio::test]
async fn json_that_would_cost_much_is_refused(#[case] body: String, #[case] status: u16) {
    let server = start(server_settings());
    let response = reqwest::Client::new()
        .post(server.url("/json"))
        .header("content-type", "application/json")
        .body(body)
        .send()
        .await
        .unwrap();
    assert_eq!(response.status().as_u16(), status);
    assert_eq!(
        response.headers()["content-type"],
        "application/problem+json"
    );
}

#[tokio::test]
async fn a_body_that_does_not_come_is_given_up() {
    let server = start(ServerSettings {
        request_timeout: Duration::from_millis(200),
        ..server_settings()
    });
    let request = b"POST /json HTTP/1.1\r\nhost: shop\r\nconnection: close\r\n\
        content-type: application/json\r\ncontent-length: 10\r\n\r\n[1,";
    let (status, text) = raw(&server, request).await;
    assert_eq!(status, 408, "{text}");
    assert!(text.contains("request-timeout"), "{text}");
}

#[tokio::test]
async fn a_head_that_does_not_come_is_given_up() {
    let server = start(server_settings());
    let (status, text) = raw(&server, b"GET /page HTTP/1.1\r\nhost: sh").await;
    assert_eq!(status, 408, "{text}");
}
