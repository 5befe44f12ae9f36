//! The UI's files.

use anyhow::Result;
use reqwest::{Method, Response};
use serde_json::Value;

use crate::support::{Frontend, SCRIPT};

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response
        .headers()
        .get(name)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

#[actix_web::test]
async fn a_client_route_gets_the_start_page_which_is_asked_for_each_time() -> Result<()> {
    let frontend = Frontend::alone()?;
    for path in [
        "/",
        "/products/0197f1c2-a3b4-7c5d-8e9f-a0b1c2d3e4f5",
        "/cart",
    ] {
        let response = frontend.get(path).send().await?;
        assert_eq!(response.status(), 200, "{path}");
        assert_eq!(
            header(&response, "content-type"),
            "text/html; charset=utf-8"
        );
        assert_eq!(header(&response, "cache-control"), "no-cache");
        assert!(response.text().await?.contains("<title>Shop</title>"));
    }
    Ok(())
}

#[actix_web::test]
async fn a_hashed_file_may_be_kept_for_good() -> Result<()> {
    let frontend = Frontend::alone()?;
    let response = frontend.get(&format!("/{SCRIPT}")).send().await?;
    assert_eq!(
        header(&response, "cache-control"),
        "public, max-age=31536000, immutable"
    );
    assert_eq!(
        header(&response, "content-type"),
        "text/javascript; charset=utf-8"
    );
    Ok(())
}

#[actix_web::test]
async fn a_known_file_is_not_sent_again() -> Result<()> {
    let frontend = Frontend::alone()?;
    let etag = header(&frontend.get("/").send().await?, "etag").to_owned();
    let response = frontend
        .get("/")
        .header("if-none-match", format!("\"x\", {etag}"))
        .send()
        .await?;
    assert_eq!(response.status(), 304);
    assert_eq!(header(&response, "etag"), etag);
    assert!(response.text().await?.is_empty());
    Ok(())
}

#[actix_web::test]
async fn text_is_compressed_for_who_understands_it() -> Result<()> {
    let frontend = Frontend::alone()?;
    let plain = frontend
        .get(&format!("/{SCRIPT}"))
        .send()
        .await?
        .bytes()
        .await?;
    for encoding in ["gzip", "br"] {
        let response = frontend
            .get(&format!("/{SCRIPT}"))
            .header("accept-encoding", encoding)
            .send()
            .await?;
        assert_eq!(header(&response, "content-encoding"), encoding);
        assert!(
            header(&response, "vary")
                .to_lowercase()
                .contains("accept-encoding")
        );
        assert!(response.bytes().await?.len() < plain.len() / 10);
    }
    Ok(())
}

#[actix_web::test]
async fn a_missing_script_is_not_the_start_page() -> Result<()> {
    let frontend = Frontend::alone()?;
    for path in [
        "/assets/index-00000000.js",
        "/logo.png",
        "/..%2f..%2fetc%2fpasswd.txt",
    ] {
        let response = frontend.get(path).send().await?;
        assert_eq!(response.status(), 404, "{path}");
        assert_eq!(
            header(&response, "content-type"),
            "application/problem+json"
        );
    }
    Ok(())
}

#[actix_web::test]
async fn every_answer_carries_the_content_security_policy() -> Result<()> {
    let frontend = Frontend::alone()?;
    for path in ["/", "/favicon.svg", "/missing.js", "/api/products"] {
        let response = frontend.get(path).send().await?;
        let policy = header(&response, "content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'; script-src 'self';"),
            "{path}: {policy}"
        );
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(header(&response, "x-content-type-options"), "nosniff");
    }
    Ok(())
}

#[actix_web::test]
async fn a_file_is_only_read() -> Result<()> {
    let frontend = Frontend::alone()?;
    let response = frontend.request(Method::POST, "/cart").send().await?;
    assert_eq!(response.status(), 405);
    assert_eq!(header(&response, "allow"), "GET, HEAD");
    let head = frontend.request(Method::HEAD, "/").send().await?;
    assert_eq!((head.status().as_u16(), head.text().await?.len()), (200, 0));
    Ok(())
}

#[actix_web::test]
async fn the_service_is_ready_without_main() -> Result<()> {
    let frontend = Frontend::alone()?;
    let ready = frontend.get("/readyz").send().await?;
    assert_eq!(ready.status(), 200);
    let version: Value = frontend.get("/version").send().await?.json().await?;
    assert_eq!(version["service"], "frontend");
    Ok(())
}
