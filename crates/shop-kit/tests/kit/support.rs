//! A small server, and a client that sends what no library would.

use std::time::Duration;

use actix_web::{HttpResponse, web};
use serde_json::Value;
use shop_kit::Service;
use shop_kit::server::ServerSettings;
use shop_kit::testing::TestServer;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

pub(crate) fn start(settings: ServerSettings) -> TestServer {
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
pub(crate) async fn raw(server: &TestServer, bytes: &[u8]) -> (u16, String) {
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
