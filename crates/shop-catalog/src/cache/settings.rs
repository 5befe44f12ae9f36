//! How long cached values live.

use std::time::Duration;

use shop_kit::settings::Reader;

/// Settings of the cache. The crate's README has the table.
#[derive(Clone, Copy, Debug)]
pub struct CacheSettings {
    /// `CACHE_TTL_MS`
    pub ttl: Duration,
    /// `CACHE_LIST_TTL_MS`
    pub list_ttl: Duration,
}

impl CacheSettings {
    /// Reads them.
    pub fn read(reader: &mut Reader) -> Self {
        reader.owns("CACHE_");
        Self {
            ttl: reader.millis("CACHE_TTL_MS", 10_000),
            list_ttl: reader.millis("CACHE_LIST_TTL_MS", 2000),
        }
    }
}
