//! `/api` passes through.

use std::sync::Arc;

use actix_web::cookie::Cookie;
use actix_web::web::{self, Bytes, Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use anyhow::Result;
use futures::{StreamExt as _, stream};
use reqwest::{Body, Method};
use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::support::Frontend;

/// Answers with what it was asked.
async fn echo(request: HttpRequest, body: Bytes) -> HttpResponse {
    let headers: serde_json::Map<String, Value> = request
        .headers()
        .iter()
        .map(|(name, value)| (name.to_string(), Value::from(value.to_str().unwrap_or("?"))))
        .collect();
    HttpResponse::Ok().json(json!({
        "method": request.method().as_str(),
        "target": request.uri().to_string(),
        "headers": headers,
        "body": String::from_utf8_lossy(&body),
    }))
}

fn echoing() -> Result<Frontend> {
    Frontend::before(|config| {
        config.default_service(web::route().to(echo));
        config.route("/api/{path:.*}", web::route().to(echo));
    })
}

#[actix_web::test]
async fn a_request_arrives_as_it_was_sent() -> Result<()> {
    let frontend = echoing()?;
    let seen: Value = frontend
        .request(
            Method::PUT,
            "/api/cart/items/%ED%95%9C?q=desk%20lamp&limit=2",
        )
        .header("cookie", "session=abc.def; lang=ko")
        .header("idempotency-key", "k1")
        .header("content-type", "application/json")
        .body(r#"{"quantity":2}"#)
        .send()
        .await?
        .json()
        .await?;
    assert_eq!(seen["method"], "PUT");
    assert_eq!(
        seen["target"],
        "/api/cart/items/%ED%95%9C?q=desk%20lamp&limit=2"
    );
    assert_eq!(seen["body"], r#"{"quantity":2}"#);
    let headers = &seen["headers"];
    assert_eq!(headers["cookie"], "session=abc.def; lang=ko");
    assert_eq!(headers["idempotency-key"], "k1");
    assert_eq!(headers["content-type"], "application/json");
    assert_eq!(headers["content-length"], "14");
    assert_eq!(headers["x-forwarded-for"], "127.0.0.1");
    assert!(
        headers["x-forwarded-host"]
            .as_str()
            .is_some_and(|host| host.starts_with("127.0.0.1:"))
    );
    Ok(())
}

#[actix_web::test]
async fn the_ids_of_a_request_stay_with_it() -> Result<()> {
    let frontend = echoing()?;
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    let response = frontend
        .get("/api/products")
        .header("x-request-id", "r-1")
        .header("traceparent", format!("00-{trace}-00f067aa0ba902b7-01"))
        .send()
        .await?;
    assert_eq!(response.headers()["x-request-id"], "r-1");
    let seen: Value = response.json().await?;
    assert_eq!(seen["headers"]["x-request-id"], "r-1");
    assert!(
        seen["headers"]["traceparent"]
            .as_str()
            .is_some_and(|parent| parent.contains(trace))
    );
    Ok(())
}

#[actix_web::test]
async fn what_belongs_to_a_connection_or_to_the_services_is_left_out() -> Result<()> {
    let frontend = echoing()?;
    let seen: Value = frontend
        .get("/api/products")
        .header("x-internal-token", "guess")
        .header("connection", "close, x-mine")
        .header("x-mine", "1")
        .header("te", "trailers")
        .send()
        .await?
        .json()
        .await?;
    for name in ["x-internal-token", "x-mine", "te", "connection"] {
        assert_eq!(seen["headers"][name], Value::Null, "{name}");
    }
    Ok(())
}

#[actix_web::test]
async fn every_cookie_of_an_answer_arrives() -> Result<()> {
    let frontend = Frontend::before(|config| {
        config.route(
            "/api/cart",
            web::get().to(async || {
                HttpResponse::Ok()
                    .cookie(Cookie::new("a", "1"))
                    .cookie(Cookie::new("b", "2"))
                    .finish()
            }),
        );
    })?;
    let response = frontend.get("/api/cart").send().await?;
    let cookies: Vec<_> = response.headers().get_all("set-cookie").iter().collect();
    assert_eq!(cookies, ["a=1", "b=2"]);
    Ok(())
}

#[actix_web::test]
async fn an_error_of_main_is_passed_on_and_opens_no_breaker() -> Result<()> {
    let frontend = Frontend::before(|config| {
        config.route(
            "/api/checkout",
            web::post().to(async || {
                HttpResponse::ServiceUnavailable()
                    .insert_header(("retry-after", "7"))
                    .insert_header(("content-type", "application/problem+json"))
                    .body(r#"{"type":"/problems/dependency-unavailable"}"#)
            }),
        );
        config.route(
            "/api/orders",
            web::get().to(async || HttpResponse::Ok().json(json!([]))),
        );
    })?;
    // More than the failures that would open the breaker.
    for _ in 0..30 {
        let response = frontend
            .request(Method::POST, "/api/checkout")
            .send()
            .await?;
        assert_eq!(response.status(), 503);
        assert_eq!(response.headers()["retry-after"], "7");
        assert_eq!(
            response.text().await?,
            r#"{"type":"/problems/dependency-unavailable"}"#
        );
    }
    assert_eq!(frontend.get("/api/orders").send().await?.status(), 200);
    Ok(())
}

#[actix_web::test]
async fn without_main_the_answer_is_a_problem_to_retry() -> Result<()> {
    let frontend = Frontend::alone()?;
    let response = frontend.get("/api/products").send().await?;
    assert_eq!(response.status(), 503);
    assert!(response.headers().contains_key("retry-after"));
    assert_eq!(
        response.headers()["content-type"],
        "application/problem+json"
    );
    let problem: Value = response.json().await?;
    assert_eq!(problem["type"], "/problems/dependency-unavailable");
    assert!(!problem.to_string().contains("127.0.0.1"), "{problem}");
    Ok(())
}

#[actix_web::test]
async fn an_answer_arrives_piece_by_piece() -> Result<()> {
    let go_on = Arc::new(Notify::new());
    let held = Data::from(Arc::clone(&go_on));
    let frontend = Frontend::before(move |config| {
        config.app_data(held.clone()).route(
            "/api/slow",
            web::get().to(async |go_on: Data<Notify>| {
                let rest = stream::once(async move {
                    go_on.notified().await;
                    Ok::<_, actix_web::Error>(Bytes::from_static(b"second"))
                });
                let first = stream::once(async { Ok(Bytes::from_static(b"first")) });
                HttpResponse::Ok().streaming(first.chain(Box::pin(rest)))
            }),
        );
    })?;
    let mut response = frontend.get("/api/slow").send().await?;
    // The second piece is only made after the first has arrived here.
    assert_eq!(
        response.chunk().await?.as_deref(),
        Some(b"first".as_slice())
    );
    go_on.notify_one();
    assert_eq!(
        response.chunk().await?.as_deref(),
        Some(b"second".as_slice())
    );
    assert_eq!(response.chunk().await?, None);
    Ok(())
}

#[actix_web::test]
async fn an_upload_goes_through_piece_by_piece_and_whole() -> Result<()> {
    let frontend = Frontend::before(|config| {
        config.route(
            "/api/upload",
            web::put().to(async |mut body: Payload| {
                let mut length = 0;
                while let Some(piece) = body.next().await {
                    length += piece?.len();
                }
                Ok::<_, actix_web::Error>(HttpResponse::Ok().body(length.to_string()))
            }),
        );
    })?;
    let pieces = stream::iter((0..300).map(|_| Ok::<_, std::io::Error>(vec![7_u8; 10_000])));
    let chunked = frontend
        .request(Method::PUT, "/api/upload")
        .body(Body::wrap_stream(pieces));
    assert_eq!(chunked.send().await?.text().await?, "3000000");
    let sized = frontend
        .request(Method::PUT, "/api/upload")
        .body(vec![7_u8; 3_000_000]);
    assert_eq!(sized.send().await?.text().await?, "3000000");
    Ok(())
}

#[actix_web::test]
async fn a_document_that_brings_a_policy_of_its_own_keeps_it() -> Result<()> {
    let frontend = Frontend::before(|config| {
        config.route(
            "/api/orders/1/invoice",
            web::get().to(async || {
                HttpResponse::Ok()
                    .insert_header(("content-security-policy", "default-src 'none'"))
                    .body("an invoice")
            }),
        );
    })?;
    let response = frontend.get("/api/orders/1/invoice").send().await?;
    let headers = response.headers();
    assert_eq!(headers["content-security-policy"], "default-src 'none'");
    assert_eq!(headers["x-content-type-options"], "nosniff");
    Ok(())
}
