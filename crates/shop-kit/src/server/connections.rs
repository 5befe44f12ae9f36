//! How long a client may keep a connection.
//!
//! Clients keep connections open, and a Service of Kubernetes balances connections, not requests: without an end, a
//! replica that came later, because somebody or an autoscaler added it, would get hardly a request.

use std::any::Any;
use std::time::{Duration, Instant};

use actix_web::dev::{Extensions, ServiceRequest};

/// When a connection is to be closed with the next reply.
struct Until(Instant);

/// For each new connection: up to a tenth earlier or later, so that those which were opened together are not closed
/// together.
pub(super) fn remember(max_age: Duration) -> impl Fn(&dyn Any, &mut Extensions) + Clone + Send {
    move |_, connection| {
        let age = max_age.mul_f64(rand::random_range(0.9..=1.1));
        connection.insert(Until(Instant::now() + age));
    }
}

/// Whether the connection of a request has become too old.
pub(super) fn is_over(request: &ServiceRequest) -> bool {
    request
        .conn_data::<Until>()
        .is_some_and(|until| Instant::now() >= until.0)
}
