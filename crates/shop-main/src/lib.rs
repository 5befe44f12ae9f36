#![doc = include_str!("../README.md")]

mod cart;
mod checkout;
mod forward;
mod outbox;
mod own;
mod paging;
mod peers;
mod routes;
mod session;
mod settings;
mod visitor;

use std::process::ExitCode;
use std::time::Duration;

use actix_web::web::Data;
use shop_kit::Service;
use shop_kit::client::{Client, Clients};
use shop_kit::program;
use shop_kit::redis::Redis;
use shop_kit::server::{self, Running};

use cart::Carts;
use checkout::{Checkout, Recovery};
use outbox::{Drain, Pace};
use peers::{Catalog, Orders};
pub use routes::DOCUMENT;
pub use session::{KeyError, Sessions};
pub use settings::Settings;

/// The service's name in logs, metrics and calls.
const NAME: &str = "main";

/// The catalog gives a picture 8 seconds to arrive, and the frontend gives an answer 10: each hears why the next one gave up.
const UPLOAD_TIME: Duration = Duration::from_secs(9);

/// What the routes work with.
#[derive(Clone, Debug)]
struct App {
    catalog: Catalog,
    /// For products and pictures on their way in, which take as long as whoever sends them.
    uploads: Client,
    orders: Orders,
    carts: Carts,
    checkout: Checkout,
    sessions: Sessions,
}

/// The program.
#[must_use]
pub fn run() -> ExitCode {
    match program::command("shop-main", &["serve", "openapi"]) {
        Ok("openapi") => program::print(&DOCUMENT),
        Ok(_) => program::run(NAME, Settings::read, |service, settings| async move {
            start(service, &settings)?.until_signalled().await?;
            Ok(())
        }),
        Err(code) => code,
    }
}

/// Listens, serves, runs the recovery pass, and deals with what happens to orders. Runs inside an actix system.
///
/// # Errors
/// The address can't be listened on, or a client or the metrics can't be set up.
pub fn start(mut service: Service, settings: &Settings) -> anyhow::Result<Running> {
    let redis = Redis::new(&settings.redis, &service)?;
    let token = Some(settings.server.tokens.internal.clone());
    let clients = Clients::new(settings.client, token, &service)?;
    let catalog = Catalog(clients.client("catalog", settings.catalog_url.clone())?);
    let uploads = clients
        .patient(UPLOAD_TIME)
        .client("catalog-uploads", settings.catalog_url.clone())?;
    let orders = Orders(clients.client("order", settings.order_url.clone())?);
    let carts = Carts::new(redis.clone());
    // Only what every page needs: without catalog or order the rest of the shop still serves.
    service.health = std::mem::take(&mut service.health).with_parts("redis", move || {
        let redis = redis.clone();
        async move { redis.ping().await.into() }
    });
    let checkout = Checkout {
        catalog: catalog.clone(),
        orders: orders.clone(),
        carts: carts.clone(),
        ttl_seconds: settings.reservation_ttl_seconds,
        outcomes: service.metrics.counters(
            "shop_checkouts_total",
            "Checkouts by how they ended.",
            &["outcome"],
        )?,
        recovered: service.metrics.counters(
            "shop_recovered_orders_total",
            "Orders that a recovery pass tried to end.",
            &["outcome"],
        )?,
    };
    let recovery = Recovery {
        interval: settings.recovery_interval,
        after_seconds: settings.recovery_after_seconds,
    };
    let drain = Drain {
        catalog: catalog.clone(),
        orders: orders.clone(),
        returned: service.metrics.counters(
            "shop_returned_orders_total",
            "Cancelled orders whose stock was to be given back.",
            &["outcome"],
        )?,
    };
    let pace = Pace {
        interval: settings.outbox_interval,
        lease_seconds: settings.outbox_lease_seconds,
    };
    let app = Data::new(App {
        catalog,
        uploads,
        orders,
        carts,
        checkout: checkout.clone(),
        sessions: settings.sessions.clone(),
    });
    let health = service.health.clone();
    let running = server::start(service, &settings.server, move |config| {
        config
            .app_data(app.clone())
            .configure(DOCUMENT.serve())
            .configure(routes::configure);
    })?;
    actix_web::rt::spawn(checkout.recover_forever(recovery, health.clone()));
    actix_web::rt::spawn(drain.forever(pace, health));
    Ok(running)
}
