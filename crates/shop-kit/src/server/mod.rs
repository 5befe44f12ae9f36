//! The HTTP server of a service.

mod connections;
mod limits;
mod listen;
mod load;
mod observe;
mod operations;
mod settings;
mod stream;

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use actix_web::App;
use actix_web::dev::{Server, ServerHandle};
use actix_web::middleware::from_fn;
use actix_web::web::{Data, ServiceConfig};
use tokio::signal::unix::{SignalKind, signal};

pub use limits::BODY_BYTES;
pub(crate) use observe::{OTHER, is_operational, method_label};
pub(crate) use operations::Operations;
#[cfg(feature = "test-support")]
pub(crate) use operations::configure as configure_operations;
pub use settings::ServerSettings;

use crate::service::Service;
use load::Load;
use observe::{Longest, observe};

/// The address can't be listened on.
#[derive(Debug, thiserror::Error)]
#[error("LISTEN_ADDR {address} can't be used. Is another program using this port?")]
pub struct BindError {
    /// The address.
    pub address: SocketAddr,
    source: io::Error,
}

/// A server that listens.
pub struct Running {
    /// Where it listens, with the real port when port 0 was asked for.
    pub address: SocketAddr,
    server: Server,
    service: Service,
    grace: Duration,
}

impl std::fmt::Debug for Running {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Running({} on {})", self.service.name, self.address)
    }
}

/// Listens and serves `routes` beside `/livez`, `/readyz`, `/metrics` and `/version`. Runs inside an actix system.
///
/// # Errors
/// The address can't be listened on.
pub fn start<F>(
    service: Service,
    settings: &ServerSettings,
    routes: F,
) -> Result<Running, BindError>
where
    F: Fn(&mut ServiceConfig) + Clone + Send + 'static,
{
    let load = Load::new(settings.max_in_flight);
    let in_flight = service.metrics.gauges(
        "http_requests_in_flight",
        "Requests that are being served.",
        &[],
    );
    if let Ok(gauge) = in_flight {
        let load = load.clone();
        let gauge = gauge.with_label_values::<&str>(&[]);
        service
            .metrics
            .on_scrape(move || gauge.set(i64::try_from(load.now()).unwrap_or(i64::MAX)));
    }
    let shared = (
        Data::new(service.clone()),
        Data::new(load),
        Data::new(settings.tokens.clone()),
        Data::new(Longest(settings.request_timeout)),
    );
    let app = move || {
        let (service, load, tokens, longest) = shared.clone();
        App::new()
            .app_data(service)
            .app_data(load)
            .app_data(tokens)
            .app_data(longest)
            .wrap(from_fn(observe))
            .configure(operations::configure)
            .configure(routes.clone())
            .default_service(actix_web::web::route().to(operations::nothing_here))
    };
    let (address, server) = listen::listen(settings, app).map_err(|source| BindError {
        address: settings.listen,
        source,
    })?;
    Ok(Running {
        address,
        server,
        service,
        grace: settings.grace,
    })
}

impl Running {
    /// Stops the server from elsewhere.
    #[must_use]
    pub fn handle(&self) -> ServerHandle {
        self.server.handle()
    }

    /// Serves until [`Running::handle`] stops it.
    ///
    /// # Errors
    /// The server broke.
    pub async fn until_stopped(self) -> io::Result<()> {
        self.server.await
    }

    /// Serves until SIGTERM or SIGINT, then drains: says that it is not ready, waits until others have seen it, takes
    /// no new connection, and lets what runs finish, all within the grace period.
    ///
    /// # Errors
    /// The server broke.
    pub async fn until_signalled(self) -> io::Result<()> {
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        let (handle, health, spans, grace) = (
            self.server.handle(),
            self.service.health.clone(),
            self.service.spans.clone(),
            self.grace,
        );
        tracing::info!(address = %self.address, "Listening on {}.", self.address);
        let mut server = self.server;
        tokio::select! {
            result = &mut server => return result,
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!(
            grace_ms = millis(grace),
            "Shutting down: taking no new work."
        );
        health.drain();
        let notice = (grace / 5).min(Duration::from_secs(1));
        tokio::time::sleep(notice).await;
        // The server only stops while somebody waits for it, too.
        let stopped = async { tokio::join!(handle.stop(true), &mut server).1 };
        // The last spans need a moment after the last request.
        let flush = if spans.are_sent() {
            grace / 10
        } else {
            Duration::ZERO
        };
        match tokio::time::timeout(grace.saturating_sub(notice + flush), stopped).await {
            Ok(result) => result?,
            Err(_) => tracing::warn!(
                grace_ms = millis(grace),
                "Some requests did not finish in time and were cut."
            ),
        }
        if spans.are_sent() {
            let flushed = tokio::task::spawn_blocking(move || spans.shut_down(flush));
            if let Err(error) = flushed.await {
                tracing::warn!(error = %error, "The last spans could not be sent.");
            }
        }
        tracing::info!("Stopped.");
        Ok(())
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
