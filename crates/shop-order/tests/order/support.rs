//! The real service on a real database.

use std::path::Path;
use std::time::Duration;

use anyhow::Result;
use reqwest::{Client, RequestBuilder, Response};
use serde_json::{Value, json};
use shop_kit::Service;
use shop_kit::db::DatabaseSettings;
pub(crate) use shop_kit::testing::eventually;
use shop_kit::testing::{INTERNAL_TOKEN, TestDatabase, TestServer, server_settings};
use shop_order::{MIGRATIONS, Settings};
use tempfile::TempDir;
use uuid::Uuid;

/// Whether a replica deals with its part of the outbox.
#[derive(Clone, Copy)]
pub(crate) enum Drain {
    /// Not while the test runs.
    Never,
    /// All the time.
    Always,
}

/// Settings of a replica.
pub(crate) fn settings(database: DatabaseSettings, shared: &Path, drain: Drain) -> Settings {
    Settings {
        server: server_settings(),
        database,
        shared_dir: shared.to_owned(),
        outbox_interval: match drain {
            Drain::Never => Duration::from_secs(3600),
            Drain::Always => Duration::from_millis(50),
        },
        outbox_lease_seconds: 1,
    }
}

/// The service, its database, and who calls it.
pub(crate) struct OrderService {
    server: TestServer,
    more: Vec<TestServer>,
    pub(crate) database: TestDatabase,
    pub(crate) shared: TempDir,
    http: Client,
}

impl OrderService {
    pub(crate) fn start() -> Result<Self> {
        let database = TestDatabase::migrated(MIGRATIONS)?;
        let shared = TempDir::new()?;
        Ok(Self {
            server: replica(&database, &shared, Drain::Never)?,
            more: Vec::new(),
            database,
            shared,
            http: Client::builder().timeout(Duration::from_secs(10)).build()?,
        })
    }

    /// Starts another replica and tells where it is.
    pub(crate) fn add(&mut self, drain: Drain) -> Result<String> {
        let server = replica(&self.database, &self.shared, drain)?;
        let url = server.url("");
        self.more.push(server);
        Ok(url)
    }

    pub(crate) fn url(&self, path: &str) -> String {
        self.server.url(path)
    }

    pub(crate) fn get(&self, path: &str) -> RequestBuilder {
        self.http
            .get(self.url(path))
            .header("x-internal-token", INTERNAL_TOKEN)
    }

    pub(crate) fn get_at(&self, replica: &str, path: &str) -> RequestBuilder {
        self.http
            .get(format!("{replica}{path}"))
            .header("x-internal-token", INTERNAL_TOKEN)
    }

    pub(crate) fn post(&self, path: &str) -> RequestBuilder {
        self.http
            .post(self.url(path))
            .header("x-internal-token", INTERNAL_TOKEN)
    }

    pub(crate) fn create(&self, key: Uuid, body: &Value) -> RequestBuilder {
        self.post("/orders")
            .header("idempotency-key", key.to_string())
            .json(body)
    }

    /// A pending order.
    pub(crate) async fn made(&self, body: &Value) -> Result<Value> {
        let (status, order) = read(self.create(Uuid::now_v7(), body)).await?;
        assert_eq!(status, 201, "{order}");
        Ok(order)
    }

    /// A confirmed order.
    pub(crate) async fn confirmed(&self) -> Result<Value> {
        let order = self.made(&body()).await?;
        let (status, order) = self.step(&order, "confirm").await?;
        assert_eq!(status, 200, "{order}");
        Ok(order)
    }

    /// An order that was moved on.
    pub(crate) async fn step(&self, order: &Value, verb: &str) -> Result<(u16, Value)> {
        let id = order["id"].as_str().unwrap_or_default();
        read(self.post(&format!("/orders/{id}/{verb}"))).await
    }
}

fn replica(database: &TestDatabase, shared: &TempDir, drain: Drain) -> Result<TestServer> {
    let settings = settings(database.settings(), shared.path(), drain);
    TestServer::launch(move || shop_order::start(Service::new("order", "test")?, &settings))
}

/// The id of an order.
pub(crate) fn id(order: &Value) -> &str {
    order["id"].as_str().unwrap_or_default()
}

pub(crate) async fn read(request: RequestBuilder) -> Result<(u16, Value)> {
    let response: Response = request.send().await?;
    let status = response.status().as_u16();
    Ok((status, response.json().await?))
}

/// Two lines: 2 × 19.99 and 1 × 5.00, together 44.98.
pub(crate) fn body() -> Value {
    body_of(Uuid::now_v7())
}

pub(crate) fn body_of(customer: Uuid) -> Value {
    json!({
        "customerId": customer,
        "reservationId": Uuid::now_v7(),
        "items": [
            { "productId": Uuid::now_v7(), "name": "Desk lamp", "quantity": 2, "unitPrice": { "amount": 1999, "currency": "USD" } },
            { "productId": Uuid::now_v7(), "name": "Pencil", "quantity": 1, "unitPrice": { "amount": 500, "currency": "USD" } },
        ],
    })
}
