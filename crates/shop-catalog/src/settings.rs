//! Settings of the catalog. The README of shop-kit has the tables.

use std::time::Duration;

use shop_kit::db::DatabaseSettings;
use shop_kit::redis::RedisSettings;
use shop_kit::s3::S3Settings;
use shop_kit::server::ServerSettings;
use shop_kit::settings::Reader;

use crate::cache::CacheSettings;

/// What `serve` reads.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How it listens.
    pub server: ServerSettings,
    /// Where products and reservations are.
    pub database: DatabaseSettings,
    /// Where pictures are.
    pub store: S3Settings,
    /// Where the cache is, if there is one.
    pub redis: Option<RedisSettings>,
    /// How long the cache keeps what it has.
    pub cache: CacheSettings,
}

impl Settings {
    /// Reads them.
    pub fn read(reader: &mut Reader) -> Option<Self> {
        let server = ServerSettings::read(reader);
        let database = DatabaseSettings::read(reader);
        let store = S3Settings::read(reader);
        let redis = redis(reader);
        let cache = CacheSettings::read(reader);
        Some(Self {
            server: server?,
            database: database?,
            store: store?,
            redis,
            cache,
        })
    }
}

/// Redis where `REDIS_URL` names it. The database answers in a few milliseconds, so a cache that takes longer than this is
/// worth no wait.
fn redis(reader: &mut Reader) -> Option<RedisSettings> {
    const PATIENCE: Duration = Duration::from_millis(100);
    reader.optional::<String>("REDIS_URL")?;
    let mut redis = RedisSettings::read(reader)?;
    if reader.optional::<String>("REDIS_TIMEOUT_MS").is_none() {
        redis.timeout = PATIENCE;
    }
    Some(redis)
}
