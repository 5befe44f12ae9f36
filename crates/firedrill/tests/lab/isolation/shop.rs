//! Where everything is, and who comes.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use reqwest::{Client, Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};

use crate::kit::Home;

/// A customer who is told to come back does so for this long.
const PATIENCE: Duration = Duration::from_secs(20);

/// A place where requests can be sent.
#[derive(Debug, Clone)]
pub(super) struct Door {
    pub(super) name: &'static str,
    /// `127.0.0.1:20080`
    pub(super) address: String,
}

impl Door {
    pub(super) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// What the service says about its routes.
    pub(super) async fn document(&self) -> Value {
        let reply = reqwest::get(self.url("/openapi.json")).await.unwrap();
        reply.json().await.unwrap()
    }
}

/// The shop of a lab.
#[derive(Debug)]
pub(super) struct Shop {
    pub(super) front: Door,
    pub(super) main: Door,
    pub(super) catalog: Door,
    pub(super) order: Door,
    pub(super) staff: String,
    pub(super) internal: String,
    pub(super) http: Client,
}

impl Shop {
    pub(super) fn of(home: &Home) -> Self {
        let status = home.status("default");
        let service = |name: &'static str| Door {
            name,
            address: replica(&status, name),
        };
        let front = status["addresses"]["shop"].as_str().unwrap();
        let settings = settings(home, "main");
        Self {
            front: Door {
                name: "frontend",
                address: front.trim_start_matches("http://").to_owned(),
            },
            main: service("main"),
            catalog: service("catalog"),
            order: service("order"),
            staff: settings["STAFF_TOKEN"].clone(),
            internal: settings["INTERNAL_TOKEN"].clone(),
            http: Client::new(),
        }
    }

    pub(super) fn doors(&self) -> [&Door; 4] {
        [&self.front, &self.main, &self.catalog, &self.order]
    }

    /// Ids of products that can be bought.
    pub(super) async fn products(&self) -> Vec<String> {
        let url = self.front.url("/api/products?limit=100");
        let page: Value = self
            .http
            .get(url)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        let stocked = page["items"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|product| product["stock"].as_u64() > Some(50));
        stocked
            .map(|product| product["id"].as_str().unwrap().to_owned())
            .collect()
    }
}

/// The address of a workload's first replica.
fn replica(status: &Value, workload: &str) -> String {
    let known = status["workloads"].as_array().unwrap().iter();
    let found = known
        .filter(|known| known["name"] == workload)
        .find_map(|known| known["replicas"][0]["address"].as_str());
    found.unwrap().to_owned()
}

fn settings(home: &Home, service: &str) -> HashMap<String, String> {
    let file = home.lab("default").join(format!("config/{service}.env"));
    let text = std::fs::read_to_string(file).unwrap();
    text.lines()
        .filter_map(|line| line.split_once('='))
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .collect()
}

/// Somebody with a browser.
#[derive(Debug, Clone)]
pub(super) struct Customer {
    http: Client,
    front: Door,
    /// What stands in the session cookie.
    pub(super) session: Option<String>,
}

impl Customer {
    pub(super) fn new(shop: &Shop) -> Self {
        Self {
            http: shop.http.clone(),
            front: shop.front.clone(),
            session: None,
        }
    }

    /// The same browser with another cookie.
    pub(super) fn with_session(&self, session: &str) -> Self {
        Self {
            session: Some(session.to_owned()),
            ..self.clone()
        }
    }

    pub(super) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, self.front.url(path));
        match &self.session {
            Some(session) => request.header("cookie", format!("session={session}")),
            None => request,
        }
    }

    /// Sends a request, keeps the cookie of the reply, and gives its status and body. A shop that is busy is asked again.
    pub(super) async fn send(&mut self, request: RequestBuilder) -> (StatusCode, Value) {
        let begun = Instant::now();
        let reply = loop {
            match request.try_clone().unwrap().send().await {
                Ok(reply) if reply.status() != 503 || begun.elapsed() > PATIENCE => break reply,
                Err(error) if !error.is_connect() || begun.elapsed() > PATIENCE => {
                    panic!("{error:?}")
                }
                _ => tokio::time::sleep(Duration::from_millis(100)).await,
            }
        };
        let status = reply.status();
        for cookie in reply.headers().get_all("set-cookie") {
            let cookie = cookie.to_str().unwrap();
            let value = cookie.strip_prefix("session=").unwrap();
            self.session = value.split(';').next().map(str::to_owned);
        }
        let body = reply.bytes().await.unwrap();
        (status, serde_json::from_slice(&body).unwrap_or_default())
    }

    pub(super) async fn get(&mut self, path: &str) -> (StatusCode, Value) {
        self.send(self.request(Method::GET, path)).await
    }

    pub(super) async fn put_in_cart(&mut self, product: &str, quantity: u32) {
        let path = format!("/api/cart/items/{product}");
        let request = self.request(Method::PUT, &path);
        let request = request.json(&json!({ "quantity": quantity }));
        let (status, answer) = self.send(request).await;
        assert_eq!(status, 200, "{answer}");
    }

    /// Product and number of pieces of each line.
    pub(super) async fn cart(&mut self) -> Vec<(String, u64)> {
        let (status, cart) = self.get("/api/cart").await;
        assert_eq!(status, 200, "{cart}");
        let lines = cart["items"].as_array().unwrap().iter();
        lines
            .map(|line| {
                let product = line["productId"].as_str().unwrap().to_owned();
                (product, line["quantity"].as_u64().unwrap())
            })
            .collect()
    }

    pub(super) async fn check_out(&mut self, key: &str) -> (StatusCode, Value) {
        let request = self.request(Method::POST, "/api/checkout");
        self.send(request.header("idempotency-key", key)).await
    }

    /// Buys something, and gives the order's id.
    pub(super) async fn buy(&mut self, product: &str, key: &str) -> String {
        self.put_in_cart(product, 1).await;
        let (status, order) = self.check_out(key).await;
        // 200 when the first try, of which nothing was heard, made it.
        assert!(matches!(status.as_u16(), 200 | 201), "{status} {order}");
        order["id"].as_str().unwrap().to_owned()
    }
}
