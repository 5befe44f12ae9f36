//! What a connection's stream and the requests on it know of each other.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::HttpMessage as _;
use actix_web::dev::{Extensions, Payload, ServiceRequest};
use actix_web::error::PayloadError;
use actix_web::web::Bytes;
use futures::Stream;
use tokio::time::Instant;

/// One connection of a client.
///
/// It has an end: clients keep connections open, and a Service of Kubernetes balances connections, not requests. A replica
/// that came later, because somebody or an autoscaler added it, would get hardly a request otherwise.
pub(super) struct Connection {
    /// When it is to be closed with the next reply.
    until: Instant,
    /// Whether a request is being worked on, as far as the head of its reply.
    serving: Cell<bool>,
    /// Since when a part of a request's head is here.
    begun: Cell<Option<Instant>>,
    /// The body of the request that is being served, when it comes in chunks.
    body: RefCell<Option<Chunks>>,
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Connection(serving: {})", self.serving.get())
    }
}

/// A body in chunks. Once everybody has dropped it Actix would wait for its end, whenever that comes, and then use the connection
/// again; as long as somebody has it, the connection ends with the reply.
#[derive(Clone)]
struct Chunks(Rc<RefCell<Payload>>);

impl Stream for Chunks {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Pin::new(&mut *self.0.borrow_mut()).poll_next(cx)
    }
}

impl Connection {
    /// A new connection, which lasts up to a tenth longer or shorter, so that those which were opened together are not closed
    /// together.
    pub(super) fn new(max_age: Duration) -> Rc<Self> {
        let age = max_age.mul_f64(rand::random_range(0.9..=1.1));
        Rc::new(Self {
            until: Instant::now() + age,
            serving: Cell::new(false),
            begun: Cell::new(None),
            body: RefCell::new(None),
        })
    }

    /// Lets every request of this connection know it.
    pub(super) fn tell(self: &Rc<Self>, requests: &mut Extensions) {
        requests.insert(Rc::clone(self));
    }

    /// The connection of a request. A test without a server has none.
    pub(super) fn of(request: &ServiceRequest) -> Option<Rc<Self>> {
        request.conn_data::<Rc<Self>>().cloned()
    }

    /// Whether it has become too old.
    pub(super) fn is_over(&self) -> bool {
        Instant::now() >= self.until
    }

    /// The head of a request is whole.
    pub(super) fn serve(&self, request: &mut ServiceRequest) {
        self.serving.set(true);
        self.begun.set(None);
        let body = request.chunked().unwrap_or_default().then(|| {
            let chunks = Chunks(Rc::new(RefCell::new(request.take_payload())));
            request.set_payload(Payload::Stream {
                payload: Box::pin(chunks.clone()),
            });
            chunks
        });
        self.body.replace(body);
    }

    /// The request has its reply, and the client may send another one.
    pub(super) fn wait(&self) {
        self.serving.set(false);
    }

    /// Something came in. Gives the moment when the wait for a head began, if it began with this.
    pub(super) fn received(&self) -> Option<Instant> {
        if self.serving.get() || self.begun.get().is_some() {
            return None;
        }
        let now = Instant::now();
        self.begun.set(Some(now));
        Some(now)
    }

    /// Something went out: what came in before was no reason to wait.
    pub(super) fn sent(&self) {
        self.begun.set(None);
    }

    /// Since when a head is awaited of which some is here.
    pub(super) fn begun(&self) -> Option<Instant> {
        self.begun.get()
    }
}
