//! Clients that send byte by byte, many at once, and a customer beside them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use futures::future::join_all;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};
use uuid::Uuid;

use super::shop::{Customer, Door, Shop};
use super::wire::{read, request};

/// Slow connections to the shop: of each kind that sends no body, and of each that does. These are more than a service works on
/// at once. A service on its own gets a few of each.
const HEADS: usize = 25;
const BODIES: usize = 150;
const FEW: usize = 3;

/// All those to the shop.
pub(super) const MANY: usize = 4 * HEADS + 2 * BODIES;

/// One more byte comes after this.
const PACE: Duration = Duration::from_millis(500);

/// A busy machine may be late.
const SLACK: Duration = Duration::from_secs(5);

/// A whole visit of a customer takes no longer: less than it takes to be rid of the slow ones.
const VISIT: Duration = Duration::from_secs(8);

/// The limits of the services.
const HEAD: Duration = Duration::from_secs(5);
const CALL: Duration = Duration::from_secs(10);
const REQUEST: Duration = Duration::from_secs(30);

/// A kind of slowness: what is sent at once, what never ends, and how long it may take.
struct Kind {
    what: &'static str,
    first: Vec<u8>,
    trickle: &'static [u8],
    limit: Duration,
    /// Of the last reply.
    status: u16,
    /// So many of them.
    many: usize,
}

fn kinds(shop: &Shop, door: &Door) -> [Kind; 6] {
    let id = Uuid::nil();
    let internal = format!("x-internal-token: {}\r\n", shop.internal);
    let (line, token) = match door.name {
        "catalog" => ("POST /reservations".to_owned(), internal),
        "order" => (
            "POST /orders".to_owned(),
            format!("{internal}idempotency-key: {id}\r\n"),
        ),
        _ => (format!("PUT /api/cart/items/{id}"), String::new()),
    };
    let (heads, bodies, body) = if door.name == "frontend" {
        (HEADS, BODIES, CALL)
    } else {
        (FEW, FEW, REQUEST)
    };
    let json = format!("{token}content-type: application/json\r\n");
    let sized = format!("{json}content-length: 60000\r\n");
    let chunked = format!("{json}transfer-encoding: chunked\r\n");
    let head = b"GET /livez HTTP/1.1\r\nhost: shop\r\nx-a: ".to_vec();
    let whole = b"GET /livez HTTP/1.1\r\nhost: shop\r\n\r\n";
    let unread = b"GET /livez HTTP/1.1\r\nhost: shop\r\ntransfer-encoding: chunked\r\n\r\n";
    [
        Kind {
            what: "nothing",
            first: Vec::new(),
            trickle: b"",
            limit: HEAD,
            status: 408,
            many: heads,
        },
        Kind {
            what: "a head",
            first: head.clone(),
            trickle: b"x",
            limit: HEAD,
            status: 408,
            many: heads,
        },
        Kind {
            what: "the head of a second request",
            first: [whole.as_slice(), &head].concat(),
            trickle: b"x",
            limit: HEAD,
            status: 408,
            many: heads,
        },
        Kind {
            what: "a body",
            first: request(&line, &sized, b"["),
            trickle: b" ",
            limit: body,
            status: 408,
            many: bodies,
        },
        Kind {
            what: "a body in chunks",
            first: request(&line, &chunked, b"1\r\n[\r\n"),
            trickle: b"1\r\n \r\n",
            limit: body,
            status: 408,
            many: bodies,
        },
        Kind {
            what: "a body that nobody reads",
            first: unread.to_vec(),
            trickle: b"1\r\n \r\n",
            limit: HEAD,
            status: 200,
            many: heads,
        },
    ]
}

/// Slow connections, all of them open.
pub(super) struct Siege(Vec<JoinHandle<Option<String>>>);

impl Siege {
    /// Opens them all.
    pub(super) async fn lay(shop: &Shop) -> Self {
        let mut tasks = Vec::new();
        for door in shop.doors() {
            for kind in kinds(shop, door) {
                let kind = Arc::new(kind);
                for _ in 0..kind.many {
                    let stream = TcpStream::connect(&door.address).await.unwrap();
                    tasks.push(tokio::spawn(suffer(door.name, Arc::clone(&kind), stream)));
                }
            }
        }
        Self(tasks)
    }

    /// Waits until every one of them was given up, as it should be.
    pub(super) async fn ends(self) {
        let ended = join_all(self.0).await.into_iter();
        let faults: Vec<String> = ended.filter_map(|fault| fault.unwrap()).collect();
        let first = faults.first();
        assert_eq!(first, None, "and {} more", faults.len().saturating_sub(1));
    }
}

/// Sends slowly until the other side has had enough, and tells what was wrong about how that ended.
async fn suffer(door: &'static str, kind: Arc<Kind>, stream: TcpStream) -> Option<String> {
    let begun = Instant::now();
    let (mut reading, mut writing) = stream.into_split();
    let mut answer = Vec::new();
    let writes = async {
        let mut going = writing.write_all(&kind.first).await;
        while going.is_ok() {
            sleep(PACE).await;
            going = writing.write_all(kind.trickle).await;
        }
        // A half-closed connection would be another matter.
        std::future::pending::<()>().await;
    };
    let ended = async {
        tokio::select! {
            _ = reading.read_to_end(&mut answer) => {}
            () = writes => {}
        }
    };
    let ended = timeout(kind.limit + SLACK, ended).await.is_ok();
    // What came before it was answered.
    let text = String::from_utf8_lossy(&answer);
    let last = text.rfind("HTTP/1.1 ").unwrap_or(0);
    let right = ended && read(&answer[last..]).status == kind.status;
    (!right).then(|| {
        let (what, took) = (kind.what, begun.elapsed());
        format!("{door}: {what}, ended: {ended} after {took:?}: {text}")
    })
}

/// A customer who means no harm, and what was done for them.
pub(super) struct Regular {
    leave: Arc<AtomicBool>,
    task: JoinHandle<Served>,
}

pub(super) struct Served {
    pub(super) requests: usize,
    pub(super) orders: i64,
}

impl Regular {
    /// Browses, fills a cart and buys, again and again, and is served each time.
    pub(super) fn come(shop: &Shop) -> Self {
        let leave = Arc::new(AtomicBool::new(false));
        let gone = Arc::clone(&leave);
        let mut customer = Customer::new(shop);
        let front = shop.front.clone();
        let task = tokio::spawn(async move {
            let mut served = Served {
                requests: 0,
                orders: 0,
            };
            let page = customer.get("/api/products?limit=100").await.1;
            let stocked = page["items"].as_array().unwrap().iter();
            let mut stocked = stocked.filter(|product| product["stock"].as_u64() > Some(50));
            let product = stocked.next().unwrap()["id"].as_str().unwrap().to_owned();
            while !gone.load(Ordering::Relaxed) {
                let visit = async {
                    let page = reqwest::get(front.url("/")).await.unwrap();
                    assert_eq!(page.status(), 200);
                    for path in ["/api/products?q=lamp", "/api/categories", "/api/cart"] {
                        let (status, answer) = customer.get(path).await;
                        assert_eq!(status, 200, "{path}: {answer}");
                    }
                    customer.buy(&product, &Uuid::new_v4().to_string()).await
                };
                timeout(VISIT, visit).await.unwrap();
                served.requests += 6;
                served.orders += 1;
                sleep(PACE).await;
            }
            served
        });
        Self { leave, task }
    }

    pub(super) async fn leaves(self) -> Served {
        self.leave.store(true, Ordering::Relaxed);
        let served = self.task.await.unwrap();
        assert!(served.orders > 5, "only {} orders", served.orders);
        served
    }
}
