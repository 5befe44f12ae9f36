//! What the service reads from its environment. The crate's README has the table.

use std::time::Duration;

use reqwest::Url;
use shop_kit::client::ClientSettings;
use shop_kit::redis::RedisSettings;
use shop_kit::server::ServerSettings;
use shop_kit::settings::{Reader, Secret};

use crate::session::Sessions;

/// The service's settings.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How it listens.
    pub server: ServerSettings,
    /// Where the carts are.
    pub redis: RedisSettings,
    /// How patient it is with other services.
    pub client: ClientSettings,
    /// `CATALOG_URL`
    pub catalog_url: Url,
    /// `ORDER_URL`
    pub order_url: Url,
    /// `SESSION_KEY`
    pub sessions: Sessions,
    /// `RESERVATION_TTL_SECONDS`
    pub reservation_ttl_seconds: u32,
    /// `RECOVERY_INTERVAL_MS`
    pub recovery_interval: Duration,
    /// `RECOVERY_AFTER_SECONDS`
    pub recovery_after_seconds: u32,
    /// `OUTBOX_INTERVAL_MS`
    pub outbox_interval: Duration,
    /// `OUTBOX_LEASE_SECONDS`
    pub outbox_lease_seconds: u16,
}

impl Settings {
    /// Reads them.
    pub fn read(reader: &mut Reader) -> Option<Self> {
        let server = ServerSettings::read(reader);
        let redis = RedisSettings::read(reader);
        let client = ClientSettings::read(reader);
        let catalog_url = reader.required("CATALOG_URL");
        let order_url = reader.required("ORDER_URL");
        let sessions = reader.required::<Secret>("SESSION_KEY").and_then(|key| {
            Sessions::from_base64(key.expose())
                .map_err(|error| reader.fault("SESSION_KEY", error.to_string()))
                .ok()
        });
        let reservation_ttl_seconds = reader.within("RESERVATION_TTL_SECONDS", 60, 1..=3600);
        let recovery_interval = reader.millis("RECOVERY_INTERVAL_MS", 10_000);
        let recovery_after_seconds = reader.within("RECOVERY_AFTER_SECONDS", 20, 0..=86_400);
        reader.owns("OUTBOX_");
        let outbox_interval = reader.millis("OUTBOX_INTERVAL_MS", 2000);
        let outbox_lease_seconds = reader.within("OUTBOX_LEASE_SECONDS", 10, 1..=300);
        Some(Self {
            server: server?,
            redis: redis?,
            client,
            catalog_url: catalog_url?,
            order_url: order_url?,
            sessions: sessions?,
            reservation_ttl_seconds,
            recovery_interval,
            recovery_after_seconds,
            outbox_interval,
            outbox_lease_seconds,
        })
    }
}
