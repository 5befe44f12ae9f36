//! A service's OpenAPI document: made from the annotations of its handlers, completed with what every service answers,
//! served beside the routes and printed by a command.

mod complete;
mod page;
mod serve;

use std::sync::OnceLock;

use actix_web::web::Bytes;
use utoipa::openapi::{InfoBuilder, LicenseBuilder, OpenApi};

use crate::server::Operations;

/// The OpenAPI document of a service. Nothing is made before somebody asks for it.
pub struct Document {
    /// The service's name.
    pub name: &'static str,
    about: &'static str,
    routes: fn() -> OpenApi,
    json: OnceLock<Bytes>,
    page: OnceLock<Bytes>,
}

impl std::fmt::Debug for Document {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Document({})", self.name)
    }
}

impl Document {
    /// The document of the service `name`, which does what `about` says. `routes` gives what its handlers' annotations
    /// say: the operations and nothing that all services share.
    #[must_use]
    pub const fn new(name: &'static str, about: &'static str, routes: fn() -> OpenApi) -> Self {
        Self {
            name,
            about,
            routes,
            json: OnceLock::new(),
            page: OnceLock::new(),
        }
    }

    /// The whole document.
    #[must_use]
    pub fn build(&self) -> OpenApi {
        let mut document = (self.routes)();
        document.info = InfoBuilder::new()
            .title(format!("firedrill shop: {}", self.name))
            .version(env!("CARGO_PKG_VERSION"))
            .description(Some(format!(
                "{} Every error is a problem (RFC 9457). A 500 is a defect and no part of this contract.",
                self.about
            )))
            .license(Some(
                LicenseBuilder::new()
                    .name("Apache-2.0")
                    .identifier(Some("Apache-2.0"))
                    .build(),
            ))
            .build();
        document.merge(<Operations as utoipa::OpenApi>::openapi());
        document.merge(<serve::Pages as utoipa::OpenApi>::openapi());
        complete::complete(&mut document);
        document
    }

    /// The document as it is printed, served and kept: with line breaks, so that a change is read line by line.
    ///
    /// # Errors
    /// It can't be written as JSON.
    pub fn text(&self) -> serde_json::Result<String> {
        let mut text = serde_json::to_string_pretty(&self.build())?;
        text.push('\n');
        Ok(text)
    }
}
