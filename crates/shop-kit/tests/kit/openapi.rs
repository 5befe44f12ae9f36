//! The document of a service and its page, as they are served.

use actix_web::{HttpResponse, web};
use serde_json::Value;
use shop_kit::Service;
use shop_kit::openapi::Document;
use shop_kit::testing::{TestServer, openapi, server_settings};
use utoipa::OpenApi;

#[utoipa::path(
    put, path = "/things/{id}",
    params(("id" = u32, Path, description = "Which.")),
    request_body = Value,
    responses((status = 200, description = "It is there.")),
    security(("staff" = [])),
)]
async fn put_thing() -> HttpResponse {
    HttpResponse::Ok().finish()
}

#[derive(OpenApi)]
#[openapi(paths(put_thing))]
struct Operations;

static DOCUMENT: Document = Document::new("test", "Things.", Operations::openapi);

fn table(config: &mut web::ServiceConfig) {
    config.service(web::resource("/things/{id:[^/]+}").route(web::put().to(put_thing)));
}

fn start() -> TestServer {
    let routes = |config: &mut web::ServiceConfig| {
        config.configure(DOCUMENT.serve()).configure(table);
    };
    TestServer::start(
        Service::new("test", "1").unwrap(),
        server_settings(),
        routes,
    )
    .unwrap()
}

#[tokio::test]
async fn the_document_is_served_with_what_follows_from_each_route() {
    let server = start();
    let text = reqwest::get(server.url("/openapi.json"))
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    let document: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(document["openapi"], "3.1.0");
    let replies = &document["paths"]["/things/{id}"]["put"]["responses"];
    let statuses: Vec<&String> = replies.as_object().unwrap().keys().collect();
    assert_eq!(
        statuses,
        ["200", "400", "401", "404", "408", "413", "415", "503"]
    );
    assert_eq!(
        replies["404"]["content"]["application/problem+json"]["schema"]["$ref"],
        "#/components/schemas/Problem"
    );
    assert!(replies["503"]["headers"]["retry-after"].is_object());
    assert!(document["components"]["schemas"]["Problem"].is_object());
}

#[tokio::test]
async fn people_get_a_page_that_runs_no_script() {
    let server = start();
    let response = reqwest::get(server.url("/docs")).await.unwrap();
    let policy = response.headers()["content-security-policy"].clone();
    let policy = policy.to_str().unwrap();
    assert!(
        policy.starts_with("default-src 'none'") && !policy.contains("script"),
        "{policy}"
    );
    let page = response.text().await.unwrap();
    assert!(page.contains("/things/{id}"), "{page}");
    for inlined in ["<script", "<style", "style=", "http://", "https://"] {
        assert!(!page.contains(inlined), "{inlined}");
    }
    let style = reqwest::get(server.url("/docs/style.css")).await.unwrap();
    assert_eq!(style.headers()["content-type"], "text/css; charset=utf-8");
}

#[tokio::test]
async fn a_wrong_method_is_told_the_right_ones() {
    let server = start();
    let request = reqwest::Client::new().delete(server.url("/things/1"));
    let response = request.send().await.unwrap();
    assert_eq!(response.status().as_u16(), 405);
    assert_eq!(response.headers()["allow"], "PUT");
}

#[actix_web::test]
async fn a_route_that_is_not_documented_is_found() {
    openapi::documents_every_route(&DOCUMENT, table)
        .await
        .unwrap();
    let more = |config: &mut web::ServiceConfig| {
        table(config);
        config.route("/secret", web::post().to(HttpResponse::Ok));
    };
    let error = openapi::documents_every_route(&DOCUMENT, more)
        .await
        .unwrap_err();
    assert!(error.to_string().contains("/secret"), "{error}");
    let error = openapi::documents_every_route(&DOCUMENT, |_| {})
        .await
        .unwrap_err();
    assert!(
        error.to_string().contains("documented but not served"),
        "{error}"
    );
}

#[test]
fn a_document_that_is_not_committed_names_the_command_that_renews_it() {
    let error = openapi::is_committed(&DOCUMENT).unwrap_err();
    assert!(
        error.to_string().contains("shop-test -- openapi"),
        "{error}"
    );
}
