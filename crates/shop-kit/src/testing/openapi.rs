//! What holds a service's OpenAPI document to its routes, and the committed copy to the document.

use std::collections::BTreeSet;
use std::path::Path;

use actix_web::http::{Method, StatusCode};
use actix_web::web::ServiceConfig;
use actix_web::{App, HttpRequest, HttpResponse, test, web};
use anyhow::{Context, bail, ensure};
use serde_json::Value;

use crate::openapi::{Document, plain};
use crate::server::configure_operations;

/// Methods that a route may have. An address never answers HEAD or OPTIONS on its own account.
const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/// Where the committed documents are.
const COMMITTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/api");

/// Holds that the document is whole: everything that it refers to is in it.
///
/// # Errors
/// A reference leads nowhere.
fn is_whole(document: &Value) -> anyhow::Result<()> {
    let mut rest = vec![document];
    while let Some(value) = rest.pop() {
        match value {
            Value::Object(members) => {
                if let Some(Value::String(reference)) = members.get("$ref") {
                    let target = reference.trim_start_matches('#');
                    ensure!(
                        document.pointer(target).is_some(),
                        "{reference} is not in the document; add its type to components(schemas(...))"
                    );
                }
                rest.extend(members.values());
            }
            Value::Array(entries) => rest.extend(entries),
            _ => {}
        }
    }
    Ok(())
}

/// Holds that `routes`, beside what every service serves, are exactly what the document has, and that the document is
/// whole.
///
/// # Errors
/// A route is not in the document, the document has one that is not served, or it refers to what is not in it.
pub async fn documents_every_route(
    document: &'static Document,
    routes: impl Fn(&mut ServiceConfig),
) -> anyhow::Result<()> {
    let documented = documented(document)?;
    let served = served(document, routes).await?;
    let missing: Vec<_> = served.difference(&documented).collect();
    let invented: Vec<_> = documented.difference(&served).collect();
    ensure!(
        missing.is_empty() && invented.is_empty(),
        "not documented: {missing:?}; documented but not served: {invented:?}"
    );
    Ok(())
}

/// Holds that `docs/api/<service>.json` is what the code says.
///
/// # Errors
/// It is not; the error names the command that renews it.
pub fn is_committed(document: &Document) -> anyhow::Result<()> {
    let name = document.name;
    let file = Path::new(COMMITTED).join(format!("{name}.json"));
    let committed = std::fs::read_to_string(&file).unwrap_or_default();
    if committed != document.text()? {
        bail!(
            "docs/api/{name}.json is not what the code says. Renew it: \
             cargo run --bin shop-{name} -- openapi > docs/api/{name}.json"
        );
    }
    Ok(())
}

fn documented(document: &Document) -> anyhow::Result<BTreeSet<(String, String)>> {
    let json = serde_json::to_value(document.build())?;
    is_whole(&json)?;
    let paths = json["paths"].as_object().context("no paths")?;
    Ok(paths
        .iter()
        .flat_map(|(path, item)| {
            METHODS
                .into_iter()
                .filter(|method| item[method.to_lowercase()].is_object())
                .map(|method| (method.to_owned(), path.clone()))
        })
        .collect())
}

async fn served(
    document: &'static Document,
    routes: impl Fn(&mut ServiceConfig),
) -> anyhow::Result<BTreeSet<(String, String)>> {
    let addresses = addresses(document, &routes).await?;
    let app = test::init_service(
        App::new()
            .configure(configure_operations)
            .configure(document.serve())
            .configure(&routes)
            .default_service(web::route().to(unknown)),
    )
    .await;
    let mut served = BTreeSet::new();
    for address in addresses.iter().map(|address| plain(address)) {
        for method in METHODS {
            // An id for every part that varies. The handlers have nothing to work with and fail, but not with 405.
            let mut target = String::new();
            for part in address.split_inclusive('/') {
                if part.starts_with('{') {
                    target.push_str("00000000-0000-7000-8000-000000000000");
                    target.push_str(if part.ends_with('/') { "/" } else { "" });
                } else {
                    target.push_str(part);
                }
            }
            let request = test::TestRequest::with_uri(&target)
                .method(Method::from_bytes(method.as_bytes())?)
                .to_request();
            let status = test::call_service(&app, request).await.status();
            ensure!(
                status != StatusCode::IM_A_TEAPOT,
                "no id fits the pattern of {address}"
            );
            if status != StatusCode::METHOD_NOT_ALLOWED {
                served.insert((method.to_owned(), address.clone()));
            }
        }
    }
    Ok(served)
}

/// Tells an address that fits no route from a method that a route does not know.
async fn unknown(request: HttpRequest) -> HttpResponse {
    match request.match_pattern() {
        Some(_) => HttpResponse::MethodNotAllowed().finish(),
        None => HttpResponse::ImATeapot().finish(),
    }
}

/// Every address that the router knows. It has no list to read, so its own description is taken apart; an empty result
/// fails.
async fn addresses(
    document: &'static Document,
    routes: impl Fn(&mut ServiceConfig),
) -> anyhow::Result<BTreeSet<String>> {
    let app = test::init_service(
        App::new()
            .configure(|config| {
                config.route(
                    "/the/router",
                    web::get()
                        .to(async |request: HttpRequest| format!("{:?}", request.resource_map())),
                );
            })
            .configure(configure_operations)
            .configure(document.serve())
            .configure(routes),
    )
    .await;
    let request = test::TestRequest::with_uri("/the/router").to_request();
    let body = test::call_and_read_body(&app, request).await;
    let text = std::str::from_utf8(&body)?;
    let found: BTreeSet<String> = text
        .split("patterns: Single(\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|address| address.starts_with('/') && *address != "/the/router")
        .map(|address| address.replace("\\\\", "\\"))
        .collect();
    ensure!(
        !found.is_empty(),
        "the router's description has changed: {text}"
    );
    Ok(found)
}
