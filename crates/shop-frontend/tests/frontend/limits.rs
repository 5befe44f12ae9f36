//! What is too much, too slow or meant for another address does not get to `main`.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::web::{self, Bytes, Data};
use anyhow::Result;
use rstest::rstest;
use shop_kit::server::BODY_BYTES;

use crate::support::Frontend;

/// How long `main` has for an answer.
const PATIENCE: Duration = Duration::from_millis(500);

/// A frontend, and how many requests with a whole body `main` got.
fn counting() -> Result<(Frontend, Arc<AtomicUsize>)> {
    let seen = Arc::new(AtomicUsize::new(0));
    let count = Data::from(Arc::clone(&seen));
    let routes = move |config: &mut web::ServiceConfig| {
        config
            .app_data(count.clone())
            .app_data(web::PayloadConfig::new(usize::MAX))
            .route(
                "/api/{path:.*}",
                web::route().to(async |_: Bytes, count: Data<AtomicUsize>| {
                    count.fetch_add(1, Ordering::SeqCst);
                    HttpResponse::Ok().finish()
                }),
            );
    };
    Ok((Frontend::before_within(routes, Some(PATIENCE))?, seen))
}

fn put(headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("PUT /api/thing HTTP/1.1\r\nhost: shop\r\n{headers}\r\n\r\n");
    [head.as_bytes(), body].concat()
}

#[rstest]
#[case::as_large_as_a_picture(BODY_BYTES, 200, 1)]
#[case::larger(BODY_BYTES + 1, 413, 0)]
#[actix_web::test]
async fn a_body_may_be_as_large_as_a_picture(
    #[case] bytes: u64,
    #[case] status: u16,
    #[case] calls: usize,
) -> Result<()> {
    let (frontend, seen) = counting()?;
    let body = vec![7; usize::try_from(bytes)?];
    let announced = put(&format!("content-length: {bytes}"), &body);
    assert_eq!(frontend.raw(&announced).await?, status);
    assert_eq!(seen.load(Ordering::SeqCst), calls);
    let chunks = [format!("{bytes:x}\r\n").as_bytes(), &body, b"\r\n0\r\n\r\n"].concat();
    let chunked = put("transfer-encoding: chunked", &chunks);
    assert_eq!(frontend.raw(&chunked).await?, status);
    assert_eq!(seen.load(Ordering::SeqCst), 2 * calls);
    Ok(())
}

#[rstest]
#[case::announced("content-length: 10", b"abc")]
#[case::in_chunks("transfer-encoding: chunked", b"3\r\nabc\r\n")]
#[actix_web::test]
async fn a_slow_body_is_given_up_and_main_is_not_blamed(
    #[case] headers: &str,
    #[case] begun: &[u8],
) -> Result<()> {
    let (frontend, seen) = counting()?;
    // More than the failures that would open the breaker.
    let slow = put(headers, begun);
    let many = (0..30).map(|_| frontend.raw(&slow));
    for status in futures::future::join_all(many).await {
        assert_eq!(status?, 408);
    }
    assert_eq!(seen.load(Ordering::SeqCst), 0);
    assert_eq!(frontend.raw(&put("content-length: 1", b"a")).await?, 200);
    Ok(())
}

#[actix_web::test]
async fn a_body_that_makes_no_sense_is_refused_and_main_is_not_blamed() -> Result<()> {
    let (frontend, seen) = counting()?;
    for _ in 0..30 {
        let nonsense = put("transfer-encoding: chunked", b"no length\r\n");
        assert_eq!(frontend.raw(&nonsense).await?, 400);
    }
    assert_eq!(frontend.raw(&put("content-length: 1", b"a")).await?, 200);
    assert_eq!(seen.load(Ordering::SeqCst), 1);
    Ok(())
}

#[rstest]
#[case::up("/api/../metrics")]
#[case::encoded("/api/%2e%2e/metrics")]
#[case::backslash("/api/..\\metrics")]
#[actix_web::test]
async fn nobody_gets_past_the_api(#[case] path: &str) -> Result<()> {
    let (frontend, seen) = counting()?;
    let request = format!("GET {path} HTTP/1.1\r\nhost: shop\r\n\r\n");
    assert_eq!(frontend.raw(request.as_bytes()).await?, 400);
    assert_eq!(seen.load(Ordering::SeqCst), 0);
    Ok(())
}
