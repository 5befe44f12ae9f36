#![doc = include_str!("../README.md")]

mod cache;
mod category;
mod error;
mod picture;
mod product;
mod reservation;
mod routes;
mod schema;
pub mod seed;
mod serve;
mod settings;
mod state;

use std::process::ExitCode;

use diesel_migrations::{EmbeddedMigrations, embed_migrations};
use shop_kit::program;

pub use cache::{Cache, CacheSettings, keep_telling};
pub use error::CatalogError;
pub use reservation::{expire_pass, keep_expiring};
pub use routes::{DOCUMENT, routes};
pub use settings::Settings;
pub use state::State;

/// The versions of the database.
pub const MIGRATIONS: EmbeddedMigrations = embed_migrations!();

/// Runs the command that the arguments name.
#[must_use]
pub fn run() -> ExitCode {
    match program::command("shop-catalog", &["serve", "migrate", "seed", "openapi"]) {
        Ok("migrate") => serve::migrate(),
        Ok("seed") => seed::run(),
        Ok("openapi") => program::print(&DOCUMENT),
        Ok(_) => serve::serve(),
        Err(code) => code,
    }
}
