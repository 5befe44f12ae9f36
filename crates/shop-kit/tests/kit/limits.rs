//! Requests that are too much: they are refused as the client's fault and cost nothing.

use rstest::rstest;
use shop_kit::server::BODY_BYTES;
use shop_kit::testing::server_settings;

use crate::support::{raw, start};

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

#[rstest]
#[case::up("/../page")]
#[case::encoded("/%2e%2e/page")]
#[case::backslash("/..\\page")]
#[case::not_unicode("/page?q=%ff")]
#[case::no_digits("/page?q=%zz")]
#[case::nul("/page%00")]
#[tokio::test]
async fn an_address_that_others_would_read_otherwise_is_refused(#[case] path: &str) {
    let server = start(server_settings());
    let (status, text) = raw(&server, &get(path, "")).await;
    assert_eq!(status, 400, "{text}");
    assert!(text.contains("malformed-request"), "{text}");
}

#[tokio::test]
async fn a_body_that_is_announced_as_too_large_is_refused_before_it_comes() {
    let server = start(server_settings());
    let head = format!(
        "POST /json HTTP/1.1\r\nhost: shop\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        BODY_BYTES + 1
    );
    let (status, text) = raw(&server, head.as_bytes()).await;
    assert_eq!(status, 413, "{text}");
    assert!(text.contains("payload-too-large"), "{text}");
}

#[rstest]
#[case::gzip("gzip")]
#[case::brotli("br")]
#[case::twice("identity, br")]
#[tokio::test]
async fn a_compressed_body_is_refused_unread(#[case] coding: &str) {
    let server = start(server_settings());
    let response = reqwest::Client::new()
        .post(server.url("/json"))
        .header("content-type", "application/json")
        .header("content-encoding", coding)
        .body("[]")
        .send()
        .await
        .unwrap();
    assert_eq!(response.status().as_u16(), 415);
    let plain = reqwest::Client::new()
        .post(server.url("/json"))
        .header("content-type", "application/json")
        .header("content-encoding", "Identity")
        .body("[]")
        .send()
        .await
        .unwrap();
    assert_eq!(plain.status().as_u16(), 200);
}
