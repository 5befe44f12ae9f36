#![doc = include_str!("../README.md")]

mod bundle;
mod routes;
mod settings;

use std::process::ExitCode;
use std::sync::Arc;

use actix_web::web::Data;
use shop_kit::Service;
use shop_kit::client::{Client, Clients};
use shop_kit::program;
use shop_kit::server::{self, Running};

pub use bundle::{Asset, Bundle, BundleError};
pub use routes::DOCUMENT;
pub use settings::Settings;

/// The service's name in logs and metrics.
const NAME: &str = "frontend";

/// What the routes work with.
#[derive(Clone, Debug)]
struct App {
    bundle: Arc<Bundle>,
    main: Client,
}

/// The program.
#[must_use]
pub fn run() -> ExitCode {
    match program::command("shop-frontend", &["serve", "openapi"]) {
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
/// The address can't be listened on, or the client or the metrics can't be set up.
pub fn start(service: Service, settings: &Settings) -> anyhow::Result<Running> {
    // No token: nothing that comes from a browser may pass for a call between services.
    let clients = Clients::new(settings.client, None, &service)?;
    let app = Data::new(App {
        bundle: Arc::clone(&settings.bundle),
        main: clients.client("main", settings.main_url.clone())?,
    });
    Ok(server::start(service, &settings.server, move |config| {
        config
            .app_data(app.clone())
            .configure(DOCUMENT.serve())
            .configure(routes::configure);
    })?)
}
