#![doc = include_str!("../README.md")]

mod error;
mod invoice;
mod new_order;
mod outbox;
mod routes;
mod schema;
mod settings;
mod store;

use std::process::ExitCode;

use actix_web::web::Data;
use diesel_migrations::{EmbeddedMigrations, embed_migrations};
use prometheus::{IntCounter, IntCounterVec};
use shop_kit::Service;
use shop_kit::db::{self, Database, DatabaseSettings};
use shop_kit::program;
use shop_kit::server::{self, Running};

use invoice::{Invoices, Shared};
use outbox::{Drain, Pace};
pub use routes::DOCUMENT;
pub use settings::Settings;

/// How the database came to be what it is.
pub const MIGRATIONS: EmbeddedMigrations = embed_migrations!();

/// The service's name in logs, metrics and calls.
const NAME: &str = "order";

/// What the routes work with.
#[derive(Clone, Debug)]
struct App {
    database: Database,
    invoices: Invoices,
    /// `shop_orders_confirmed_total`
    confirmed: IntCounter,
    /// `shop_order_moves_total{status,actor}`
    moves: IntCounterVec,
}

/// The program.
#[must_use]
pub fn run() -> ExitCode {
    match program::command("shop-order", &["serve", "migrate", "openapi"]) {
        Ok("migrate") => program::run(NAME, DatabaseSettings::read, |_, settings| async move {
            let done = db::migrate(&settings, MIGRATIONS)?;
            tracing::info!(
                migrations = done.len(),
                "The database is at the newest version; {} migrations were run.",
                done.len()
            );
            Ok(())
        }),
        Ok("openapi") => program::print(&DOCUMENT),
        Ok(_) => program::run(NAME, Settings::read, |service, settings| async move {
            start(service, &settings)?.until_signalled().await?;
            Ok(())
        }),
        Err(code) => code,
    }
}

/// Listens, serves, and drains its part of the outbox. Runs inside an actix system.
///
/// # Errors
/// The address can't be listened on, or the metrics can't be set up.
pub fn start(mut service: Service, settings: &Settings) -> anyhow::Result<Running> {
    let database = Database::new(&settings.database, &service)?;
    let confirmed = service
        .metrics
        .counter("shop_orders_confirmed_total", "Orders confirmed.")?;
    let moves = service.metrics.counters(
        "shop_order_moves_total",
        "Orders that got a status, by who moved them.",
        &["status", "actor"],
    )?;
    let shared = Shared::new(&settings.shared_dir);
    let (watched, mounted) = (database.clone(), shared.clone());
    // Orders go on without their invoices.
    service.health = std::mem::take(&mut service.health)
        .with("postgres", move || {
            let database = watched.clone();
            async move { database.ping().await }
        })
        .with_optional("shared-storage", move || {
            let shared = mounted.clone();
            async move { shared.ping().await }
        });
    let invoices = Invoices::new(shared);
    let drain = Drain::new(database.clone(), invoices.clone(), &service.metrics)?;
    let pace = Pace {
        interval: settings.outbox_interval,
        lease_seconds: settings.outbox_lease_seconds,
    };
    let app = Data::new(App {
        database,
        invoices,
        confirmed,
        moves,
    });
    let health = service.health.clone();
    let running = server::start(service, &settings.server, move |config| {
        config
            .app_data(app.clone())
            .configure(DOCUMENT.serve())
            .configure(routes::configure);
    })?;
    actix_web::rt::spawn(drain.forever(pace, health));
    Ok(running)
}
