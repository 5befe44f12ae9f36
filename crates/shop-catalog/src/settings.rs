//! Settings of the catalog. The README of shop-kit has the tables.

use shop_kit::db::DatabaseSettings;
use shop_kit::s3::S3Settings;
use shop_kit::server::ServerSettings;
use shop_kit::settings::Reader;

/// What `serve` reads.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How it listens.
    pub server: ServerSettings,
    /// Where products and reservations are.
    pub database: DatabaseSettings,
    /// Where pictures are.
    pub store: S3Settings,
}

impl Settings {
    /// Reads them.
    pub fn read(reader: &mut Reader) -> Option<Self> {
        let server = ServerSettings::read(reader);
        let database = DatabaseSettings::read(reader);
        let store = S3Settings::read(reader);
        Some(Self {
            server: server?,
            database: database?,
            store: store?,
        })
    }
}
