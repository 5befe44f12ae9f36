#![doc = include_str!("../README.md")]

mod error;
mod new_order;
mod routes;
mod schema;
mod settings;
mod store;

use std::process::ExitCode;

use actix_web::web::Data;
use diesel_migrations::{EmbeddedMigrations, embed_migrations};
use prometheus::IntCounter;
use shop_kit::Service;
use shop_kit::db::{self, Database, DatabaseSettings};
use shop_kit::program;
use shop_kit::server::{self, Running};

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
    confirmed: IntCounter,
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

/// Listens and serves. Runs inside an actix system.
///
/// # Errors
/// The address can't be listened on, or the metrics can't be set up.
pub fn start(mut service: Service, settings: &Settings) -> anyhow::Result<Running> {
    let database = Database::new(&settings.database, &service)?;
    let confirmed = service
        .metrics
        .counter("shop_orders_confirmed_total", "Orders confirmed.")?;
    let watched = database.clone();
    service.health = std::mem::take(&mut service.health).with("postgres", move || {
        let database = watched.clone();
        async move { database.ping().await }
    });
    let app = Data::new(App {
        database,
        confirmed,
    });
    Ok(server::start(service, &settings.server, move |config| {
        config
            .app_data(app.clone())
            .configure(DOCUMENT.serve())
            .configure(routes::configure);
    })?)
}
