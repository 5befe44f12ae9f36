//! A browser.

use std::time::Duration;

use anyhow::{Result, ensure};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};
use shop_kit::testing::STAFF_TOKEN;
use uuid::Uuid;

/// A customer with cookies.
#[derive(Clone)]
pub(crate) struct Customer {
    http: Client,
    base: String,
}

/// Status and body of an answer.
pub(crate) type Answer = (u16, Value);

impl Customer {
    pub(crate) fn new(base: String) -> Result<Self> {
        let http = Client::builder()
            .cookie_store(true)
            .timeout(Duration::from_secs(15))
            .build()?;
        Ok(Self { http, base })
    }

    /// The same customer at another replica.
    pub(crate) fn at(&self, base: String) -> Self {
        Self {
            http: self.http.clone(),
            base,
        }
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.base))
    }

    pub(crate) async fn get(&self, path: &str) -> Result<Answer> {
        answer(self.request(Method::GET, path)).await
    }

    pub(crate) async fn put(&self, product: Uuid, quantity: u32) -> Result<Answer> {
        let path = format!("/api/cart/items/{product}");
        answer(
            self.request(Method::PUT, &path)
                .json(&json!({ "quantity": quantity })),
        )
        .await
    }

    pub(crate) async fn cancel(&self, order: &Value) -> Result<Answer> {
        let path = format!("/api/orders/{}/cancel", id(order));
        answer(self.request(Method::POST, &path)).await
    }

    /// Does something as staff.
    pub(crate) async fn as_staff(&self, method: Method, path: &str) -> Result<Answer> {
        answer(self.request(method, path).bearer_auth(STAFF_TOKEN)).await
    }

    pub(crate) async fn delete(&self, product: Uuid) -> Result<Answer> {
        answer(self.request(Method::DELETE, &format!("/api/cart/items/{product}"))).await
    }

    pub(crate) async fn check_out(&self, key: Uuid) -> Result<Answer> {
        answer(
            self.request(Method::POST, "/api/checkout")
                .header("idempotency-key", key.to_string()),
        )
        .await
    }

    /// Puts one product into the cart.
    pub(crate) async fn wants(&self, product: Uuid, quantity: u32) -> Result<()> {
        let (status, body) = self.put(product, quantity).await?;
        ensure!(status == 200, "{status} {body}");
        Ok(())
    }

    /// Buys what is in the cart.
    pub(crate) async fn buys(&self) -> Result<Value> {
        let (status, order) = self.check_out(Uuid::now_v7()).await?;
        ensure!(status == 201, "{status} {order}");
        Ok(order)
    }

    pub(crate) async fn lines(&self) -> Result<usize> {
        let (status, cart) = self.get("/api/cart").await?;
        ensure!(status == 200, "{status} {cart}");
        Ok(cart["items"].as_array().map_or(0, Vec::len))
    }
}

/// The id of an order.
pub(crate) fn id(order: &Value) -> &str {
    order["id"].as_str().unwrap_or_default()
}

pub(crate) async fn answer(request: RequestBuilder) -> Result<Answer> {
    let response = request.send().await?;
    let status = response.status().as_u16();
    let text = response.text().await?;
    Ok((
        status,
        serde_json::from_str(&text).unwrap_or(Value::String(text)),
    ))
}
