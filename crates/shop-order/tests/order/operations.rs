//! Who may call, and what the service says without its database.

use crate::support::{Drain, OrderService, body, read, settings};
use anyhow::Result;
use diesel::connection::SimpleConnection;
use diesel_migrations::MigrationHarness;
use serde_json::json;
use shop_kit::Service;
use shop_kit::db::{DatabaseSettings, migrate};
use shop_kit::settings::Secret;
use shop_kit::testing::{TestDatabase, TestServer};
use shop_order::MIGRATIONS;
use uuid::Uuid;

#[actix_web::test]
async fn only_services_may_call() -> Result<()> {
    let service = OrderService::start()?;
    let order = service.made(&body()).await?;
    let id = order["id"].as_str().unwrap_or_default();
    let http = reqwest::Client::new();
    for request in [
        http.get(service.url("/orders")),
        http.get(service.url(&format!("/orders/{id}"))),
        http.post(service.url("/orders"))
            .header("idempotency-key", Uuid::now_v7().to_string())
            .json(&body()),
        http.post(service.url(&format!("/orders/{id}/confirm"))),
        http.post(service.url(&format!("/orders/{id}/cancel")))
            .header("x-internal-token", "guess"),
        http.post(service.url(&format!("/orders/{id}/pay?actor=staff"))),
        http.post(service.url(&format!("/orders/{id}/ship?actor=staff"))),
        http.post(service.url(&format!("/orders/{id}/deliver?actor=staff"))),
        http.get(service.url(&format!("/orders/{id}/invoice"))),
        http.post(service.url("/outbox/claim"))
            .json(&json!({ "subscriber": "main", "limit": 1, "leaseSeconds": 1 })),
        http.post(service.url("/outbox/ack"))
            .json(&json!({ "subscriber": "main", "ids": [1] })),
    ] {
        let (status, problem) = read(request).await?;
        assert_eq!(
            (status, &problem["type"]),
            (401, &json!("/problems/unauthorized"))
        );
    }
    Ok(())
}

#[actix_web::test]
async fn without_its_database_it_lives_is_not_ready_and_says_503() -> Result<()> {
    let mut database =
        DatabaseSettings::for_url(Secret::new("postgres://nobody@127.0.0.1:1/orders"));
    database.pool_timeout = std::time::Duration::from_millis(100);
    let settings = settings(database, std::path::Path::new("/nowhere"), Drain::Never);
    let server =
        TestServer::launch(move || shop_order::start(Service::new("order", "test")?, &settings))?;
    let http = reqwest::Client::new();
    assert_eq!(read(http.get(server.url("/livez"))).await?.0, 200);
    let (status, readiness) = read(http.get(server.url("/readyz"))).await?;
    assert_eq!(
        (status, &readiness["dependencies"]["postgres"]["ok"]),
        (503, &json!(false))
    );
    let response = http
        .get(server.url("/orders"))
        .header("x-internal-token", shop_kit::testing::INTERNAL_TOKEN)
        .send()
        .await?;
    assert_eq!(response.status().as_u16(), 503);
    assert!(response.headers().contains_key("retry-after"));
    let text = response.text().await?;
    assert!(
        text.contains("/problems/dependency-unavailable") && !text.contains("127.0.0.1"),
        "{text}"
    );
    Ok(())
}

#[actix_web::test]
async fn a_row_that_no_code_of_ours_wrote_is_an_error_of_ours() -> Result<()> {
    let service = OrderService::start()?;
    let order = service.made(&body()).await?;
    service
        .database
        .connect()?
        .batch_execute("UPDATE orders SET currency = 'dollars'")?;
    let id = order["id"].as_str().unwrap_or_default();
    let (status, problem) = read(service.get(&format!("/orders/{id}"))).await?;
    assert_eq!(
        (status, &problem["type"]),
        (500, &json!("/problems/internal"))
    );
    assert_eq!(problem["detail"], json!(null));
    Ok(())
}

#[test]
fn migrations_can_be_run_twice_and_taken_back() -> Result<()> {
    let database = TestDatabase::empty()?;
    assert_eq!(migrate(&database.settings(), MIGRATIONS)?.len(), 2);
    assert!(migrate(&database.settings(), MIGRATIONS)?.is_empty());
    let mut connection = database.connect()?;
    connection
        .revert_all_migrations(MIGRATIONS)
        .map_err(|error| anyhow::anyhow!(error))?;
    drop(connection);
    assert_eq!(migrate(&database.settings(), MIGRATIONS)?.len(), 2);
    Ok(())
}
