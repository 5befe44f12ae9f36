//! What the service reads from its environment. The crate's README has the table.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;
use shop_kit::client::ClientSettings;
use shop_kit::server::ServerSettings;
use shop_kit::settings::Reader;

use crate::bundle::Bundle;

/// The service's settings.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How it listens.
    pub server: ServerSettings,
    /// How patient it is with `main`.
    pub client: ClientSettings,
    /// `MAIN_URL`
    pub main_url: Url,
    /// What `UI_DIR` holds.
    pub bundle: Arc<Bundle>,
}

impl Settings {
    /// Reads them, and the bundle.
    pub fn read(reader: &mut Reader) -> Option<Self> {
        let server = ServerSettings::read_public(reader);
        let mut client = ClientSettings::read(reader);
        client.timeout = patience(reader).unwrap_or(client.timeout);
        let main_url = reader.required("MAIN_URL");
        let bundle = reader.required::<PathBuf>("UI_DIR").and_then(|dir| {
            Bundle::load(&dir)
                .map_err(|error| reader.fault("UI_DIR", format!("can't be used: {error}")))
                .ok()
        });
        Some(Self {
            server: server?,
            client,
            main_url: main_url?,
            bundle: Arc::new(bundle?),
        })
    }
}

/// A proxy that gave up first would hide what the services behind it have to say.
fn patience(reader: &mut Reader) -> Option<Duration> {
    const DEFAULT: Duration = Duration::from_secs(10);
    match reader.optional::<String>("HTTP_TIMEOUT_MS") {
        Some(_) => None,
        None => Some(DEFAULT),
    }
}
