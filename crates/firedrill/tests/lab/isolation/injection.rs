//! Text that would mean something to a database, a shell, a page, a log or a header means nothing here.

use serde_json::Value;

use super::customers::Customers;
use super::shop::{Door, Shop};
use super::wire::{Reply, encoded, exchange, request};

const TEXTS: [&str; 13] = [
    "' OR '1'='1",
    "'; DROP TABLE products; --",
    "x') UNION SELECT password FROM pg_shadow --",
    "%",
    "_",
    "\\",
    "x*:*&!|(",
    "$(id)`id`;id|id",
    "<script>alert(1)</script>",
    "${jndi:ldap://127.0.0.1:1/x}",
    "x\r\nset-cookie: session=evil\r\n\r\nHTTP/1.1 200 OK",
    "../../../etc/passwd",
    "\u{202e}🦀\u{feff}",
];

/// What a reply says that was led astray.
const TRACES: [&str; 5] = [
    "\nset-cookie: session=evil",
    "root:x:",
    "http_requests_total",
    "syntax error",
    "diesel",
];

/// Tries every text in every place that takes one.
pub(super) async fn finds_nothing(shop: &Shop, customers: &Customers) {
    let session = customers.one.session.clone().unwrap();
    let cookie = format!("cookie: session={session}\r\n");
    let staff = format!("authorization: Bearer {}\r\n", shop.staff);
    let internal = format!("x-internal-token: {}\r\n", shop.internal);
    let order = &customers.order;
    for text in TEXTS {
        let bad = encoded(text);
        for (door, api) in [
            (&shop.front, "/api"),
            (&shop.main, "/api"),
            (&shop.catalog, ""),
        ] {
            let products = format!("{api}/products");
            only_what_matches(door, &format!("{products}?q={bad}"), text).await;
            none(door, &format!("{products}?category={bad}")).await;
            refused(door, "GET", &format!("{products}?after={bad}"), "", &[400]).await;
            refused(door, "GET", &format!("{products}?limit={bad}"), "", &[400]).await;
            for path in [
                format!("{products}/{bad}"),
                format!("{products}/{bad}/image"),
            ] {
                refused(door, "GET", &path, "", &[404]).await;
                refused(door, "PUT", &path, &staff, &[404, 411, 428, 400, 415]).await;
            }
        }
        for door in [&shop.front, &shop.main] {
            let refused = async |method: &str, path: String, headers: &str, allowed: &[u16]| {
                refused(door, method, &path, headers, allowed).await;
            };
            refused("GET", format!("/api/orders/{bad}"), &cookie, &[404]).await;
            refused("POST", format!("/api/orders/{bad}/cancel"), &cookie, &[404]).await;
            refused("GET", format!("/api/orders/{bad}/invoice"), &cookie, &[404]).await;
            let invoice = format!("/api/orders/{order}/invoice");
            refused("GET", format!("{invoice}?lang={bad}"), &cookie, &[400]).await;
            refused("GET", format!("{invoice}?{bad}=en"), &cookie, &[400]).await;
            refused("GET", format!("/api/orders?after={bad}"), &cookie, &[400]).await;
            refused("GET", format!("/api/orders?{bad}=1"), &cookie, &[400]).await;
            refused("DELETE", format!("/api/cart/items/{bad}"), &cookie, &[404]).await;
            refused(
                "GET",
                format!("/api/staff/orders?status={bad}"),
                &staff,
                &[400],
            )
            .await;
            refused(
                "POST",
                format!("/api/staff/orders/{bad}/pay"),
                &staff,
                &[404],
            )
            .await;
        }
        for field in [
            "customerId",
            "status",
            "olderThanSeconds",
            "idempotencyKey",
            "after",
            "limit",
        ] {
            let path = format!("/orders?{field}={bad}");
            refused(&shop.order, "GET", &path, &internal, &[400]).await;
        }
        let path = format!("/orders/{bad}/confirm");
        refused(&shop.order, "POST", &path, &internal, &[404]).await;
        let path = format!("/reservations/{bad}/confirm");
        refused(&shop.catalog, "POST", &path, &internal, &[404]).await;
        in_headers(shop, text, &cookie).await;
    }
}

/// Headers hold no line breaks, so those of a text are left out.
async fn in_headers(shop: &Shop, text: &str, cookie: &str) {
    let line = text.replace(['\r', '\n'], "");
    for door in [&shop.front, &shop.main] {
        let key = format!("{cookie}idempotency-key: {line}\r\n");
        refused(door, "POST", "/api/checkout", &key, &[400]).await;
    }
    for door in shop.doors() {
        let ids =
            format!("x-request-id: {line}\r\ntraceparent: {line}\r\nx-forwarded-for: {line}\r\n");
        let reply = exchange(door, &request("GET /readyz", &ids, b"")).await;
        assert_eq!(reply.status, 200, "{}: {}", door.name, reply.text);
        // An id comes back, but for one that could mean something.
        let kept = reply.text.contains(&format!("x-request-id: {line}\r\n"));
        assert!(!kept || line == "_", "{}: {}", door.name, reply.text);
    }
}

async fn refused(door: &Door, method: &str, path: &str, headers: &str, allowed: &[u16]) {
    let reply = exchange(door, &request(&format!("{method} {path}"), headers, b"")).await;
    assert!(
        allowed.contains(&reply.status),
        "{} {method} {path}: {}",
        door.name,
        reply.text
    );
    untraced(door, path, &reply);
}

pub(super) fn untraced(door: &Door, what: &str, reply: &Reply) {
    let text = reply.text.to_lowercase();
    for trace in TRACES {
        assert!(
            !text.contains(trace),
            "{} {what}: {}",
            door.name,
            reply.text
        );
    }
}

/// A search takes its words as they are.
async fn only_what_matches(door: &Door, path: &str, text: &str) {
    for product in items(door, path).await {
        let matches = product
            .as_object()
            .unwrap()
            .values()
            .any(|value| value.as_str().is_some_and(|value| value.contains(text)));
        assert!(matches, "{} {path}: {product}", door.name);
    }
}

async fn none(door: &Door, path: &str) {
    assert_eq!(items(door, path).await, Vec::<Value>::new(), "{path}");
}

async fn items(door: &Door, path: &str) -> Vec<Value> {
    let reply = reqwest::get(door.url(path)).await.unwrap();
    assert_eq!(reply.status(), 200, "{} {path}", door.name);
    let page: Value = reply.json().await.unwrap();
    page["items"].as_array().unwrap().clone()
}
