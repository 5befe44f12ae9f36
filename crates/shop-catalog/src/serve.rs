//! The commands `serve` and `migrate`.

use std::process::ExitCode;

use shop_kit::db::{self, Database, DatabaseSettings};
use shop_kit::redis::Redis;
use shop_kit::s3::ObjectStore;
use shop_kit::{Service, program, server};

use crate::cache::{Cache, keep_telling};
use crate::settings::Settings;
use crate::state::State;
use crate::{MIGRATIONS, keep_expiring, routes};

/// Serves until it is told to stop. Works while its dependencies are down.
pub(crate) fn serve() -> ExitCode {
    program::run("catalog", Settings::read, |service, settings| async move {
        let database = Database::new(&settings.database, &service)?;
        let store = ObjectStore::new(&settings.store, &service).await?;
        let mut state = State::new(database.clone(), store.clone(), &service)?;
        let mut health = service
            .health
            .clone()
            .with("postgres", move || {
                let database = database.clone();
                async move { database.ping().await }
            })
            .with_optional("s3", move || {
                let store = store.clone();
                async move { store.ping().await }
            });
        if let Some(redis) = &settings.redis {
            let redis = Redis::new(redis, &service)?;
            let cache = Cache::new(redis.clone(), settings.cache, &service)?;
            actix_web::rt::spawn(keep_telling(cache.clone(), health.clone()));
            state = state.with_cache(cache);
            health = health.with_optional("redis", move || {
                let redis = redis.clone();
                async move { redis.ping().await }
            });
        }
        actix_web::rt::spawn(keep_expiring(state.clone(), health.clone()));
        server::start(
            Service { health, ..service },
            &settings.server,
            routes(state),
        )?
        .until_signalled()
        .await?;
        Ok(())
    })
}

/// Brings the database to the newest version.
pub(crate) fn migrate() -> ExitCode {
    program::run(
        "catalog",
        DatabaseSettings::read,
        |_, settings| async move {
            let done = db::migrate(&settings, MIGRATIONS)?;
            tracing::info!(
                migrations = done.join(" "),
                count = done.len(),
                "The database is at the newest version."
            );
            Ok(())
        },
    )
}
