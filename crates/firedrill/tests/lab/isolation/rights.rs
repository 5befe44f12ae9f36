//! Who may do what. The routes come from the services' own documents, so that no new one is forgotten.

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use super::shop::{Door, Shop};

/// Routes that need no token. Each stands here because somebody meant it to.
const PUBLIC: [(&str, &[&str]); 3] = [
    (
        "catalog",
        &[
            "GET /categories",
            "GET /products",
            "GET /products/{id}",
            "GET /products/{id}/image",
        ],
    ),
    ("order", &[]),
    (
        "main",
        &[
            "DELETE /api/cart/items/{product_id}",
            "GET /api/cart",
            "GET /api/categories",
            "GET /api/orders",
            "GET /api/orders/{id}",
            "GET /api/orders/{id}/invoice",
            "GET /api/products",
            "GET /api/products/{id}",
            "GET /api/products/{id}/image",
            "GET /api/topology",
            "POST /api/checkout",
            "POST /api/orders/{id}/cancel",
            "PUT /api/cart/items/{product_id}",
        ],
    ),
];

/// What every service has for those who run it.
const OPERATIONAL: [&str; 7] = [
    "GET /docs",
    "GET /docs/style.css",
    "GET /livez",
    "GET /metrics",
    "GET /openapi.json",
    "GET /readyz",
    "GET /version",
];

const INTERNAL: &str = "x-internal-token";

/// A route of a document.
#[derive(Debug)]
struct Route {
    method: Method,
    path: String,
    /// The token that it needs: `staff` or `internal`.
    token: Option<String>,
    media_type: Option<String>,
}

impl Route {
    fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// A request that only lacks a token.
    fn request(&self, shop: &Shop, door: &Door, query: &str) -> RequestBuilder {
        let mut path = String::new();
        for part in self.path.split_inclusive('/') {
            match part.strip_prefix('{') {
                Some(rest) => {
                    path.push_str("00000000-0000-7000-8000-000000000000");
                    path.push_str(rest.split_once('}').unwrap().1);
                }
                None => path.push_str(part),
            }
        }
        let mut request = shop
            .http
            .request(self.method.clone(), door.url(&(path + query)));
        if let Some(media_type) = &self.media_type {
            request = request.header("content-type", media_type).body("{}");
        }
        request
            .header("idempotency-key", "00000000-0000-7000-8000-000000000000")
            .header("if-match", "\"1\"")
    }
}

fn routes(document: &Value) -> Vec<Route> {
    let mut routes = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let Ok(method) = method.to_uppercase().parse::<Method>() else {
                continue;
            };
            // An empty alternative means that nothing is needed.
            let wanted = operation["security"].as_array().into_iter().flatten();
            let needed: Vec<&String> = wanted
                .flat_map(|wanted| wanted.as_object().unwrap().keys())
                .filter(|name| *name != "session")
                .collect();
            let content = operation["requestBody"]["content"].as_object();
            routes.push(Route {
                method,
                path: path.clone(),
                token: needed.first().map(|name| (*name).clone()),
                media_type: content.and_then(|content| content.keys().next().cloned()),
            });
        }
    }
    routes
}

/// Ways to send a token that is not one, or is in a place where none belongs.
fn attempts(right: &str, other: &str) -> Vec<(String, Vec<(&'static str, String)>)> {
    let none = String::new;
    let bearer = |token: &str| ("authorization", format!("Bearer {token}"));
    let raw = |token: &str| (INTERNAL, token.to_owned());
    vec![
        (none(), vec![]),
        (none(), vec![bearer("wrong"), raw("wrong")]),
        (none(), vec![bearer(""), raw("")]),
        (none(), vec![bearer(other), raw(other)]),
        (none(), vec![bearer(&right[1..]), raw(&right[1..])]),
        (
            none(),
            vec![bearer(&format!("{right}0")), raw(&format!("{right}0"))],
        ),
        (
            none(),
            vec![bearer(&right.repeat(2)), raw(&right.repeat(2))],
        ),
        (none(), vec![("authorization", right.to_owned())]),
        (none(), vec![("authorization", format!("Basic {right}"))]),
        (
            none(),
            vec![(
                "cookie",
                format!("staff={right}; internal={right}; session={right}"),
            )],
        ),
        (
            none(),
            vec![
                ("x-staff-token", right.to_owned()),
                ("x-token", right.to_owned()),
            ],
        ),
        (
            format!(
                "?token={right}&authorization=Bearer%20{right}&{INTERNAL}={right}&access_token={right}"
            ),
            vec![],
        ),
    ]
}

/// Every route wants its token, or is public because somebody meant it to be.
pub(super) async fn are_needed(shop: &Shop) {
    for door in [&shop.main, &shop.catalog, &shop.order] {
        let routes = routes(&door.document().await);
        let mut public: Vec<String> = routes
            .iter()
            .filter(|route| route.token.is_none())
            .map(Route::name)
            .filter(|name| !OPERATIONAL.contains(&name.as_str()))
            .collect();
        public.sort();
        let meant = PUBLIC.iter().find(|(name, _)| *name == door.name).unwrap();
        assert_eq!(public, meant.1, "{}", door.name);
        for route in routes.iter().filter(|route| route.token.is_some()) {
            is_refused(shop, door, route).await;
            if door.name == "main" {
                is_refused(shop, &shop.front, route).await;
            }
        }
    }
}

async fn is_refused(shop: &Shop, door: &Door, route: &Route) {
    let (right, other) = match route.token.as_deref() {
        Some("staff") => (&shop.staff, &shop.internal),
        Some("internal") => (&shop.internal, &shop.staff),
        token => panic!("{}: {token:?}", route.name()),
    };
    for (query, headers) in attempts(right, other) {
        let mut request = route.request(shop, door, &query);
        for (name, value) in &headers {
            request = request.header(*name, value);
        }
        let reply = request.send().await.unwrap();
        let status = reply.status().as_u16();
        assert!(
            matches!(status, 401 | 403),
            "{} at {} with {headers:?} {query}: {status} {}",
            route.name(),
            door.name,
            reply.text().await.unwrap()
        );
    }
    // The right one is what all of that lacked.
    let request = match route.token.as_deref() {
        Some("staff") => route
            .request(shop, door, "")
            .header("authorization", format!("Bearer {right}")),
        _ => route.request(shop, door, "").header(INTERNAL, right),
    };
    let status = request.send().await.unwrap().status().as_u16();
    assert!(
        !matches!(status, 401 | 403) && status < 500,
        "{} at {}: {status}",
        route.name(),
        door.name
    );
}

/// With the token everything that was refused can be done, at the shop's own address.
pub(super) async fn staff_can_work(shop: &Shop) {
    let draft = json!({
        "sku": "ISO-001", "name": "Whistle", "nameKo": "호루라기", "description": "", "descriptionKo": "",
        "category": "audio", "price": { "amount": 900, "currency": "USD" }, "stock": 5,
    });
    let staff = |method: Method, path: &str| {
        let request = shop.http.request(method, shop.front.url(path));
        request.header("authorization", format!("Bearer {}", shop.staff))
    };
    let created = staff(Method::POST, "/api/products").json(&draft);
    let created = created.send().await.unwrap();
    assert_eq!(created.status(), 201);
    let place = created.headers()["location"].to_str().unwrap().to_owned();
    let version = |product: &Value| format!("\"{}\"", product["version"]);
    let created: Value = created.json().await.unwrap();
    let picture = staff(Method::PUT, &format!("{place}/image"))
        .header("if-match", version(&created))
        .body(picture(5 * 1024 * 1024));
    let picture = picture.send().await.unwrap();
    assert_eq!(picture.status(), 200, "{:?}", picture.text().await);
    let product: Value = picture.json().await.unwrap();
    let renamed = json!({ "name": "Loud whistle" });
    let mut changed = draft.clone();
    changed["name"] = renamed["name"].clone();
    let changed = staff(Method::PUT, &place)
        .header("if-match", version(&product))
        .json(&changed);
    let changed = changed.send().await.unwrap();
    assert_eq!(changed.status(), 200);
    let product: Value = changed.json().await.unwrap();
    assert_eq!(product["name"], "Loud whistle");
    let removed = staff(Method::DELETE, &place).header("if-match", version(&product));
    assert_eq!(removed.send().await.unwrap().status(), 204);
    let orders = staff(Method::GET, "/api/staff/orders");
    assert_eq!(orders.send().await.unwrap().status(), 200);
}

/// A PNG file of so many bytes. The shop reads no further than its header.
pub(super) fn picture(bytes: usize) -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10".to_vec();
    file.resize(bytes, 0);
    file
}
