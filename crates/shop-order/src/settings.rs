//! What the service reads from its environment. `shop-kit` has the table.

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
}

impl Settings {
    /// Reads them.
    pub fn read(reader: &mut Reader) -> Option<Self> {
        let server = ServerSettings::read(reader);
        let database = DatabaseSettings::read(reader);
        Some(Self {
            server: server?,
            database: database?,
        })
    }
}
