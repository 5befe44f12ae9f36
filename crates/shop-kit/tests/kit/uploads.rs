//! Bodies that are passed on to a peer: whose fault it is when one does not arrive.

use std::time::Duration;

use actix_web::web::{self, Bytes, Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use rstest::rstest;
use shop_kit::client::{Client, ClientSettings, Clients};
use shop_kit::testing::{TestServer, server_settings};
use shop_kit::{ApiError, Service};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Bytes that a body may have.
const LIMIT: u64 = 1000;

/// How long the peer has for its answer.
const PATIENCE: Duration = Duration::from_millis(500);

/// A service that passes bodies on to a peer.
struct Way {
    front: TestServer,
    service: Service,
    _peer: TestServer,
}

impl Way {
    fn new() -> Self {
        let peer = |config: &mut web::ServiceConfig| {
            config
                .route(
                    "/take",
                    web::post().to(async |body: Bytes| body.len().to_string()),
                )
                .route(
                    "/hang",
                    web::post().to(std::future::pending::<HttpResponse>),
                );
        };
        let peer =
            TestServer::start(Service::new("peer", "1").unwrap(), server_settings(), peer).unwrap();
        let service = Service::new("test", "1").unwrap();
        let settings = ClientSettings {
            timeout: PATIENCE,
            breaker_failures: 1,
            breaker_open: Duration::from_secs(60),
            ..ClientSettings::default()
        };
        let client = Clients::new(settings, None, &service)
            .unwrap()
            .client("peer", peer.url("").parse().unwrap())
            .unwrap();
        let client = Data::new(client);
        let routes = move |config: &mut web::ServiceConfig| {
            config
                .app_data(client.clone())
                .route("/{path}", web::post().to(pass_on));
        };
        let front = TestServer::start(service.clone(), server_settings(), routes).unwrap();
        Self {
            front,
            service,
            _peer: peer,
        }
    }

    async fn connect(&self, path: &str, headers: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.front.address()).await.unwrap();
        let head = format!("POST {path} HTTP/1.1\r\nhost: shop\r\n{headers}\r\n\r\n");
        stream.write_all(head.as_bytes()).await.unwrap();
        stream
    }

    /// Whether the peer is still called, after what happened.
    async fn still_calls(&self) -> bool {
        let mut stream = self.connect("/take", "content-length: 3").await;
        stream.write_all(b"abc").await.unwrap();
        status(&mut stream).await == 200
    }

    fn senders_blamed(&self) -> bool {
        let line = r#"http_client_requests_total{outcome="sender",peer="peer",service="test"} 1"#;
        self.service.metrics.render().unwrap().contains(line)
    }
}

async fn pass_on(
    client: Data<Client>,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, ApiError> {
    let answer = client.post(request.path()).pass_on(payload, LIMIT).await?;
    let status = answer.status().as_u16();
    Ok(HttpResponse::build(status.try_into().map_err(ApiError::internal)?).finish())
}

async fn status(stream: &mut TcpStream) -> u16 {
    let mut head = [0; 12];
    let read = stream.read_exact(&mut head);
    tokio::time::timeout(Duration::from_secs(10), read)
        .await
        .unwrap()
        .unwrap();
    std::str::from_utf8(&head[9..]).unwrap().parse().unwrap()
}

#[rstest]
#[case::announced("content-length: 10", "abc")]
#[case::in_chunks("transfer-encoding: chunked", "3\r\nabc\r\n")]
#[tokio::test]
async fn a_slow_sender_is_told_so_and_the_peer_is_not_blamed(
    #[case] headers: &str,
    #[case] begun: &str,
) {
    let way = Way::new();
    let mut stream = way.connect("/take", headers).await;
    stream.write_all(begun.as_bytes()).await.unwrap();
    assert_eq!(status(&mut stream).await, 408);
    assert!(way.senders_blamed());
    assert!(way.still_calls().await);
}

#[tokio::test]
async fn a_body_that_grows_too_large_is_told_so_and_the_peer_is_not_blamed() {
    let way = Way::new();
    let mut stream = way.connect("/take", "transfer-encoding: chunked").await;
    let chunk = format!("400\r\n{}\r\n", "x".repeat(0x400));
    stream.write_all(chunk.as_bytes()).await.unwrap();
    assert_eq!(status(&mut stream).await, 413);
    assert!(way.senders_blamed());
    assert!(way.still_calls().await);
}

#[tokio::test]
async fn a_body_that_makes_no_sense_is_told_so_and_the_peer_is_not_blamed() {
    let way = Way::new();
    let mut stream = way.connect("/take", "transfer-encoding: chunked").await;
    stream
        .write_all(b"3\r\nabc\r\nno length\r\n")
        .await
        .unwrap();
    assert_eq!(status(&mut stream).await, 400);
    assert!(way.still_calls().await);
}

#[tokio::test]
async fn a_sender_that_hangs_up_does_not_count_as_the_peers_failure() {
    let way = Way::new();
    for _ in 0..3 {
        let mut stream = way.connect("/take", "content-length: 10").await;
        stream.write_all(b"abc").await.unwrap();
        drop(stream);
        assert!(way.still_calls().await);
    }
}

#[tokio::test]
async fn a_peer_that_has_everything_and_does_not_answer_is_to_blame() {
    let way = Way::new();
    let mut stream = way.connect("/hang", "content-length: 3").await;
    stream.write_all(b"abc").await.unwrap();
    assert_eq!(status(&mut stream).await, 503);
    assert!(!way.senders_blamed());
    assert!(!way.still_calls().await);
}
