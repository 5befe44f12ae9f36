//! A service of a test on a free port.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::web::ServiceConfig;
use anyhow::Context;

use crate::Service;
use crate::extract::Tokens;
use crate::server::{self, Running, ServerSettings};
use crate::settings::Secret;

/// What [`server_settings`] accepts from other services.
pub const INTERNAL_TOKEN: &str = "internal-test-token";

/// What [`server_settings`] accepts from staff.
pub const STAFF_TOKEN: &str = "staff-test-token";

/// Settings for a free port of this machine.
#[must_use]
pub fn server_settings() -> ServerSettings {
    ServerSettings {
        listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
        workers: 1,
        max_in_flight: 256,
        connection_max_age: Duration::from_secs(30),
        request_timeout: Duration::from_secs(30),
        grace: Duration::from_secs(1),
        tokens: Tokens {
            internal: Secret::new(INTERNAL_TOKEN),
            staff: Some(Secret::new(STAFF_TOKEN)),
        },
    }
}

/// A server on a thread of its own. It ends with this value.
#[derive(Debug)]
pub struct TestServer {
    address: SocketAddr,
    handle: ServerHandle,
    thread: Option<JoinHandle<()>>,
}

impl TestServer {
    /// Serves `routes`.
    ///
    /// # Errors
    /// The server does not start.
    pub fn start<F>(service: Service, settings: ServerSettings, routes: F) -> anyhow::Result<Self>
    where
        F: Fn(&mut ServiceConfig) + Clone + Send + 'static,
    {
        Self::launch(move || Ok(server::start(service, &settings, routes)?))
    }

    /// Serves what `start` starts: a whole service with its background work.
    ///
    /// # Errors
    /// The service does not start.
    pub fn launch<F>(start: F) -> anyhow::Result<Self>
    where
        F: FnOnce() -> anyhow::Result<Running> + Send + 'static,
    {
        let (report, reported) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                match start() {
                    Ok(running) => {
                        let _ = report.send(Ok((running.address, running.handle())));
                        let _ = running.until_stopped().await;
                    }
                    Err(error) => {
                        let _ = report.send(Err(error));
                    }
                }
            });
        });
        let (address, handle) = reported.recv().context("the server's thread ended")??;
        Ok(Self {
            address,
            handle,
            thread: Some(thread),
        })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address of `path`.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        // The command is sent at once; what is returned only waits for its end, as the thread does.
        drop(self.handle.stop(false));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
