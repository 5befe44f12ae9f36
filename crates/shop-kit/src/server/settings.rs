//! How a service listens.

use std::net::SocketAddr;
use std::time::Duration;

use uuid::Uuid;

use crate::extract::Tokens;
use crate::settings::{Reader, Secret};

/// Settings of the server. The crate's README has the table.
#[derive(Clone, Debug)]
pub struct ServerSettings {
    /// `LISTEN_ADDR`
    pub listen: SocketAddr,
    /// `WORKERS`
    pub workers: usize,
    /// `MAX_IN_FLIGHT`
    pub max_in_flight: usize,
    /// `CONNECTION_MAX_AGE_MS`
    pub connection_max_age: Duration,
    /// `REQUEST_TIMEOUT_MS`
    pub request_timeout: Duration,
    /// `SHUTDOWN_GRACE_MS`
    pub grace: Duration,
    /// `INTERNAL_TOKEN` and `STAFF_TOKEN`
    pub tokens: Tokens,
}

impl ServerSettings {
    /// Reads them.
    pub fn read(reader: &mut Reader) -> Option<Self> {
        let internal = reader.required::<Secret>("INTERNAL_TOKEN");
        let staff = reader.optional::<Secret>("STAFF_TOKEN");
        let tokens = internal.map(|internal| Tokens { internal, staff });
        Self::read_rest(reader, tokens)
    }

    /// Reads them for a service with public routes only. It holds no token and lets nobody in by one.
    pub fn read_public(reader: &mut Reader) -> Option<Self> {
        let internal = Secret::new(Uuid::new_v4().to_string());
        let tokens = Tokens {
            internal,
            staff: None,
        };
        Self::read_rest(reader, Some(tokens))
    }

    fn read_rest(reader: &mut Reader, tokens: Option<Tokens>) -> Option<Self> {
        let listen = reader.required("LISTEN_ADDR");
        let workers = reader.within("WORKERS", 2, 1..=64);
        let max_in_flight = reader.within("MAX_IN_FLIGHT", 256, 1..=100_000);
        let connection_max_age = reader.millis("CONNECTION_MAX_AGE_MS", 30_000);
        let request_timeout = reader.millis("REQUEST_TIMEOUT_MS", 30_000);
        let grace = reader.millis("SHUTDOWN_GRACE_MS", 5000);
        Some(Self {
            listen: listen?,
            workers,
            max_in_flight,
            connection_max_age,
            request_timeout,
            grace,
            tokens: tokens?,
        })
    }
}
