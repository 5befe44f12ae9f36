//! A shop that can be slow, fail, or hang.

use std::collections::HashMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::Utc;
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use uuid::Uuid;

/// A request that the shop got.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) at_ms: i64,
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) session: Option<String>,
    pub(crate) key: Option<Uuid>,
}

impl Seen {
    pub(crate) fn is_checkout(&self) -> bool {
        self.path == "/api/checkout"
    }

    pub(crate) fn is_cancellation(&self) -> bool {
        self.path.ends_with("/cancel")
    }
}

/// What the shop does with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mood {
    /// Serves it.
    Well,
    /// Serves it after so long.
    Slow(Duration),
    /// Serves it at this moment, in milliseconds since 1970.
    NotBefore(i64),
    /// Never answers.
    Silent,
    /// Answers with this status.
    Status(u16),
    /// Says that it is sold out.
    SoldOut,
    /// Takes the order, and fails to say so.
    TakesAndFails,
}

type Rule = Box<dyn Fn(&Seen, usize) -> Mood + Send>;

pub(crate) struct FakeShop {
    pub(crate) url: String,
    state: Arc<State>,
}

struct State {
    seen: Mutex<Vec<Seen>>,
    rule: Mutex<Rule>,
    products: Vec<Value>,
    orders: Mutex<HashMap<Uuid, Value>>,
    carts: Mutex<HashMap<String, Vec<(String, u64)>>>,
}

impl FakeShop {
    /// A shop that treats each request as the rule says; it is told the request and how many came before.
    pub(crate) async fn start(rule: impl Fn(&Seen, usize) -> Mood + Send + 'static) -> Self {
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0)))
            .await
            .unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let products = (0..8_u32)
            .map(|number| {
                json!({
                    "id": Uuid::now_v7(), "sku": format!("SKU-{number}"), "name": format!("Blue mug {number}"),
                    "nameKo": "파란 머그컵", "description": "", "descriptionKo": "", "category": if number % 2 == 0 { "mugs" } else { "tea" },
                    "price": {"amount": 1_000, "currency": "USD"}, "stock": 5, "version": 1, "imagePath": "",
                })
            })
            .collect();
        let state = Arc::new(State {
            seen: Mutex::default(),
            rule: Mutex::new(Box::new(rule)),
            products,
            orders: Mutex::default(),
            carts: Mutex::default(),
        });
        let serving = Arc::clone(&state);
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let state = Arc::clone(&serving);
                tokio::spawn(async move {
                    let service = service_fn(|request| answer(Arc::clone(&state), request));
                    // A client that gives up is none of the test's business.
                    let _ = http1::Builder::new()
                        .serve_connection(TokioIo::new(stream), service)
                        .await;
                });
            }
        });
        Self { url, state }
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.state.seen.lock().unwrap().clone()
    }

    pub(crate) fn count(&self) -> usize {
        self.state.seen.lock().unwrap().len()
    }

    /// The orders that were taken, by key.
    pub(crate) fn orders(&self) -> HashMap<Uuid, Value> {
        self.state.orders.lock().unwrap().clone()
    }
}

async fn answer(
    state: Arc<State>,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let header = |name: &str| {
        let value = request.headers().get(name)?;
        Some(value.to_str().unwrap().to_owned())
    };
    let seen = Seen {
        at_ms: Utc::now().timestamp_millis(),
        method: request.method().clone(),
        path: request.uri().path().to_owned(),
        session: header("cookie").map(|cookies| cookies.trim_start_matches("session=").to_owned()),
        key: header("idempotency-key").map(|key| key.parse().unwrap()),
    };
    let mood = {
        let mut all = state.seen.lock().unwrap();
        let mood = (state.rule.lock().unwrap())(&seen, all.len());
        all.push(seen.clone());
        mood
    };
    match mood {
        Mood::Well | Mood::Status(_) | Mood::SoldOut | Mood::TakesAndFails => {}
        Mood::Slow(delay) => tokio::time::sleep(delay).await,
        Mood::NotBefore(ms) => {
            let left = u64::try_from(ms - seen.at_ms).unwrap_or(0);
            tokio::time::sleep(Duration::from_millis(left)).await;
        }
        Mood::Silent => std::future::pending().await,
    }
    let reply = match mood {
        Mood::Status(status) => (
            status,
            json!({"type": "/problems/broken", "status": status}),
        ),
        Mood::SoldOut => (
            409,
            json!({"type": "/problems/out-of-stock", "status": 409}),
        ),
        Mood::TakesAndFails => {
            serve(&state, &seen, &[], "");
            (503, json!({"type": "/problems/unavailable", "status": 503}))
        }
        Mood::Well | Mood::Slow(_) | Mood::NotBefore(_) | Mood::Silent => {
            let new = Uuid::new_v4().to_string();
            let session = seen.session.clone().unwrap_or_else(|| new.clone());
            let body = http_body_util::BodyExt::collect(request.into_body())
                .await
                .map(|body| body.to_bytes())
                .unwrap_or_default();
            let (status, body) = serve(&state, &seen, &body, &session);
            let mut reply = Response::builder().status(status);
            let needs_session = ["/api/cart", "/api/checkout", "/api/orders"]
                .iter()
                .any(|path| seen.path.starts_with(path));
            if seen.session.is_none() && needs_session {
                reply = reply.header(
                    "set-cookie",
                    format!("session={new}; Path=/; HttpOnly; SameSite=Lax"),
                );
            }
            return Ok(reply.body(Full::from(body.to_string())).unwrap());
        }
    };
    Ok(Response::builder()
        .status(reply.0)
        .body(Full::from(reply.1.to_string()))
        .unwrap())
}

fn serve(state: &State, seen: &Seen, body: &[u8], session: &str) -> (u16, Value) {
    let parts: Vec<&str> = seen.path.trim_matches('/').split('/').collect();
    match (&seen.method, parts.as_slice()) {
        (&Method::GET, ["api", "products"]) => {
            (200, json!({"items": state.products, "next": null}))
        }
        (&Method::GET, ["api", "products", id]) => {
            let product = state.products.iter().find(|product| product["id"] == **id);
            product.map_or((404, Value::Null), |product| (200, product.clone()))
        }
        (&Method::GET, ["api", "products", _, "image"]) => (200, json!("a picture")),
        (&Method::GET, ["api", "cart"]) => (200, cart(state, session)),
        (&Method::PUT, ["api", "cart", "items", id]) => {
            let wanted: Value = serde_json::from_slice(body).unwrap();
            let quantity = wanted["quantity"].as_u64().unwrap();
            let mut carts = state.carts.lock().unwrap();
            let items = carts.entry(session.to_owned()).or_default();
            items.retain(|(product, _)| product != id);
            items.push(((*id).to_owned(), quantity));
            drop(carts);
            (200, cart(state, session))
        }
        (&Method::DELETE, ["api", "cart", "items", id]) => {
            if let Some(items) = state.carts.lock().unwrap().get_mut(session) {
                items.retain(|(product, _)| product != id);
            }
            (200, cart(state, session))
        }
        (&Method::POST, ["api", "checkout"]) => {
            let key = seen.key.unwrap();
            let mut orders = state.orders.lock().unwrap();
            let number = orders.len() + 1;
            if let Some(order) = orders.get(&key) {
                return (200, order.clone());
            }
            let total = cart(state, session)["total"].clone();
            if !session.is_empty() && total["amount"] == 0 {
                return (409, json!({"type": "/problems/empty-cart", "status": 409}));
            }
            let order = json!({
                "id": Uuid::now_v7(), "number": format!("FD-{number:06}"), "status": "confirmed", "total": total,
            });
            orders.insert(key, order.clone());
            state.carts.lock().unwrap().remove(session);
            (201, order)
        }
        (&Method::GET, ["api", "orders"]) => (200, json!({"items": [], "next": null})),
        (&Method::GET, ["api", "orders", id]) => {
            let orders = state.orders.lock().unwrap();
            let order = orders.values().find(|order| order["id"] == **id);
            order.map_or((404, Value::Null), |order| (200, order.clone()))
        }
        (&Method::POST, ["api", "orders", id, "cancel"]) => {
            let mut orders = state.orders.lock().unwrap();
            let order = orders.values_mut().find(|order| order["id"] == **id);
            order.map_or((404, Value::Null), |order| {
                order["status"] = json!("cancelled");
                (200, order.clone())
            })
        }
        _ => (404, json!({"type": "/problems/not-found", "status": 404})),
    }
}

fn cart(state: &State, session: &str) -> Value {
    let carts = state.carts.lock().unwrap();
    let items = carts.get(session).cloned().unwrap_or_default();
    let total: u64 = items.iter().map(|(_, quantity)| quantity * 1_000).sum();
    let items: Vec<Value> = items
        .iter()
        .map(|(id, quantity)| json!({"productId": id, "quantity": quantity}))
        .collect();
    json!({"items": items, "total": {"amount": total, "currency": "USD"}})
}
