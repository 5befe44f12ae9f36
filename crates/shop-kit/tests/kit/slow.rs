//! Clients that send or take too slowly. Their pace is what is tested, so these tests take as long as the limits.

use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::{HttpResponse, web};
use futures::stream;
use rstest::rstest;
use shop_kit::Service;
use shop_kit::server::ServerSettings;
use shop_kit::testing::{TestServer, server_settings};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::Notify;

use crate::support::{raw, start};

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

/// Gets one reply, then sends one byte after the other, and gives what else came back and how long the connection lasted.
async fn after_a_reply(server: &TestServer, first: &str, rest: &'static str) -> (String, Duration) {
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    stream.write_all(first.as_bytes()).await.unwrap();
    let mut reply = vec![0; 4096];
    let length = stream.read(&mut reply).await.unwrap();
    assert!(reply[..length].starts_with(b"HTTP/1.1 200"), "{reply:?}");
    let begun = Instant::now();
    let (mut reading, mut writing) = stream.into_split();
    let trickle = tokio::spawn(async move {
        for byte in rest.bytes() {
            if writing.write_all(&[byte]).await.is_err() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        // Open until the other side has had enough.
        std::future::pending::<()>().await;
    });
    let mut answer = Vec::new();
    let read = reading.read_to_end(&mut answer);
    let _ = tokio::time::timeout(Duration::from_secs(20), read)
        .await
        .unwrap();
    trickle.abort();
    let text = String::from_utf8_lossy(&answer).into_owned();
    (text, begun.elapsed())
}

#[rstest]
#[case::byte_by_byte("GET /a-page-whose-name-is-so-long-that-it-does-not-end-in-this-test")]
#[case::hanging("GET /page HTTP/1.1\r\nhost: sh")]
#[tokio::test]
async fn the_head_of_a_second_request_is_given_up_like_that_of_the_first(
    #[case] rest: &'static str,
) {
    let server = start(server_settings());
    let first = "GET /page HTTP/1.1\r\nhost: shop\r\n\r\n";
    let (text, took) = after_a_reply(&server, first, rest).await;
    assert!(text.starts_with("HTTP/1.1 408 "), "{text}");
    assert!((4..10).contains(&took.as_secs()), "{took:?}");
}

#[rstest]
#[case::byte_by_byte("1\r\nx\r\n1\r\nx\r\n1\r\nx\r\n1\r\nx\r\n")]
#[case::hanging("5\r\nx")]
#[tokio::test]
async fn a_body_that_nobody_reads_ends_the_connection(#[case] rest: &'static str) {
    let server = start(server_settings());
    let first = "GET /page HTTP/1.1\r\nhost: shop\r\ntransfer-encoding: chunked\r\n\r\n";
    let (text, took) = after_a_reply(&server, first, rest).await;
    assert_eq!(text, "");
    assert!(took < Duration::from_secs(4), "{took:?}");
}

#[tokio::test]
async fn a_body_in_chunks_that_is_read_leaves_the_connection_to_the_next_request() {
    let server = start(server_settings());
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    let mut reply = vec![0; 4096];
    for _ in 0..3 {
        let head = "POST /json HTTP/1.1\r\nhost: shop\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n";
        let request = format!("{head}2\r\n[]\r\n0\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let length = stream.read(&mut reply).await.unwrap();
        assert!(reply[..length].starts_with(b"HTTP/1.1 200"), "{reply:?}");
    }
}

#[tokio::test]
async fn a_connection_that_is_used_slowly_but_well_is_kept() {
    let server = start(server_settings());
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    let mut reply = vec![0; 4096];
    // Each head takes less than the limit, all of them together more.
    for pause in [0, 3] {
        tokio::time::sleep(Duration::from_secs(pause)).await;
        let (head, rest) = ("GET /page HTTP/1.1\r\n", "host: shop\r\n\r\n");
        stream.write_all(head.as_bytes()).await.unwrap();
        tokio::time::sleep(Duration::from_secs(3)).await;
        stream.write_all(rest.as_bytes()).await.unwrap();
        let length = stream.read(&mut reply).await.unwrap();
        assert!(reply[..length].starts_with(b"HTTP/1.1 200"), "{reply:?}");
    }
}

#[tokio::test]
async fn a_client_that_takes_no_reply_is_given_up() {
    let served = Arc::new(Notify::new());
    let dropped = Arc::clone(&served);
    let routes = move |config: &mut web::ServiceConfig| {
        let dropped = Arc::clone(&dropped);
        config.route(
            "/endless",
            web::get().to(move || {
                let end = End(Arc::clone(&dropped));
                async move {
                    let pieces = stream::repeat_with(move || {
                        let _ = &end;
                        Ok::<_, std::io::Error>(web::Bytes::from_static(&[0; 64 * 1024]))
                    });
                    HttpResponse::Ok().streaming(pieces)
                }
            }),
        );
    };
    let server = TestServer::start(
        Service::new("test", "1").unwrap(),
        server_settings(),
        routes,
    )
    .unwrap();
    let mut client = TcpStream::connect(server.address()).await.unwrap();
    client
        .write_all(b"GET /endless HTTP/1.1\r\nhost: shop\r\n\r\n")
        .await
        .unwrap();
    tokio::time::timeout(Duration::from_secs(20), served.notified())
        .await
        .unwrap();
}

/// Tells when a reply is given up.
struct End(Arc<Notify>);

impl Drop for End {
    fn drop(&mut self) {
        self.0.notify_one();
    }
}

#[tokio::test]
async fn a_request_whose_body_is_awaited_leaves_its_place_to_others() {
    let server = start(ServerSettings {
        max_in_flight: 1,
        ..server_settings()
    });
    let head = "POST /json HTTP/1.1\r\nhost: shop\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n";
    let mut slow = Vec::new();
    for _ in 0..5 {
        let mut stream = TcpStream::connect(server.address()).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        slow.push(stream);
    }
    for _ in 0..5 {
        let page = reqwest::get(server.url("/page")).await.unwrap();
        assert_eq!(page.status().as_u16(), 200);
    }
    let mut reply = vec![0; 4096];
    for stream in &mut slow {
        stream.write_all(b"[]").await.unwrap();
        let length = stream.read(&mut reply).await.unwrap();
        assert!(reply[..length].starts_with(b"HTTP/1.1 200"), "{reply:?}");
    }
}
