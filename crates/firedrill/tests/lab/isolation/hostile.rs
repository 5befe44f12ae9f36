//! What is oversized, malformed or made to cost much is refused as the client's fault, at the shop and at each service.

use futures::future::join_all;

use super::injection::untraced;
use super::rights;
use super::shop::{Door, Shop};
use super::wire::{exchange, request};

/// Oversized requests of one kind, and how many of them are on their way at once.
const REPEATED: usize = 25;
pub(super) const AT_ONCE: usize = 8;

/// Bytes of the largest body that anybody may send.
const BODY: usize = 5 * 1024 * 1024;

/// 256 MiB of zeros, packed by Brotli.
const BOMB: &[u8] = include_bytes!("zeros.br");

/// A place that reads JSON, with all that it wants beside it.
struct Reader {
    line: String,
    headers: String,
}

fn reader(shop: &Shop, door: &Door) -> Reader {
    let internal = format!("x-internal-token: {}\r\n", shop.internal);
    let id = "00000000-0000-7000-8000-000000000000";
    let (line, headers) = match door.name {
        "catalog" => ("POST /reservations".to_owned(), internal),
        "order" => (
            "POST /orders".to_owned(),
            format!("{internal}idempotency-key: {id}\r\n"),
        ),
        _ => (format!("PUT /api/cart/items/{id}"), String::new()),
    };
    Reader { line, headers }
}

/// A page that everybody, or whoever has the token, may read.
fn page(door: &Door) -> &'static str {
    match door.name {
        "catalog" => "/products",
        "order" => "/orders",
        _ => "/api/products",
    }
}

pub(super) async fn is_refused(shop: &Shop) {
    for door in shop.doors() {
        addresses(shop, door).await;
        syntax(door).await;
        heads(door).await;
        json(shop, door).await;
        oversized(shop, door).await;
    }
    pictures(shop).await;
}

async fn refused(door: &Door, bytes: &[u8], allowed: &[u16]) {
    let reply = exchange(door, bytes).await;
    let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(300)]);
    assert!(
        allowed.contains(&reply.status),
        "{}: not one of {allowed:?} for {shown:?}: {}",
        door.name,
        reply.text
    );
    untraced(door, &shown, &reply);
}

async fn addresses(shop: &Shop, door: &Door) {
    let page = page(door);
    let token = format!("x-internal-token: {}\r\n", shop.internal);
    let get = |path: &str| request(&format!("GET {path}"), &token, b"");
    for query in [
        "q=%",
        "q=%zz",
        "q=%f",
        "q=%ff",
        "q=%c3%28",
        "q=%ed%a0%80",
        "q=%00",
        "%ff=1",
    ] {
        refused(door, &get(&format!("{page}?{query}")), &[400]).await;
    }
    for path in [
        "/../metrics".to_owned(),
        "/%2e%2e/metrics".to_owned(),
        format!("{page}/../../metrics"),
        format!("{page}/..%2f..%2f..%2fmetrics"),
        format!("{page}/%2e%2e/%2E%2E/metrics"),
        format!("{page}/..\\..\\metrics"),
        format!("{page}/..%5c..%5cmetrics"),
        format!("{page}/..;/metrics"),
        format!("{page}/%00/image"),
        format!("{page}/../../../../../../etc/passwd/image"),
        format!("{page}/..%2f..%2f..%2f..%2fetc%2fpasswd/image"),
        "/assets/../../../../../../etc/passwd".to_owned(),
        "/assets/..%2f..%2f..%2f..%2f..%2fetc%2fpasswd".to_owned(),
        "/..%2f..%2f..%2f..%2f..%2fetc%2fpasswd".to_owned(),
        "/docs/../../etc/passwd".to_owned(),
        "/%2fetc%2fpasswd.txt".to_owned(),
        "/assets/%".to_owned(),
    ] {
        refused(door, &get(&path), &[400, 404]).await;
    }
    let long = |bytes: usize| "x".repeat(bytes);
    refused(door, &get(&format!("{page}?q={}", long(9_000))), &[414]).await;
    refused(door, &get(&format!("/{}", long(9_000))), &[414]).await;
    refused(door, &get(&format!("/{}", long(100_000))), &[400, 414]).await;
    let raw = [b"GET /\xff\xfe HTTP/1.1\r\nhost: shop\r\nconnection: close\r\n\r\n".as_slice()];
    refused(door, &raw.concat(), &[400, 404]).await;
}

/// What is no HTTP, and what two programs would read in two ways.
async fn syntax(door: &Door) {
    let malformed: [&[u8]; 14] = [
        b"GARBAGE\r\n\r\n",
        b"GET /\r\n\r\n",
        b"GET / HTTP/9.9\r\nhost: shop\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nhost: shop\r\nhost: other\r\n\r\n",
        b"GET / HTTP/1.1\r\nhost: shop\r\nno colon\r\n\r\n",
        b"GET / HTTP/1.1\r\nhost: shop\r\nx y: z\r\n\r\n",
        b"GET / HTTP/1.1\r\nhost: shop\r\nx : z\r\n\r\n",
        b"GET / HTTP/1.1\r\nhost: shop\r\nx: a\r\n folded\r\n\r\n",
        b"GET / HTTP/1.1\r\nhost: shop\r\nx: a\0b\r\n\r\n",
        b"GET / HTTP/1.1\r\nhost: shop\r\nx: a\rset-cookie: b\r\n\r\n",
        b"G@T=/ / HTTP/1.1 HTTP/1.1\r\nhost: shop\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    ];
    for bytes in malformed {
        refused(door, bytes, &[400]).await;
    }
    for lengths in [
        "content-length: 3\r\ntransfer-encoding: chunked",
        "content-length: 3\r\ncontent-length: 4",
        "content-length: 3, 3",
        "content-length: -1",
        "content-length: +3",
        "content-length: 3e0",
        "content-length: 99999999999999999999",
        "transfer-encoding: gzip",
        "transfer-encoding: xchunked",
        "transfer-encoding: chunked\r\ntransfer-encoding: chunked",
    ] {
        let head = format!("{lengths}\r\n");
        let bytes = request(
            "POST /livez",
            &head,
            b"0\r\n\r\nGET /metrics HTTP/1.1\r\n\r\n",
        );
        refused(door, &bytes, &[400]).await;
    }
    for method in [
        "TRACE",
        "CONNECT",
        "PATCH",
        "get",
        "FOO",
        &"X".repeat(2_000),
    ] {
        let bytes = request(&format!("{method} {}", page(door)), "", b"");
        refused(door, &bytes, &[400, 401, 404, 405, 431]).await;
    }
}

async fn heads(door: &Door) {
    let many: String = (0..70).map(|n| format!("x-{n}: 1\r\n")).collect();
    let most: String = (0..200).map(|n| format!("x-{n}: 1\r\n")).collect();
    let long = |bytes: usize| format!("x-a: {}\r\n", "x".repeat(bytes));
    for headers in [many, most, long(17_000), long(300_000)] {
        refused(door, &request("GET /livez", &headers, b""), &[431]).await;
    }
}

async fn json(shop: &Shop, door: &Door) {
    let Reader { line, headers } = reader(shop, door);
    let typed = format!("{headers}content-type: application/json\r\n");
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(10_000), close.repeat(10_000));
    let bodies: Vec<Vec<u8>> = vec![
        b"{".to_vec(),
        b"null".to_vec(),
        b"[]".to_vec(),
        b"\"\xff\xfe\"".to_vec(),
        b"{\"quantity\": \"\xc3\x28\"}".to_vec(),
        b"{\"quantity\": \"\\ud800\"}".to_vec(),
        b"{\"quantity\": 1e400}".to_vec(),
        b"{\"quantity\": -1}".to_vec(),
        b"{\"quantity\": 1.5}".to_vec(),
        b"{\"quantity\": 18446744073709551617}".to_vec(),
        b"{\"quantity\": 1, \"quantity\": 2}".to_vec(),
        b"{\"quantity\": 1} {\"quantity\": 2}".to_vec(),
        b"quantity=1".to_vec(),
        b"\0\0\0\0".to_vec(),
        deep("[", "]").into_bytes(),
        "{\"a\":".repeat(10_000).into_bytes(),
    ];
    for body in bodies {
        refused(door, &request(&line, &typed, &body), &[400]).await;
    }
    for media_type in [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/xml",
        "nonsense",
    ] {
        let other = format!("{headers}content-type: {media_type}\r\n");
        refused(
            door,
            &request(&line, &other, b"{\"quantity\":1}"),
            &[400, 415],
        )
        .await;
    }
    for chunks in [
        "zz\r\n",
        "-1\r\n",
        "fffffffffffffffff\r\n",
        "3\r\n{}\r\n",
        "2\r\n{}XX0\r\n\r\n",
    ] {
        let chunked = format!("{typed}transfer-encoding: chunked\r\n");
        refused(door, &request(&line, &chunked, chunks.as_bytes()), &[400]).await;
    }
}

/// Bodies that nobody may have in memory, again and again.
async fn oversized(shop: &Shop, door: &Door) {
    let Reader { line, headers } = reader(shop, door);
    let typed = format!("{headers}content-type: application/json\r\n");
    let chunk = |bytes: usize| format!("{bytes:x}\r\n{}\r\n", "x".repeat(bytes));
    let chunked = format!("{typed}transfer-encoding: chunked\r\n");
    let too_long = vec![b'x'; BODY + 1];
    let mut requests = vec![
        // More than JSON may have, and more than anything may; announced, and not.
        (
            request(&line, &typed, &too_long[..64 * 1024 + 1]),
            vec![413],
        ),
        (request(&line, &typed, &too_long), vec![413]),
        (
            request(&line, &chunked, chunk(64 * 1024 + 1).as_bytes()),
            vec![413],
        ),
        (
            request(&line, &chunked, chunk(1024 * 1024).repeat(6).as_bytes()),
            vec![413],
        ),
        (
            request(
                &line,
                &format!("{typed}content-length: 99999999999\r\n"),
                b"",
            ),
            vec![413],
        ),
        (
            request(
                &line,
                &format!("{typed}expect: 100-continue\r\n"),
                &too_long,
            ),
            vec![413],
        ),
    ];
    for coding in ["br", "gzip", "deflate", "identity, br"] {
        let packed = format!("{typed}content-encoding: {coding}\r\n");
        requests.push((request(&line, &packed, BOMB), vec![415]));
    }
    for (bytes, allowed) in &requests {
        for _ in 0..REPEATED.div_ceil(AT_ONCE) {
            let some = (0..AT_ONCE).map(|_| refused(door, bytes, allowed));
            join_all(some).await;
        }
    }
}

async fn pictures(shop: &Shop) {
    let id = "00000000-0000-7000-8000-000000000000";
    let staff = format!(
        "authorization: Bearer {}\r\nif-match: \"1\"\r\ncontent-type: image/png\r\n",
        shop.staff
    );
    for (door, path) in [
        (&shop.front, format!("/api/products/{id}/image")),
        (&shop.main, format!("/api/products/{id}/image")),
        (&shop.catalog, format!("/products/{id}/image")),
    ] {
        let line = format!("PUT {path}");
        let large = rights::picture(BODY + 1);
        refused(door, &request(&line, &staff, &large), &[413]).await;
        // As large as it may be, for a product that is not there.
        refused(door, &request(&line, &staff, &large[..BODY]), &[404]).await;
        let wide = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xff\xff\xff\xff\xff\xff\xff";
        refused(door, &request(&line, &staff, wide), &[415]).await;
        refused(
            door,
            &request(&line, &staff, b"<svg onload='alert(1)'/>"),
            &[415],
        )
        .await;
    }
}
