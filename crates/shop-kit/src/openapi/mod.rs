//! A service's OpenAPI document: made from the annotations of its handlers, completed with what every service answers,
//! served beside the routes and printed by a command.

mod complete;
mod page;
mod serve;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use actix_web::web::Bytes;
use utoipa::openapi::path::PathItem;
use utoipa::openapi::{InfoBuilder, LicenseBuilder, OpenApi};

pub(crate) use serve::methods;

use crate::server::Operations;

/// The OpenAPI document of a service. Nothing is made before somebody asks for it.
pub struct Document {
    /// The service's name.
    pub name: &'static str,
    about: &'static str,
    routes: fn() -> OpenApi,
    json: OnceLock<Bytes>,
    page: OnceLock<Bytes>,
    methods: OnceLock<BTreeMap<String, String>>,
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
            methods: OnceLock::new(),
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

    /// The methods of the route with this pattern, as the header `Allow` lists them.
    fn methods(&self, pattern: &str) -> Option<&str> {
        // Kept: anybody can send a wrong method, again and again.
        let routes = self.methods.get_or_init(|| {
            let paths = self.build().paths.paths;
            paths
                .into_iter()
                .map(|(path, item)| (path, methods_of(&item)))
                .collect()
        });
        routes.get(&plain(pattern)).map(String::as_str)
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

fn methods_of(item: &PathItem) -> String {
    let methods = [
        ("GET", &item.get),
        ("PUT", &item.put),
        ("POST", &item.post),
        ("DELETE", &item.delete),
        ("PATCH", &item.patch),
    ];
    let known: Vec<&str> = methods
        .into_iter()
        .filter_map(|(name, operation)| operation.as_ref().map(|_| name))
        .collect();
    known.join(", ")
}

/// Without the expression of a part: `/{path:.*}` is `/{path}`.
pub(crate) fn plain(address: &str) -> String {
    let mut plain = String::new();
    let mut skipping = false;
    for letter in address.chars() {
        match letter {
            ':' => skipping = true,
            '}' => skipping = false,
            _ => {}
        }
        if !skipping {
            plain.push(letter);
        }
    }
    plain
}
