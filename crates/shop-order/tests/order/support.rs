//! The real service on a real database.

use std::time::Duration;

use anyhow::Result;
use reqwest::{Client, RequestBuilder, Response};
use serde_json::{Value, json};
use shop_kit::Service;
use shop_kit::testing::{INTERNAL_TOKEN, TestDatabase, TestServer, server_settings};
use shop_order::{MIGRATIONS, Settings};
use uuid::Uuid;

/// The service, its database, and who calls it.
pub(crate) struct OrderService {
    server: TestServer,
    pub(crate) database: TestDatabase,
    http: Client,
}

impl OrderService {
    pub(crate) fn start() -> Result<Self> {
        let database = TestDatabase::migrated(MIGRATIONS)?;
        let settings = Settings {
            server: server_settings(),
            database: database.settings(),
        };
        let server = TestServer::launch(move || {
            shop_order::start(Service::new("order", "test")?, &settings)
        })?;
        let http = Client::builder().timeout(Duration::from_secs(10)).build()?;
        Ok(Self {
            server,
            database,
            http,
        })
    }

    pub(crate) fn url(&self, path: &str) -> String {
        self.server.url(path)
    }

    pub(crate) fn get(&self, path: &str) -> RequestBuilder {
        self.http
            .get(self.url(path))
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

    /// An order that was moved on.
    pub(crate) async fn step(&self, order: &Value, verb: &str) -> Result<(u16, Value)> {
        let id = order["id"].as_str().unwrap_or_default();
        read(self.post(&format!("/orders/{id}/{verb}"))).await
    }
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
