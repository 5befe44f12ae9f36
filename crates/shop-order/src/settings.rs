//! What the service reads from its environment. The crate's README has the table.

use std::path::PathBuf;
use std::time::Duration;

use shop_kit::db::DatabaseSettings;
use shop_kit::server::ServerSettings;
use shop_kit::settings::Reader;

/// The service's settings.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How it listens.
    pub server: ServerSettings,
    /// Its database.
    pub database: DatabaseSettings,
    /// `SHARED_DIR`
    pub shared_dir: PathBuf,
    /// `OUTBOX_INTERVAL_MS`
    pub outbox_interval: Duration,
    /// `OUTBOX_LEASE_SECONDS`
    pub outbox_lease_seconds: u16,
}

impl Settings {
    /// Reads them.
    pub fn read(reader: &mut Reader) -> Option<Self> {
        let server = ServerSettings::read(reader);
        let database = DatabaseSettings::read(reader);
        let shared_dir = reader.required("SHARED_DIR");
        reader.owns("OUTBOX_");
        let outbox_interval = reader.millis("OUTBOX_INTERVAL_MS", 2000);
        let outbox_lease_seconds = reader.within("OUTBOX_LEASE_SECONDS", 10, 1..=300);
        Some(Self {
            server: server?,
            database: database?,
            shared_dir: shared_dir?,
            outbox_interval,
            outbox_lease_seconds,
        })
    }
}
